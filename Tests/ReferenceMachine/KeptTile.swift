import Tensors

/// A tile that lies in its slot as it came: what of it belongs to the elements of the tile (docs/model.md, 11).
struct KeptTile {
  let format: StorageFormat
  /// By an element's place of section 4: the numbers of its stored elements, which are packed in the order of the places.
  let stored: [Range<Int>]
  /// Bits of metadata that each stored element has, where each has its own.
  let indexBits: Int

  /// - Parameter elements: Those of the tile that are of the stored tensor.
  init(_ tensor: StoredLayout, format: StorageFormat, elements: [TileElement]) throws {
    self.format = format
    if case .blocks = format { throw ReferenceFailure(description: "a tile of blocks is kept") }
    indexBits = tensor.listing.metadata.first?.bits ?? 0
    var counts: [Int: Int] = [:]
    for owner in tensor.listing.owners { counts[owner, default: 0] += 1 }
    var next = 0
    stored = elements.sorted { $0.place < $1.place }.map { element in
      defer { next += counts[element.index] ?? 0 }
      return next..<next + (counts[element.index] ?? 0)
    }
  }

  /// The metadata bits that come with the element at a place.
  func metadata(_ place: Int) -> Range<Int> {
    if format == .bitmask { return place..<place + 1 }
    return stored[place].lowerBound * indexBits..<stored[place].upperBound * indexBits
  }

  /// The bits of each index, if the indices are of N:M weights in groups of so many positions of k.
  ///
  /// - Parameter axis: Along which k lies in memory.
  func indexBits(among positions: Int, along axis: MaskAxis) -> Int {
    guard case .groupIndices(let bound, axis) = format, bound.m == positions else { return 0 }
    return indexBits
  }
}
