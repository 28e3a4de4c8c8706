import Tensors
import Workloads

/// A layer of one of BitFusion's networks, 16 images, with what its simulator finds.
struct BitFusionLayer: Sendable {
  /// A size, and what the tiles of its simulator's choice cover.
  struct Size: Sendable {
    var own: Int
    var covered: Int
  }

  var network: String
  var name: String
  var count: Int
  /// Windows are laid out as rows of a matrix before, as of a network's first layer.
  var isMatrix: Bool
  var kernel: Int
  var side: Size
  var stride: Int
  var channels: Int
  var filters: Size
  var inputBits: Int
  var weightBits: Int
  /// Cycles less memory wait cycles, by machine as in `BitFusionMachine.all`.
  var computeCycles: [Int]
  /// By machine, too.
  var cycles: [Int]
  /// Of the first machine.
  var bits: Int
  /// What makes the first machine's cycles.
  var limit: Limit

  enum Limit: String, Sendable {
    /// Its bus, whatever the array does meanwhile.
    case bus
    /// Its bus and its array one after the other: there is one tile, whose transfers overlap with nothing.
    case tile
    /// Some of both.
    case both = "-"
  }

  static let all: [BitFusionLayer] = BitFusionLayerText.layers.split(separator: "\n").map { line in
    let words = line.split(separator: " ").map(String.init)
    let numbers = words.dropFirst(11).prefix(11).compactMap { Int($0) }
    return BitFusionLayer(
      network: words[0], name: words[1], count: Int(words[2])!, isMatrix: words[3] == "matrix",
      kernel: Int(words[4])!, side: size(words[5]), stride: Int(words[6])!, channels: Int(words[7])!,
      filters: size(words[8]), inputBits: Int(words[9])!, weightBits: Int(words[10])!,
      computeCycles: Array(numbers.prefix(5)), cycles: Array(numbers[5..<10]), bits: numbers[10],
      limit: Limit(rawValue: words[22])!)
  }

  /// In the order of the table.
  static let networks = all.reduce(into: [String]()) { if $0.last != $1.network { $0.append($1.network) } }

  static func of(_ network: String) -> [BitFusionLayer] { all.filter { $0.network == network } }

  private static func size(_ word: String) -> Size {
    let sizes = word.split(separator: ">").compactMap { Int($0) }
    return Size(own: sizes[0], covered: sizes[sizes.count - 1])
  }

  var isCoveredWhole: Bool { side.own == side.covered && filters.own == filters.covered }

  /// The layer with so many images, of the size that it has, or of what the simulator's tiles cover.
  func product(images: Int = 16, isCovered: Bool = false) -> QuantizedProduct {
    let side = isCovered ? side.covered : side.own
    let filters = isCovered ? filters.covered : filters.own
    var spatial = ProductMapping.Spatial.direct
    let product: Product
    if isMatrix || kernel == 1 && self.side.own == 1 {
      product = .matrixProduct(m: images * side * side, k: kernel * kernel * channels, n: filters)
      spatial = .im2col
    } else {
      let input = (side - 1) * stride + kernel
      product = Product(
        images: images, inputHeight: input, inputWidth: input, channels: channels, filters: filters,
        kernelHeight: kernel, kernelWidth: kernel, strideHeight: stride, strideWidth: stride)
    }
    return QuantizedProduct(
      name: name, count: count, product: product, input: .integer(bits: inputBits),
      weight: .integer(bits: weightBits), mapping: MappingDirectives(spatial: [spatial]))
  }
}

/// A configuration of the sweep.
struct BitFusionMachine: Sendable {
  var columns: Int
  /// Bits a cycle.
  var bandwidth: Int

  static let all = [
    BitFusionMachine(columns: 32, bandwidth: 192), BitFusionMachine(columns: 32, bandwidth: 4096),
    BitFusionMachine(columns: 64, bandwidth: 4096), BitFusionMachine(columns: 128, bandwidth: 4096),
    BitFusionMachine(columns: 256, bandwidth: 4096),
  ]

  var name: String { "16x\(columns)_\(bandwidth)" }

  /// Words of inputs and of sums that fill as fast as a bus of 4096 bits brings them; those of the shipped design take the 192 bits that it has.
  var wideWords: [String] {
    bandwidth == 192 ? [] : ["buffers.input.width=32 B", "buffers.output.width=16 B"]
  }

  /// What it changes of the shipped design: buffers grow with the columns.
  var settings: [String] {
    let factor = columns / 32
    guard bandwidth != 192 else { return [] }
    return [
      "clock=980 MHz", "array.units=\(columns)", "memories.main.bandwidth=501760 MB/s",
      "buffers.input.capacity=\(32 * factor) KiB",
      "buffers.weight.capacity=\(64 * factor) KiB", "buffers.weight.banks=\(512 * factor)",
      "buffers.output.capacity=\(16 * factor) KiB", "buffers.output.banks=\(32 * factor)",
    ]
  }
}
