import Hardware
import Quantities
import Tensors
import Workloads

/// An operand of an encoded format, and where its bits are (docs/model.md, 12).
struct EncodedOperand {
  let regions: EncodedRegions
  /// The element of the tensor that is the operand's first one.
  let firstElement: Int
  let isStore: Bool

  /// Nil where the operand is not of such a format.
  ///
  /// Throws where its parts are beyond what can be counted.
  init?(_ operand: Operand, of work: Work, on design: Design) throws(PlanError) {
    guard let tensor = work.encoded[operand] else { return nil }
    let place = work.addresses[operand]
    guard
      let regions = EncodedRegions(
        tensor.format, tensor.shape, base: place.address, request: design.memories[place.memory].request,
        record: tensor.record)
    else { throw .tooLarge }
    self.regions = regions
    firstElement = tensor.firstElement
    isStore = operand == .output
  }
}

/// What a tile has of scales, zero points and tables, in bits.
public struct TileMetadata: Hashable, Sendable {
  public var scales = 0
  public var secondScale = 0
  public var zeroPoints = 0
  public var table = 0

  public init() {}

  /// Each of them takes whole bytes of a buffer.
  public var bytes: Int { (scales + 7) / 8 + (secondScale + 7) / 8 + (zeroPoints + 7) / 8 + (table + 7) / 8 }

  /// Words of so many bits that they take.
  func words(ofBits width: Int) -> Int {
    ceilingDivision(scales, by: width) + ceilingDivision(secondScale, by: width)
      + ceilingDivision(zeroPoints, by: width)
      + ceilingDivision(table, by: width)
  }
}

/// How the operands of an operator lie in memory; nil where they lie dense, with elements side by side.
struct OperandPlaces {
  let stored: StoredPlaces
  private let encoded: [EncodedOperand?]

  init(_ work: Work, on design: Design) throws(PlanError) {
    stored = try StoredPlaces(work, on: design)
    encoded =
      work.encoded.isEmpty
      ? [nil, nil, nil]
      : [
        try EncodedOperand(.input, of: work, on: design), try EncodedOperand(.weight, of: work, on: design),
        try EncodedOperand(.output, of: work, on: design),
      ]
  }

  subscript(operand: Operand) -> OperandPlace {
    OperandPlace(stored: stored[operand], encoded: encoded[operand.index])
  }
}

/// How an operand lies in memory: at most one of the two.
struct OperandPlace {
  let stored: StoredOperand?
  let encoded: EncodedOperand?

  /// Whether tiles that are not kept as they came are decoded on their way in.
  var isDecoded: Bool { stored != nil || encoded != nil }
}
