import Documents

extension TensorContents {
  /// The values of a tensor of integers, all of which the format must hold; it has at most 16 bits.
  ///
  /// `rowAxes` is as for masks. Of a `.mtx` the field must be `integer`.
  public func values(_ format: NumberFormat, rowAxes: Int? = nil) throws(TensorFileError) -> ValueTensor {
    let folding = try folding(shape, rowAxes: rowAxes)
    guard ValueTensor.elementCount(rows: folding.rows, columns: folding.columns) != nil else {
      throw source.error(
        .tooLarge, "the tensor \(quoted(name)) of \(Tensors.shown(shape)) has too many values", nil,
        "at most \(ValueTensor.mostElements) are kept")
    }
    var sink = ValueSink(self, format, folding)
    switch storage {
    case .matrixMarket(let header) where header.field == .integer:
      // Says all that is wrong with the text but for the values.
      _ = try mask(rowAxes: rowAxes)
      try header.fill(&sink, folding, source)
    case .matrixMarket, .smtx: throw notIntegers
    case .range, .member:
      switch elementType {
      case .int8: try fill(&sink, Int8.self, folding)
      case .uint8: try fill(&sink, UInt8.self, folding)
      case .int16: try fill(&sink, Int16.self, folding)
      case .uint16: try fill(&sink, UInt16.self, folding)
      case .int32: try fill(&sink, Int32.self, folding)
      case .uint32: try fill(&sink, UInt32.self, folding)
      case .int64: try fill(&sink, Int64.self, folding)
      case .uint64: try fill(&sink, UInt64.self, folding)
      case .bool, .fp16, .bf16, .fp32, .fp64, .fp8E4M3, .fp8E5M2: throw notIntegers
      }
    }
    return ValueTensor(
      rows: folding.rows, columns: folding.columns, isSigned: format.family == .signedInteger,
      patterns: sink.patterns)
  }

  private var notIntegers: TensorFileError {
    source.error(
      .wrongType, "the tensor \(quoted(name)) is of \(elementType.rawValue)", nil,
      "values that decide how long something takes are integers; quantize them before they are saved")
  }

  private func fill<Number: FixedWidthInteger>(
    _ sink: inout ValueSink, _ type: Number.Type, _ folding: Folding
  ) throws(TensorFileError) {
    let width = MemoryLayout<Number>.size
    var reader = try ElementReader(elementStream(), count: elementCount, width: width)
    let isBigEndian = layout?.isBigEndian ?? false
    func number(_ start: UnsafeRawPointer, _ element: Int) -> Number {
      let loaded = start.loadUnaligned(fromByteOffset: element * width, as: Number.self)
      return isBigEndian ? Number(bigEndian: loaded) : Number(littleEndian: loaded)
    }
    if layout?.isFortranOrder == true {
      var places = Folding.FortranPlaces(folding, shape: shape)
      while let chunk = try reader.next() {
        for element in 0..<chunk.count {
          try sink.set(places.place.row * folding.columns + places.place.column, number(chunk.start, element))
          places.advance()
        }
      }
    } else {
      var first = 0
      while let chunk = try reader.next() {
        for element in 0..<chunk.count { try sink.set(first + element, number(chunk.start, element)) }
        first += chunk.count
      }
    }
    try reader.finish()
  }
}

/// The values of a tensor in the making.
struct ValueSink {
  private(set) var patterns: [Int16]
  private let contents: TensorContents
  private let format: NumberFormat
  private let least: Int
  private let greatest: Int
  private let columns: Int

  init(_ contents: TensorContents, _ format: NumberFormat, _ folding: Folding) {
    precondition(format.hasValues, "only integers of at most 16 bits have values")
    self.contents = contents
    self.format = format
    (least, greatest) = (format.integers?.lowerBound ?? 0, format.integers?.upperBound ?? 0)
    columns = folding.columns
    patterns = Array(repeating: 0, count: folding.rows * folding.columns)
  }

  /// Takes the value of an element, the last index fastest.
  @inline(__always)
  mutating func set(
    _ element: Int, _ value: some BinaryInteger, at place: TensorFileError.Place? = nil
  ) throws(TensorFileError) {
    guard value >= least, value <= greatest, value != 0 || !format.isBinary else {
      throw outside(element, "\(value)", at: place)
    }
    patterns[element] = Int16(truncatingIfNeeded: value)
  }

  /// A value that the format does not hold.
  func outside(_ element: Int, _ value: String, at place: TensorFileError.Place?) -> TensorFileError {
    contents.source.error(
      .outOfRange,
      "row \(element / columns), column \(element % columns) of \(quoted(contents.name)) is \(value)", place,
      "\(format.name) holds \(format.rangeText); rows and columns count from 0")
  }
}
