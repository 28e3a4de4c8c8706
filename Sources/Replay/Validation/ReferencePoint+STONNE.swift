import Hardware
import Mapping
import Simulation
import Workloads

extension ReferencePoint {
  /// Multiplications without a zero in the matrices that STONNE draws: what a machine that skips the zeros of both
  /// multiplies. (STONNE's own SIGMA skips those of the matrix that rests alone, and so multiplies more.)
  static let stonne = STONNEProducts.all.map { products in
    ReferencePoint(
      name: "stonne_\(products.m)x\(products.n)x\(products.k)_macs", figure: "MACs",
      theirs: Double(products.cases.reduce(0) { $0 + $1.effectual }), kind: .simulator,
      source:
        "STONNE (22634b8b), -SparseGEMM: its inputs, M x N x K as the name says, drawn by rand() without a "
        + "seed; effectual MACs of \(products.cases.count) pairs of sparsities, counted from them",
      tolerance: 0, why: "the same matrices, and neither factor zero"
    ) { files in
      Double(try products.effectualMACs(on: files.design("eyeriss_v2_pe")).reduce(0, +))
    }
  }
}

/// Products of one size whose matrices STONNE draws with several sparsities.
public struct STONNEProducts: Sendable {
  /// Sparsities of the two matrices in percent, and the multiplications of which neither factor is zero.
  public typealias Case = (input: Int, weight: Int, effectual: Int)

  public let m: Int
  public let n: Int
  public let k: Int
  public let cases: [Case]

  /// The effective slots of a design in each case.
  public func effectualMACs(on design: Design) throws -> [Int] {
    try cases.map { one in
      let inputs = STONNEInputs(m: m, n: n, k: k, inputSparsity: one.input, weightSparsity: one.weight)
      let format = design.array.inputFormat
      let place = OperandAddresses.Place(memory: 0, address: 0)
      let work = Work(
        body: .product(.matrixProduct(m: m, k: k, n: n), epilogue: []),
        formats: OperandFormats(input: format, weight: format, output: format),
        addresses: OperandAddresses(
          input: place, weight: place, parameters: place, output: place, partialSums: place),
        zeros: ProductZeros(input: inputs.input, weight: inputs.weight))
      let mapping = try Mapper.map(work, on: design, directives: MappingDirectives(whole: true))
      return try PreparedOperator(design: design, work: work, mapping: mapping).run(design).slots.effective
    }
  }

  /// A size a line: M, N, K, and of each case the two sparsities and the multiplications.
  public static let all = text.split(separator: "\n").map { line in
    let words = line.split(separator: " ")
    let sizes = words[..<3].compactMap { Int($0) }
    let cases: [Case] = words[3...].map { word in
      let numbers = word.split { $0 == "," || $0 == ":" }.compactMap { Int($0) }
      return (numbers[0], numbers[1], numbers[2])
    }
    return STONNEProducts(m: sizes[0], n: sizes[1], k: sizes[2], cases: cases)
  }

  private static let text = """
    16 16 16 0,0:4048 0,80:777 0,90:348 50,0:1923 50,50:998 50,80:399 50,90:155 80,0:811 80,90:56 \
    90,0:379 90,50:197 90,90:34
    32 32 32 0,0:32195 0,80:5901 0,90:2565 50,0:16511 50,50:8207 50,80:3349 50,90:1371 80,0:6881 \
    80,50:3503 80,80:1451 80,90:684 90,0:2993 90,90:309
    64 64 64 0,0:257374 0,50:126066 0,80:48415 0,90:23550 50,0:130060 50,50:63426 50,80:24735 \
    50,90:12337 80,0:52068 80,50:25534 80,90:4898 90,50:11604 90,80:4626 90,90:2236
    128 128 128 0,0:2057652 0,80:395700 0,90:185236 50,50:506382 50,80:196283 50,90:90350 80,50:197748 \
    80,80:77095 80,90:36333 90,0:190393 90,50:93868 90,90:17383
    20 20 256 0,80:18846 50,80:9355 80,0:20242 80,80:3841 90,0:9207
    64 196 576 0,0:7085882 80,0:1369621 80,80:261239 90,80:122977 0,80:1357265 50,0:3514988 50,80:672703
    256 16 64 0,0:256776 50,0:126929 50,80:25757 80,0:50040 80,80:8698 90,80:4743
    16 256 64 0,0:256776 0,80:49326 50,0:132266 50,80:25567 80,0:55239 90,0:24060 90,80:4631
    256 256 256 90,90:135814 80,80:602818 50,50:4012432 80,0:3174585 0,0:16455431
    """
}
