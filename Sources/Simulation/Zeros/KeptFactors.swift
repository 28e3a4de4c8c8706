import Mapping
import Tensors
import Workloads

/// The kept operands of a product: which elements the stored ones belong to, as rows and columns of `ProductZeros`
/// (docs/model.md, 11).
struct KeptFactors {
  let input: KeptOperand?
  let weight: KeptOperand?

  static let none = KeptFactors(input: nil, weight: nil)

  private init(input: KeptOperand?, weight: KeptOperand?) {
    self.input = input
    self.weight = weight
  }

  init(_ work: Work, _ product: Product, _ kept: KeptOperands) throws(PlanError) {
    func operand(
      _ tensor: StoredTensor?, _ isKept: Bool, _ reshaped: (OccupancyMask) -> OccupancyMask
    ) throws(PlanError) -> KeptOperand? {
      guard isKept, let tensor else { return nil }
      do throws(StorageError) {
        return KeptOperand(try tensor.listing(), reshaped)
      } catch { throw .notStored(error) }
    }
    // A tensor may have more elements than the product reads.
    input = try operand(work.stored.input, kept.input) { mask in
      mask.leading(product.inputElements).asInput(of: product)
    }
    weight = try operand(work.stored.weight, kept.weight) { mask in
      mask.leading(product.weightElements).asWeight(of: product)
    }
  }

  /// The elements that have a stored one, as if no others were there.
  var occupied: ProductZeros { ProductZeros(input: input?.elements, weight: weight?.elements) }

  /// The elements that have several.
  var repeated: ProductZeros { ProductZeros(input: input?.repeated, weight: weight?.repeated) }
}

/// A kept operand's stored elements.
struct KeptOperand {
  /// Elements to which a stored one belongs, and those to which `extra` more do.
  let elements: OccupancyMask
  let repeated: OccupancyMask?
  let extra: Int
  let metadata: KeptMetadata

  init?(_ listing: StorageListing, _ reshaped: (OccupancyMask) -> OccupancyMask) {
    guard let occupied = listing.occupied else { return nil }
    elements = reshaped(occupied.elements)
    extra = occupied.extra
    repeated =
      extra == 0
      ? nil
      : reshaped(
        OccupancyMask(rows: listing.rows, columns: listing.columns) { row, column in
          occupied.lines == .rows ? column == listing.columns - 1 : row == listing.rows - 1
        })
    metadata = listing.format == .bitmask ? .ofElements : .ofStored(bits: listing.metadataBits)
  }
}

/// The bits of metadata that the array reads with a kept tile's elements.
enum KeptMetadata {
  /// One for each element.
  case ofElements
  /// So many for each stored element.
  case ofStored(bits: Int)

  /// Those of elements, and of the stored ones among them.
  func bits(elements: Range<Int>, stored: Range<Int>) -> Range<Int> {
    switch self {
    case .ofElements: elements
    case .ofStored(let bits): stored.lowerBound * bits..<stored.upperBound * bits
    }
  }
}
