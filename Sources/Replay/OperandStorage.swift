import Hardware
import Mapping
import Tensors
import Workloads

/// How an operand of an operator lies in its memory, where it lies in a storage format, and what it takes there.
public struct OperandStorage: Hashable, Sendable {
  public var operand: Operand
  public var format: StorageFormat
  /// Whether its tiles lie in their buffer as they came.
  public var isKept: Bool
  public var storedElements: Int
  public var dataBits: Int
  public var metadataBits: Int
  public var pointerBits: Int
  /// What it would take with all its zeros.
  public var denseBits: Int

  public init(
    operand: Operand, format: StorageFormat, isKept: Bool, storedElements: Int, dataBits: Int,
    metadataBits: Int, pointerBits: Int, denseBits: Int
  ) {
    self.operand = operand
    self.format = format
    self.isKept = isKept
    self.storedElements = storedElements
    self.dataBits = dataBits
    self.metadataBits = metadataBits
    self.pointerBits = pointerBits
    self.denseBits = denseBits
  }

  /// Bits of metadata and pointers over those of data; nil where nothing is stored.
  public var metadataOverhead: Double? {
    dataBits > 0 ? Double(metadataBits + pointerBits) / Double(dataBits) : nil
  }

  /// All bits of the format.
  public var bits: Int { dataBits + metadataBits + pointerBits }
}

extension Work {
  /// The operands that lie in a storage format.
  func storage(_ mapping: WorkMapping, on design: Design) -> [OperandStorage] {
    guard !stored.isEmpty else { return [] }
    var kept = KeptOperands.none
    if case .product(let product, _) = body, case .product(let mapping) = mapping {
      kept = KeptOperands(self, ZeroTreatment(zeros, product, mapping, on: design), on: design)
    }
    return Operand.allCases.compactMap { operand in
      guard let tensor = stored[operand], let listing = try? tensor.listing() else { return nil }
      let isKept =
        switch operand {
        case .input: kept.input
        case .weight: kept.weight
        case .output: false
        }
      let size = listing.size(elementBits: formats[operand].bits)
      return OperandStorage(
        operand: operand, format: tensor.format, isKept: isKept, storedElements: listing.storedElements,
        dataBits: size.dataBits, metadataBits: size.metadataBits, pointerBits: size.pointerBits,
        denseBits: tensor.mask.elements * formats[operand].bits)
    }
  }
}
