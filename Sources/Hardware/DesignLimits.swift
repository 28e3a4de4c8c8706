import Quantities

/// What a design may ask for: far beyond any chip, and within it no later arithmetic leaves 64 bits.
enum DesignLimits {
  static let side = 1...65_536
  /// Of all cores together.
  static let elements = 1 << 24
  static let pipeline = 1...4_096
  /// DSPs of a chain.
  static let chain = 1...4_096
  /// Operands that a DSP packs.
  static let packing = 1...8
  /// Steps between two products of a sum, and sums of an element.
  static let interleaving = 1...64
  static let foldGap = 0...65_536
  static let window = 1...65_536
  /// Of an index or a pointer of a storage format; docs/sparsity.md.
  static let indexBits = 0...64
  static let runBits = 0...32
  static let rowWidth = 0...(1 << 24)
  static let blockSide = 1...65_536
  static let ranks = 16
  static let rankSize = 1...65_536
  static let payloadBits = 0...64
  static let queue = 1...65_536
  static let stealSteps = 0...65_536
  static let registers = 1...1_024
  static let preloadRate = 1...(1 << 24)
  /// Elements of a file in a multiplier.
  static let file = 1...(1 << 20)
  /// Elements that a bus moves in a step.
  static let bus = 1...(1 << 24)
  /// Products of a multiplier at once, or the steps that they take.
  static let products = 1...64
  /// Slots of a multiplier in a cycle.
  static let slotMultiple = 4_096
  /// Bits of a serial operand that a step takes.
  static let serialBits = 1...32
  /// Bits of a side of a brick, and of the widest operand that bricks are fused for.
  static let brick = 1...32
  static let fusedBits = 32
  static let instructions = 0...65_536
  /// Elements a cycle that come out of a decoder.
  static let decoderRate = Ratio(1, 65_536)...Ratio(1 << 24)
  static let cores = 2...16
  static let clock = Frequency(hertz: 1)...Frequency(hertz: 100_000_000_000)

  static let capacity = Bytes(count: 1)...Bytes(count: 1 << 50)
  static let banks = 65_536
  /// An array of the most columns reads and writes as many results in a step.
  static let ports = 131_072
  static let width = Bytes(count: 1)...Bytes(count: 4_096)
  static let tiles = 1...64

  static let memories = 64
  static let bandwidth = Bandwidth(bytesPerSecond: 1)...Bandwidth(bytesPerSecond: 1_000_000_000_000_000)
  static let latency = TimeSpan(picoseconds: 0)...TimeSpan(picoseconds: 1_000_000_000)
  static let outstanding = 1...1_048_576
  static let request = Bytes(count: 1)...Bytes(count: 1 << 20)

  static let lanes = 1...(1 << 20)
  static let issueLimit = 1...1_024
  static let functionLatency = 0...1_048_576
  static let functionInterval = 1...1_048_576
}
