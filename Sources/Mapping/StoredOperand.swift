import Hardware
import Tensors
import Workloads

/// An operand that lies in memory without its zeros, and where (docs/model.md, 11).
struct StoredOperand {
  let listing: StorageListing
  let regions: StorageRegions
  /// Of an element.
  let bits: Int

  /// Nil where the operand lies dense.
  ///
  /// Throws where its regions are beyond what can be counted, or the format does not hold it.
  init?(_ operand: Operand, of work: Work, on design: Design) throws(PlanError) {
    guard let tensor = work.stored[operand] else { return nil }
    let place = work.addresses[operand]
    bits = work.formats[operand].bits
    do { listing = try tensor.listing() } catch { throw .notStored(error) }
    guard
      let regions = StorageRegions(
        listing, elementBits: bits, base: place.address, request: design.memories[place.memory].request)
    else { throw .tooLarge }
    self.regions = regions
  }
}

/// The stored operands of an operator; nil where they lie dense.
struct StoredPlaces {
  let input: StoredOperand?
  let weight: StoredOperand?
  let output: StoredOperand?

  init(_ work: Work, on design: Design) throws(PlanError) {
    input = try StoredOperand(.input, of: work, on: design)
    weight = try StoredOperand(.weight, of: work, on: design)
    output = try StoredOperand(.output, of: work, on: design)
  }

  subscript(operand: Operand) -> StoredOperand? {
    switch operand {
    case .input: input
    case .weight: weight
    case .output: output
    }
  }
}

extension ElementRanges {
  /// The elements of a tile whose dimensions come slowest first.
  init(_ dimensions: [LayoutDimension], from first: Int = 0) {
    self.init()
    let (outer, block, offset) = dimensions.folded
    add(dimensions, upTo: outer, block: block, position: first + offset, index: 0)
  }

  private mutating func add(
    _ dimensions: [LayoutDimension], upTo outer: Int, block: Int, position: Int, index: Int
  ) {
    guard index < outer else { return add(position, block) }
    let stride = dimensions[index].stride
    for place in dimensions[index].segments.indices {
      let segment = dimensions[index].segments[place]
      for at in segment.start..<segment.end {
        add(dimensions, upTo: outer, block: block, position: position + at * stride, index: index + 1)
      }
    }
  }
}
