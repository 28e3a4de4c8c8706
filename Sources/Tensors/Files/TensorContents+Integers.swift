import Documents

/// The values of a tensor of integers of at most 16 bits, the last index fastest, in as many bytes as the file has.
public struct IntegerValues: Hashable, Sendable {
  public let elementType: ElementType
  private let bytes: [UInt8]

  init(_ elementType: ElementType, cOrderedLittleEndian bytes: [UInt8]) {
    self.elementType = elementType
    self.bytes = bytes
  }

  public var count: Int { bytes.count / elementType.width }

  public subscript(index: Int) -> Int32 {
    switch elementType {
    case .int8: Int32(Int8(bitPattern: bytes[index]))
    case .int16: Int32(Int16(bitPattern: pair(index)))
    case .uint16: Int32(pair(index))
    default: Int32(bytes[index])
    }
  }

  private func pair(_ index: Int) -> UInt16 { UInt16(bytes[2 * index]) | UInt16(bytes[2 * index + 1]) << 8 }
}

extension TensorContents {
  /// The values of a tensor of `int8`, `uint8`, `int16` or `uint16`.
  public func integers() throws(TensorFileError) -> IntegerValues {
    guard elementType.isSmallInteger, let layout else {
      throw source.error(
        .wrongType, "the tensor \(quoted(name)) is of \(elementType.rawValue)", nil,
        "values are read of int8, uint8, int16 and uint16")
    }
    var bytes = try cOrderedBytes(width: layout.elementType.width)
    if layout.isBigEndian, layout.elementType.width == 2 {
      for place in stride(from: 0, to: bytes.count, by: 2) { bytes.swapAt(place, place + 1) }
    }
    return IntegerValues(elementType, cOrderedLittleEndian: bytes)
  }

  /// The elements' bytes with the last index fastest, each element's in the file's order.
  func cOrderedBytes(width: Int) throws(TensorFileError) -> [UInt8] {
    var reader = try ElementReader(elementStream(), count: elementCount, width: width)
    var bytes: [UInt8] = []
    if layout?.isFortranOrder == true {
      bytes = Array(repeating: 0, count: elementCount * width)
      // One row of all elements: the column is the place with the last index fastest.
      var places = Folding.FortranPlaces(Folding(shape, rowAxes: 0), shape: shape)
      while let chunk = try reader.next() {
        for element in 0..<chunk.count {
          let place = places.place.column * width
          for byte in 0..<width {
            bytes[place + byte] = chunk.start.load(fromByteOffset: element * width + byte, as: UInt8.self)
          }
          places.advance()
        }
      }
    } else {
      bytes.reserveCapacity(elementCount * width)
      while let chunk = try reader.next() {
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: chunk.start, count: chunk.count * width))
      }
    }
    try reader.finish()
    return bytes
  }
}
