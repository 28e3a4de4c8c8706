import Documents

/// Which bit of a byte comes first, as `bitorder` of `numpy.packbits` has it.
public enum PackedBitOrder: String, CaseIterable, Hashable, Sendable {
  /// The highest: what `numpy.packbits` does unless told otherwise.
  case big
  /// The lowest.
  case little
}

extension TensorContents {
  /// The mask that was packed along the last axis, as `numpy.packbits(mask, axis=-1)` does.
  ///
  /// `length` is the length of that axis before: bytes do not say how many of the last byte's bits count. Bits after them must be
  /// zero, as NumPy leaves them. `rowAxes` is as for masks that are not packed.
  public func packedMask(
    length: Int, order: PackedBitOrder = .big, rowAxes: Int? = nil
  ) throws(TensorFileError) -> OccupancyMask {
    let shape = try packedShape(length)
    let folding = try folding(shape, rowAxes: rowAxes)
    var bits = BitRows(rows: folding.rows, columns: folding.columns)
    let bytesPerRow = self.shape.last!
    var row = 0
    var place = 0
    func take(_ byte: UInt8) throws(TensorFileError) {
      let ordered = order == .little ? byte : byte.reversedBits
      let valid = min(8, length - 8 * place)
      guard valid == 8 || ordered >> UInt8(valid) == 0 else {
        throw source.error(
          .inconsistent, "the mask \(quoted(name)) has a bit after the first \(length) of row \(row)", nil,
          "give the length that it had before it was packed, and the bit order")
      }
      bits.append(ordered, validBits: valid)
      place += 1
      if place == bytesPerRow { (row, place) = (row + 1, 0) }
    }
    if layout?.isFortranOrder == true {
      for byte in try cOrderedBytes(width: 1) { try take(byte) }
    } else {
      var reader = try ElementReader(elementStream(), count: elementCount, width: 1)
      while let chunk = try reader.next() {
        for offset in 0..<chunk.count { try take(chunk.start.load(fromByteOffset: offset, as: UInt8.self)) }
      }
      try reader.finish()
    }
    return bits.mask
  }

  /// The shape before it was packed.
  private func packedShape(_ length: Int) throws(TensorFileError) -> [Int] {
    guard elementType == .uint8, layout != nil, let bytes = shape.last else {
      throw source.error(
        .wrongType, "the tensor \(quoted(name)) of \(elementType.rawValue) is no packed mask", nil,
        "numpy.packbits makes uint8 of at least one axis")
    }
    guard elementCount > 0 else { throw noElements(shape) }
    guard length > 0, (length - 1) / 8 + 1 == bytes else {
      throw source.error(
        .wrongType,
        "the packed mask \(quoted(name)) has \(counted(bytes, "byte")) in a row, for a length of \(length)",
        nil,
        "eight elements are in a byte: \(max(0, bytes - 1) * 8 + 1) to \(bytes * 8) elements have so many")
    }
    let unpacked = Array(shape.dropLast()) + [length]
    guard let count = checkedProduct(unpacked), count <= limits.elements else {
      throw source.error(
        .tooLarge, "the mask \(quoted(name)) of \(Tensors.shown(unpacked)) is too large", nil,
        "at most \(limits.elements) elements are read")
    }
    return unpacked
  }
}

extension UInt8 {
  /// The same bits, the last first.
  var reversedBits: UInt8 {
    var bits = self
    bits = bits >> 4 | bits << 4
    bits = (bits & 0xCC) >> 2 | (bits & 0x33) << 2
    return (bits & 0xAA) >> 1 | (bits & 0x55) << 1
  }
}
