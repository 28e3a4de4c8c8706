import Hardware
import Workloads

/// A stored tensor in its memory: every field of bits at its address (docs/model.md, 11, "Regions").
struct StoredLayout {
  /// The parts of a stored tensor, in the order in which they lie.
  enum Region: CaseIterable {
    case data, metadata, pointers
  }

  /// Bits of the memory, and the elements of the tensor that they belong to.
  struct Field {
    var bits: Range<Int>
    var owners: [Int]
  }

  let listing: StoredListing
  /// Fields that have bits, by region, in the order of their addresses.
  private(set) var fields: [Region: [Field]] = [:]
  private let mask: StoredTensor
  /// The first bit of each element that is not zero.
  private var firstBits: [Int: Int] = [:]

  /// - Parameters:
  ///   - bits: Of an element.
  ///   - request: The bytes at whose multiples regions begin.
  init(_ tensor: StoredTensor, bits: Int, address: Int, request: Int) throws {
    listing = try StoredListing(tensor)
    mask = tensor
    let contents: [Region: [StoredField]] = [
      .data: listing.owners.map { StoredField(bits: bits, owners: $0 < 0 ? [] : [$0]) },
      .metadata: listing.metadata, .pointers: listing.pointers,
    ]
    var byte = address
    for region in Region.allCases {
      if region != .data { while !byte.isMultiple(of: request) { byte += 1 } }
      var bit = 8 * byte
      fields[region] = []
      for field in contents[region]! where field.bits > 0 {
        fields[region]!.append(Field(bits: bit..<bit + field.bits, owners: field.owners))
        bit += field.bits
      }
      byte = (bit + 7) / 8
    }
    for field in fields[.data]! {
      if let owner = field.owners.first, !isZero(owner) { firstBits[owner] = field.bits.lowerBound }
    }
  }

  func isZero(_ element: Int) -> Bool {
    !mask.mask[element / mask.mask.columns, element % mask.mask.columns]
  }

  /// Where the value of an element begins; nil of a zero.
  func firstBit(of element: Int) -> Int? { firstBits[element] }

  /// The fields of a region that belong to any of some elements.
  func fields(_ region: Region, of elements: Set<Int>) -> [Field] {
    fields[region]!.filter { $0.owners.contains(where: elements.contains) }
  }
}
