import Documents

/// The header of a NumPy array: format version 1.0, 2.0 or 3.0.
struct NumpyHeader: Hashable, Sendable {
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  let shape: [Int]
  let layout: DenseLayout
  /// Where the elements begin.
  let byteCount: Int

  /// Reads the header at the beginning of a stream of `size` bytes, and checks that the elements fill the rest.
  static func read(_ stream: any ByteStream, size: Int, error: ErrorMaker) throws(TensorFileError)
    -> NumpyHeader
  {
    let start = try stream.bytes(8)
    let isBegun = start.prefix(magic.count).elementsEqual(magic.prefix(start.count))
    guard start.count == 8 || !isBegun else { throw truncated(error, start.count) }
    guard isBegun else {
      throw error(.syntax, "this is no NumPy array", at: error.byte(0), "its first six bytes are \\x93NUMPY")
    }
    let (major, minor) = (start[6], start[7])
    guard (1...3).contains(major), minor == 0 else {
      throw error(
        .unsupported, "the format version is \(major).\(minor)", at: error.byte(6),
        "1.0, 2.0 and 3.0 are read")
    }
    let lengthBytes = major == 1 ? 2 : 4
    let lengthField = try stream.bytes(lengthBytes)
    guard lengthField.count == lengthBytes else { throw truncated(error, 8 + lengthField.count) }
    let length = lengthField.reversed().reduce(0) { $0 << 8 | Int($1) }
    let limit = TensorFileLimits.numpyHeaderBytes
    guard length <= limit else {
      throw error(
        .tooLarge, "the header has \(length) bytes", at: error.byte(8),
        "NumPy and Ridgeline accept at most \(limit)")
    }
    let text = try stream.bytes(length)
    let textStart = 8 + lengthBytes
    guard text.count == length else { throw truncated(error, textStart + text.count) }
    var parser = NumpyDictionaryParser(text: text, start: textStart, error: error)
    let (shape, layout) = try parser.header()
    let header = NumpyHeader(shape: shape, layout: layout, byteCount: textStart + length)
    try header.checkSize(size, error: error)
    return header
  }

  private func checkSize(_ size: Int, error: ErrorMaker) throws(TensorFileError) {
    let width = layout.elementType.width
    let shapeText = "shape \(shown(shape)) of \(layout.elementType.rawValue)"
    guard let wanted = checkedProduct(shape + [width]) else {
      throw error(
        .outOfRange, "\(shapeText) has more than 2^63 bytes", at: error.byte(byteCount),
        "\(counted(size - byteCount, "byte")) follow the header")
    }
    let found = size - byteCount
    guard found == wanted else {
      throw error(
        found < wanted ? .truncated : .inconsistent,
        "\(shapeText) takes \(counted(wanted, "byte")), and \(found) follow the header",
        at: error.byte(byteCount), "the elements fill the rest exactly")
    }
  }

  private static func truncated(_ error: ErrorMaker, _ count: Int) -> TensorFileError {
    error(
      .truncated, "the header ends too soon", at: error.byte(count), "write the file again with numpy.save")
  }
}
