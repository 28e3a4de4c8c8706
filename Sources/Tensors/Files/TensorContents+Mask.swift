extension TensorContents {
  /// Which elements are not zero.
  ///
  /// The first `rowAxes` axes number the rows, the last of them fastest, and the others the columns; without it, the columns are
  /// the last axis.
  public func mask(rowAxes: Int? = nil) throws(TensorFileError) -> OccupancyMask {
    let folding = try folding(shape, rowAxes: rowAxes)
    var bits = BitRows(rows: folding.rows, columns: folding.columns)
    switch storage {
    case .smtx(let header): try header.fill(&bits, folding, source)
    case .matrixMarket(let header): try header.fill(&bits, folding, source)
    case .range(_, let layout), .member(_, _, _, let layout):
      var reader = try ElementReader(elementStream(), count: elementCount, width: layout.elementType.width)
      let packer = NonZeroPacker(layout)
      if layout.isFortranOrder {
        try Self.fillFortran(&bits, &reader, packer, Folding.FortranPlaces(folding, shape: shape))
      } else {
        while let chunk = try reader.next() { bits.append(chunk.start, count: chunk.count, packer: packer) }
      }
      try reader.finish()
    }
    return bits.mask
  }

  private static func fillFortran(
    _ bits: inout BitRows, _ reader: inout ElementReader, _ packer: NonZeroPacker,
    _ places: Folding.FortranPlaces
  ) throws(TensorFileError) {
    var places = places
    while let chunk = try reader.next() {
      for first in stride(from: 0, to: chunk.count, by: 64) {
        let count = min(64, chunk.count - first)
        let start = chunk.start + first * packer.width
        let word = count == 64 ? packer.word(start) : packer.bits(start, count: count)
        for place in 0..<count {
          if word >> UInt64(place) & 1 == 1 { _ = bits.set(places.place) }
          places.advance()
        }
      }
    }
  }
}

/// Elements of a tensor in pieces of a megabyte, so that of a large file little is in memory.
struct ElementReader: ~Copyable {
  private let stream: any ByteStream
  private let width: Int
  private var left: Int
  private let buffer: UnsafeMutableRawBufferPointer

  init(_ stream: any ByteStream, count: Int, width: Int) {
    self.stream = stream
    self.width = width
    left = count
    buffer = .allocate(byteCount: max(8, min(count * width, 1 << 20)), alignment: 8)
  }

  deinit { buffer.deallocate() }

  /// The next elements, which are there until the next call; nil after the last.
  mutating func next() throws(TensorFileError) -> (start: UnsafeRawPointer, count: Int)? {
    guard left > 0 else { return nil }
    let wanted = min(left, buffer.count / width)
    let filled = try stream.fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<(wanted * width)]))
    precondition(filled == wanted * width, "a tensor whose size was checked has all its bytes")
    left -= wanted
    return (UnsafeRawPointer(buffer.baseAddress!), wanted)
  }

  /// Says, after the last element, whether all bytes were right.
  func finish() throws(TensorFileError) { try stream.finish() }
}
