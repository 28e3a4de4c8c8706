/// Chooses exactly so many elements of a row, every choice equally likely: `RegionSampler` for rows, many of which are
/// made side by side.
enum RowSampler {
  /// Sets `count` of the first `columns` bits of a row of zeros; only those that `allowed` has, where it is given, and
  /// of these there are `capacity`.
  static func choose(
    _ count: Int, of columns: Int, in row: UnsafeMutableBufferPointer<UInt64>, _ generator: inout SplitMix64,
    allowed: (words: [UInt64], capacity: Int)? = nil
  ) {
    let capacity = allowed?.capacity ?? columns
    precondition((0...capacity).contains(count), "a row has as many elements as are chosen")
    guard count > 0 else { return }
    let takes = count <= capacity / 2
    let aim = takes ? count : capacity - count
    var taken = 0
    // Fewer than a quarter are quicker drawn one by one.
    if aim >= capacity / 4, aim > 0 {
      let source = BernoulliWords(count: aim, of: capacity)
      for word in row.indices { row[word] = source.next(&generator) & limit(word, columns, allowed?.words) }
      taken = row.reduce(0) { $0 + $1.nonzeroBitCount }
    }
    let flips: UInt64 = taken < aim ? 0 : 1
    var left = abs(aim - taken)
    while left > 0 {
      let column = generator.next(below: columns)
      let (word, bit) = (column >> 6, UInt64(column & 63))
      guard row[word] >> bit & 1 == flips else { continue }
      if let allowed, allowed.words[word] >> bit & 1 == 0 { continue }
      row[word] ^= 1 << bit
      left -= 1
    }
    if !takes {
      for word in row.indices { row[word] = ~row[word] & limit(word, columns, allowed?.words) }
    }
  }

  /// The bits of a word that can be chosen.
  private static func limit(_ word: Int, _ columns: Int, _ allowed: [UInt64]?) -> UInt64 {
    allowed?[word] ?? lowestBits(columns - word * 64)
  }
}
