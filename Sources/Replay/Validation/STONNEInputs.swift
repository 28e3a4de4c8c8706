import Tensors

/// The two matrices that STONNE multiplies in a sparse product of M x K and K x N elements.
///
/// An element is zero where `rand() % 100 <= sparsity`, and `rand() % 10 + 1` otherwise: first the M x K matrix row by row, then the K x N
/// one. So 0 % means 1 % of zeros, and a zero draws one number where another element draws two.
public struct STONNEInputs {
  /// M rows of K elements: a trace's input.
  public let input: OccupancyMask
  /// The second matrix transposed, N rows of K elements: a trace's weight.
  public let weight: OccupancyMask
  /// The sums of the values, which say that the numbers drawn are the same also where they are no zeros.
  public let inputSum: Int
  public let weightSum: Int

  public init(m: Int, n: Int, k: Int, inputSparsity: Int, weightSparsity: Int) {
    var random = GlibcRandom()
    /// The values of a matrix, in the order in which they are drawn.
    func draw(_ count: Int, _ sparsity: Int) -> [Int] {
      (0..<count).map { _ in
        random.next() % 100 <= UInt32(sparsity) ? 0 : Int(random.next() % 10) + 1
      }
    }
    let first = draw(m * k, inputSparsity)
    let second = draw(k * n, weightSparsity)
    input = OccupancyMask(rows: m, columns: k) { first[$0 * k + $1] != 0 }
    weight = OccupancyMask(rows: n, columns: k) { second[$1 * n + $0] != 0 }
    inputSum = first.reduce(0, +)
    weightSum = second.reduce(0, +)
  }
}

/// The numbers of glibc's `rand()` after `srand(1)`, which is how a program that seeds nothing begins.
///
/// Its generator `TYPE_3`: each word is the sum of those 3 and 31 before it, and `rand()` leaves out the lowest bit.
public struct GlibcRandom {
  private var ring: [UInt32]
  private var place = 0

  public init() {
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

  public mutating func next() -> UInt32 {
    let word = ring[place] &+ ring[place >= 3 ? place - 3 : place + 28]
    ring[place] = word
    place = place == 30 ? 0 : place + 1
    return word >> 1
  }
}
