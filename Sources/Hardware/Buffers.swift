import Quantities
import Workloads

/// The on-chip buffers: one for each operand, or one that the three share.
public enum Buffers: Hashable, Sendable {
  case perOperand(input: Buffer, weight: Buffer, output: Buffer)
  case shared(Buffer)

  /// The buffer that holds an operand's tiles.
  public subscript(operand: Operand) -> Buffer {
    switch self {
    case .perOperand(let input, let weight, let output):
      switch operand {
      case .input: input
      case .weight: weight
      case .output: output
      }
    case .shared(let buffer): buffer
    }
  }

  public var isShared: Bool {
    if case .shared = self { true } else { false }
  }

  /// What becomes of the input pixels that a convolution's windows skip.
  public var skippedPixels: Buffer.SkippedPixels { self[.input].skippedPixels }
}

/// A banked on-chip memory that holds a few tiles at a time (docs/model.md, 4).
public struct Buffer: Hashable, Sendable {
  /// What becomes of the pixels between those that a convolution's windows touch.
  public enum SkippedPixels: String, CaseIterable, Sendable {
    case leftOut = "left_out"
    /// They come with the tile, from the first window's first to the last one's last.
    case between
    /// They come with the tile, and those that follow the last window, up to where the next one would begin.
    case loaded
  }

  /// Bytes in all; nil where the design says `unbounded`.
  public var capacity: Bytes?
  public var banks: Int
  /// Word accesses of the array that one bank serves in a cycle.
  public var ports: Int
  /// Bytes in a word.
  public var width: Int
  /// Tile slots of an operand where its mapping names no other number: 2 is double buffering.
  public var tiles: Int
  /// Tile slots that a mapping may name at most; at least `tiles`.
  public var mostTiles: Int
  /// Plays a part where the buffer holds inputs.
  public var skippedPixels: SkippedPixels

  public init(
    capacity: Bytes?, banks: Int, ports: Int = 1, width: Int, tiles: Int = 2,
    mostTiles: Int? = nil, skippedPixels: SkippedPixels = .leftOut
  ) {
    self.capacity = capacity
    self.banks = banks
    self.ports = ports
    self.width = width
    self.tiles = tiles
    self.mostTiles = max(tiles, mostTiles ?? tiles)
    self.skippedPixels = skippedPixels
  }

  /// Bytes that the memory side moves in or out in a cycle, through its own port to every bank.
  public var fillBytesPerCycle: Int { banks * width }
}
