import CMaskKernels

/// Chooses exactly so many elements of a region of a mask, every choice equally likely.
///
/// Elements are first taken independently, all with one probability, by `BernoulliWords`. Among choices of equally many
/// elements none is then more likely than another, and that stays so when elements chosen uniformly are added or taken away until
/// the count is right. Words draw by their position, so that the choice does not depend on the number of workers.
struct RegionSampler: Sendable {
  enum Region: Sendable {
    case everything(rows: Int, columns: Int)
    case mask(OccupancyMask)
  }

  let region: Region
  let generator: SplitMix64
  let workers: Int

  /// Below this share, elements are added to an empty mask one by one.
  private static let fewestTaken = 1024

  /// A mask of `count` elements of the region; there must be as many.
  func sample(_ count: Int) -> OccupancyMask {
    let capacity = capacity
    precondition((0...capacity).contains(count), "a region has as many elements as are chosen")
    if count == capacity { return whole }
    // The smaller part is drawn: the elements to take, or those to leave.
    if count <= capacity / 2 { return mask(of: words(taking: count, of: capacity)) }
    var words = words(taking: capacity - count, of: capacity)
    for index in words.indices { words[index] = ~words[index] }
    switch region {
    case .everything(let rows, let columns):
      OccupancyMask.clearPadding(of: &words, rows: rows, columns: columns)
    case .mask(let region):
      for index in words.indices { words[index] &= region.words[index] }
    }
    return mask(of: words)
  }

  private func words(taking count: Int, of capacity: Int) -> [UInt64] {
    let (rows, columns) = shape
    var words = OccupancyMask.zeroWords(rows: rows, columns: columns)
    var taken = 0
    if count >= capacity / Self.fewestTaken {
      fill(&words, BernoulliWords(count: count, of: capacity))
      taken = words.withUnsafeBufferPointer { Int(mask_count($0.baseAddress, $0.count)) }
    }
    mend(&words, from: taken, to: count)
    return words
  }

  private func fill(_ words: inout [UInt64], _ source: BernoulliWords) {
    let generator = generator.part(0)
    let (_, columns) = shape
    let stride = OccupancyMask.stride(columns: columns)
    let lastBits = lowestBits((columns - 1) % 64 + 1)
    words.withUnsafeMutableBufferPointer { words in
      // Each part is written by one worker alone.
      nonisolated(unsafe) let words = words
      inParts(words.count, of: 1 << 16, workers: workers) { part in
        var generator = generator
        generator.skip(part.lowerBound * source.digits)
        switch region {
        case .everything:
          for index in part { words[index] = source.next(&generator) }
          // The words before the first bits of rows hold the padding.
          var last = (part.lowerBound / stride + 1) * stride - 1
          while last < part.upperBound {
            words[last] &= lastBits
            last += stride
          }
        case .mask(let region):
          region.words.withUnsafeBufferPointer { region in
            for index in part { words[index] = source.next(&generator) & region[index] }
          }
        }
      }
    }
  }

  /// Adds or takes away elements, each chosen uniformly among those that can be.
  private func mend(_ words: inout [UInt64], from taken: Int, to count: Int) {
    guard taken != count else { return }
    var generator = generator.part(1)
    let flips: UInt64 = taken < count ? 0 : 1
    var left = abs(count - taken)
    let elements = capacity
    let index: RegionIndex? = if case .mask(let region) = region { RegionIndex(region) } else { nil }
    let (_, columns) = shape
    let stride = OccupancyMask.stride(columns: columns)
    words.withUnsafeMutableBufferPointer { words in
      while left > 0 {
        let element = generator.next(below: elements)
        let (word, bit): (Int, UInt64)
        if let index {
          (word, bit) = index.position(of: element)
        } else {
          let (row, column) = element.quotientAndRemainder(dividingBy: columns)
          (word, bit) = (row * stride + column >> 6, UInt64(column & 63))
        }
        guard words[word] >> bit & 1 == flips else { continue }
        words[word] ^= 1 << bit
        left -= 1
      }
    }
  }

  private func mask(of words: [UInt64]) -> OccupancyMask {
    OccupancyMask(rows: shape.rows, columns: shape.columns, unpaddedWords: words)
  }

  private var shape: (rows: Int, columns: Int) {
    switch region {
    case .everything(let rows, let columns): (rows, columns)
    case .mask(let mask): (mask.rows, mask.columns)
    }
  }

  /// The elements that can be chosen.
  var capacity: Int {
    switch region {
    case .everything(let rows, let columns): rows * columns
    case .mask(let mask): mask.count
    }
  }

  private var whole: OccupancyMask {
    switch region {
    case .everything(let rows, let columns): .dense(rows: rows, columns: columns)
    case .mask(let mask): mask
    }
  }
}

/// Finds the non-zeros of a mask by their number.
private struct RegionIndex {
  private static let wordsInPart = 64
  private let words: [UInt64]
  /// The non-zeros before each part of 64 words.
  private let before: [Int]

  init(_ mask: OccupancyMask) {
    words = mask.words
    var (before, sum) = ([Int](), 0)
    for start in stride(from: 0, to: words.count, by: Self.wordsInPart) {
      before.append(sum)
      sum += words[start..<min(start + Self.wordsInPart, words.count)].reduce(0) { $0 + $1.nonzeroBitCount }
    }
    self.before = before
  }

  /// The word and the bit of the non-zero of that number, from 0.
  func position(of number: Int) -> (word: Int, bit: UInt64) {
    var (low, high) = (0, before.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if before[middle] <= number { low = middle } else { high = middle }
    }
    var (word, left) = (low * Self.wordsInPart, number - before[low])
    while left >= words[word].nonzeroBitCount {
      left -= words[word].nonzeroBitCount
      word += 1
    }
    var bits = words[word]
    for _ in 0..<left { bits &= bits - 1 }
    return (word, UInt64(bits.trailingZeroBitCount))
  }
}
