import Quantities

/// A card or kit with an FPGA: what a design on it may take (docs/boards.md).
public struct Board: Hashable, Sendable {
  /// A resource of the FPGA.
  public enum Resource: String, CaseIterable, Hashable, Sendable {
    /// Multipliers with an accumulator.
    case dsp
    /// Small blocks of memory.
    case blockRAM = "block_ram"
    /// Large blocks of memory.
    case largeRAM = "large_ram"
    case lut
    case flipFlop = "flip_flop"
  }

  /// One of the shapes that a block of memory can take.
  public struct Shape: Hashable, Sendable {
    public var words: Int
    /// Bits of a word.
    public var bits: Int
  }

  /// A memory beside the FPGA, or in its package.
  public struct OffChip: Hashable, Sendable {
    public var name: String
    public var capacity: Bytes
    public var bandwidth: Bandwidth
    /// Channels of its devices; nil where the file does not say.
    public var channels: Int?
    /// Lines of data of all channels; nil where the file does not say.
    public var dataLines: Int?
  }

  public var name: String
  public var part: String
  public var sources: [String]
  /// The kind of its multipliers: `dsp48e2`, `dsp58`, `stratix10`.
  public var multiplier: String
  /// How many there are of each resource; one that is not here is not on the device.
  public var counts: [Resource: Int]
  /// The shapes of blocks of either kind of memory.
  public var shapes: [Resource: [Shape]]
  public var memories: [OffChip]
  /// The highest clock of each resource; of those that are not here none is known.
  public var clocks: [Resource: Frequency] = [:]
  /// The highest clock of its multipliers in their mode for floats; nil where none is known.
  public var floatClock: Frequency?
  /// What multiply-accumulates take by their formats; nil where the file does not say.
  public var macs: MACCosts?
  /// Dollars; nil where none is known.
  public var price: Int?
}

/// The board that a design lies on, and what of it is used for what.
public struct BoardUse: Hashable, Sendable {
  public var board: Board
  /// Names of the buffers, and of the memories on the chip, that lie in large blocks; the others lie in small ones.
  public var largeBuffers: [String]
  /// Memories of the design by name, each with the board's that it is; those that are not here are placed by their names, or where there is room.
  public var memories: [String: String] = [:]
  /// Two buffers that are halves of the same blocks; none where each has its own.
  public var together: [String] = []
  /// Buffers whose blocks run at twice the clock, so that each has four ports.
  public var pumped: [String] = []
  /// Whether multipliers that are no DSP chain are made of LUTs, and take no DSP.
  public var multipliersInLUTs: Bool
  /// What a multiply-accumulate takes, as the design says it in place of the board's table.
  public var mac: StatedMAC?
  /// What all else takes, as the design says it.
  public var others: [Board.Resource: Int]

  /// What one multiply-accumulate takes, and who says so.
  public struct StatedMAC: Hashable, Sendable {
    public var dsps: Int
    public var luts: Int
    public var source: String
  }
}
