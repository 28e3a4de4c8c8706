/// The numbers of glibc's `rand()` after `srand(1)`, which is how a program that seeds nothing begins.
///
/// Its generator `TYPE_3`: each word is the sum of those 3 and 31 before it, and `rand()` leaves out the lowest bit.
struct GlibcRandom {
  private var ring: [UInt32]
  private var place = 0

  init() {
    var word = 1
    var seeds = [UInt32(word)]
    for _ in 1..<31 {
      word = 16_807 * word % 2_147_483_647
      seeds.append(UInt32(word))
    }
    // The ring begins at the fourth word: the first three follow it.
    ring = Array(seeds[3...] + seeds[..<3])
    for _ in 0..<310 { _ = next() }
  }

  mutating func next() -> UInt32 {
    let word = ring[place] &+ ring[place >= 3 ? place - 3 : place + 28]
    ring[place] = word
    place = place == 30 ? 0 : place + 1
    return word >> 1
  }
}

/// A matrix of bits whose rows lie in words, the first column in the lowest bit of the first.
struct BitRows: Equatable {
  let rows: Int
  let columns: Int
  private(set) var words: [UInt64]

  var wordsPerRow: Int { (columns + 63) / 64 }
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    words = Array(repeating: 0, count: rows * ((columns + 63) / 64))
  }

  func words(ofRow row: Int) -> ArraySlice<UInt64> { words[row * wordsPerRow..<(row + 1) * wordsPerRow] }

  func count(ofRow row: Int) -> Int { words(ofRow: row).reduce(0) { $0 + $1.nonzeroBitCount } }

  mutating func set(row: Int, column: Int) {
    words[row * wordsPerRow + column / 64] |= 1 << UInt64(column % 64)
  }
}

/// The two matrices that STONNE multiplies in a sparse product of M x K and K x N elements.
///
/// An element is zero where `rand() % 100 <= sparsity`, and `rand() % 10 + 1` otherwise: first the M x K matrix row by row, then the K x N
/// one. So 0 % means 1 % of zeros, and a zero draws one number where another element draws two.
struct STONNEInputs {
  /// M rows of K elements: a trace's input.
  let input: BitRows
  /// The second matrix transposed, N rows of K elements: a trace's weight.
  let weight: BitRows
  /// The sums of the values, which say that the numbers drawn are the same also where they are no zeros.
  let inputSum: Int
  let weightSum: Int

  init(m: Int, n: Int, k: Int, inputSparsity: Int, weightSparsity: Int) {
    var random = GlibcRandom()
    /// The value of the next element.
    func draw(_ sparsity: Int) -> Int {
      random.next() % 100 <= UInt32(sparsity) ? 0 : Int(random.next() % 10) + 1
    }
    var (first, second) = (BitRows(rows: m, columns: k), BitRows(rows: n, columns: k))
    var (firstSum, secondSum) = (0, 0)
    for row in 0..<m {
      for column in 0..<k {
        let value = draw(inputSparsity)
        firstSum += value
        if value != 0 { first.set(row: row, column: column) }
      }
    }
    for column in 0..<k {
      for row in 0..<n {
        let value = draw(weightSparsity)
        secondSum += value
        if value != 0 { second.set(row: row, column: column) }
      }
    }
    (input, weight, inputSum, weightSum) = (first, second, firstSum, secondSum)
  }

  /// The multiplications of which neither factor is zero.
  var effectualMACs: Int {
    var count = 0
    for row in 0..<input.rows {
      let left = input.words(ofRow: row)
      for column in 0..<weight.rows {
        for (a, b) in zip(left, weight.words(ofRow: column)) { count += (a & b).nonzeroBitCount }
      }
    }
    return count
  }
}
