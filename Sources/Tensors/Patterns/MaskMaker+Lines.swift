import Quantities

// Patterns of lines that differ from each other.
extension MaskMaker {
  /// Rows whose counts fall off by a power law, in random order.
  func skewed(_ density: Ratio, _ exponent: Ratio) -> OccupancyMask {
    let total = nearestCount(density, of: rows * columns)
    return shuffled(apportion(total, by: PowerLaw.weights(count: rows, exponent: exponent), most: columns))
  }

  /// Rows whose rates fall off evenly from density + spread to density - spread, in random order.
  ///
  /// The rate of rank `i` of `n` is density + spread x (n - 1 - 2i) / n, in steps of 2^-31.
  func spread(_ density: Ratio, _ spread: Ratio) -> OccupancyMask {
    let total = nearestCount(density, of: rows * columns)
    let steps = 1 << 31
    let mean = Int128(nearestCount(density, of: steps)) * Int128(rows)
    let slope = Int128(nearestCount(spread, of: steps))
    let weights = (0..<rows).map { UInt64(max(1, mean + slope * Int128(rows - 1 - 2 * $0))) }
    return shuffled(apportion(total, by: weights, most: columns))
  }

  private func shuffled(_ counts: [Int]) -> OccupancyMask {
    var chooser = generator.part(1)
    return rows(withCounts: chooser.permutation(of: rows).map { counts[$0] })
  }

  /// Rows that share a part with the others of their batch.
  ///
  /// Counts of rows differ by at most one. A batch draws its common columns; each row draws the rest among the others.
  func batchCorrelated(_ density: Ratio, batch: Int, common: Ratio) -> OccupancyMask {
    let total = Int128(nearestCount(density, of: rows * columns))
    @Sendable func before(_ row: Int) -> Int { Int(total * Int128(row) / Int128(rows)) }
    @Sendable func count(_ row: Int) -> Int { before(row + 1) - before(row) }
    let (batches, generators) = (generator.part(1), generator.part(2))
    return .ofRows(rows, columns: columns, workers: workers) { row, words in
      let members = row / batch * batch..<min((row / batch + 1) * batch, rows)
      let shared = nearestCount(common, of: members.reduce(columns) { min($0, count($1)) })
      // Drawn anew for each row, from the batch's own numbers, so that rows can be made in any order.
      var batchGenerator = batches.part(row / batch)
      RowSampler.choose(shared, of: columns, in: words, &batchGenerator)
      let sharedWords = Array(words)
      for word in words.indices { words[word] = 0 }
      var generator = generators.part(row)
      let allowed = sharedWords.indices.map { ~sharedWords[$0] & lowestBits(columns - $0 * 64) }
      RowSampler.choose(
        count(row) - shared, of: columns, in: words, &generator, allowed: (allowed, columns - shared))
      for word in words.indices { words[word] |= sharedWords[word] }
    }
  }
}
