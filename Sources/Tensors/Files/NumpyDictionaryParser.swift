import Documents

/// Reads the literal in the header of a NumPy array, such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (64, 128), }`: of Python just what NumPy writes.
struct NumpyDictionaryParser {
  private let text: [UInt8]
  /// Where the text begins in the file.
  private let start: Int
  private let error: ErrorMaker
  private var place = 0

  init(text: [UInt8], start: Int, error: ErrorMaker) {
    self.text = text
    self.start = start
    self.error = error
  }

  mutating func header() throws(TensorFileError) -> (shape: [Int], layout: DenseLayout) {
    var shape: [Int]?
    var type: (ElementType, isBigEndian: Bool)?
    var isFortranOrder: Bool?
    try expect("{")
    while !accept("}") {
      let keyPlace = place
      let key = try string("a key in quotes")
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try elementType()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      case "descr", "fortran_order", "shape":
        throw failure(.duplicate, "the key \(quoted(key)) is there twice", at: keyPlace)
      default: throw failure(.syntax, "the key \(quoted(key)) is not known", at: keyPlace)
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipBlanks()
    guard place == text.count else { throw failure(.syntax, "something follows the header's '}'", at: place) }
    guard let shape, let type, let isFortranOrder else {
      let missing = shape == nil ? "shape" : type == nil ? "descr" : "fortran_order"
      throw failure(.syntax, "the key '\(missing)' is missing", at: 0)
    }
    return (
      shape,
      DenseLayout(elementType: type.0, isBigEndian: type.isBigEndian, isFortranOrder: isFortranOrder)
    )
  }

  private mutating func elementType() throws(TensorFileError) -> (ElementType, isBigEndian: Bool) {
    skipBlanks()
    let typePlace = place
    if place < text.count, text[place] == UInt8(ascii: "[") {
      throw error(
        .unsupported, "the elements are records of several fields", at: byte(typePlace),
        "save one field: numpy.save(path, array['field'])")
    }
    let descriptor = try string("the type of the elements, such as '<f4'")
    let order = descriptor.first ?? " "
    let name = "<>|=".contains(order) ? String(descriptor.dropFirst()) : ""
    guard let type = Self.types[name], order != "|" || type.width == 1 else {
      throw error(
        .unsupported, "elements of type \(quoted(descriptor)) are not read", at: byte(typePlace),
        Self.remedy(name))
    }
    return (type, order == ">")
  }

  private static func remedy(_ name: String) -> String {
    switch name.first {
    case "O": "objects are pickled programs, and never run; save numbers"
    case "V":
      "NumPy does not say what these bytes are; save bfloat16 and 8-bit floats as .safetensors or fp32"
    case "c": "save the magnitude, or real and imaginary part apart"
    default:
      "bool, integers and floats of up to 64 bits are read: \(types.keys.sorted().joined(separator: ", "))"
    }
  }

  private static let types: [String: ElementType] = [
    "b1": .bool, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64, "u1": .uint8, "u2": .uint16,
    "u4": .uint32, "u8": .uint64, "f2": .fp16, "f4": .fp32, "f8": .fp64,
  ]

  private mutating func boolean() throws(TensorFileError) -> Bool {
    skipBlanks()
    for (word, value) in [("True", true), ("False", false)] where text[place...].starts(with: word.utf8) {
      place += word.utf8.count
      return value
    }
    throw failure(.syntax, "\(found) is neither True nor False", at: place)
  }

  private mutating func tuple() throws(TensorFileError) -> [Int] {
    try expect("(")
    var shape: [Int] = []
    while !accept(")") {
      guard shape.count < TensorFileLimits.axes else {
        throw error(
          .tooLarge, "the shape has more than \(TensorFileLimits.axes) axes", at: byte(place),
          "NumPy has at most \(TensorFileLimits.axes)")
      }
      shape.append(try integer())
      if !accept(",") {
        guard shape.count > 1 else {
          throw failure(.syntax, "a shape of one axis lacks its comma", at: place)
        }
        try expect(")")
        break
      }
    }
    return shape
  }

  private mutating func integer() throws(TensorFileError) -> Int {
    skipBlanks()
    let first = place
    var value = 0
    while place < text.count, (0x30...0x39).contains(text[place]) {
      let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (next, overflow) = tens.addingReportingOverflow(Int(text[place] - 0x30))
      guard !tooLarge, !overflow else {
        throw error(
          .outOfRange, "an axis is longer than 2^63", at: byte(first), "an axis is as long as its elements")
      }
      value = next
      place += 1
    }
    guard place > first else { throw failure(.syntax, "\(found) is no axis", at: place) }
    // Python 2 wrote long integers so.
    if place < text.count, text[place] == UInt8(ascii: "L") { place += 1 }
    return value
  }

  private mutating func string(_ what: String) throws(TensorFileError) -> String {
    skipBlanks()
    let first = place
    guard place < text.count, text[place] == 0x27 || text[place] == 0x22 else {
      throw failure(.syntax, "\(found) is not \(what)", at: place)
    }
    let quote = text[place]
    place += 1
    while place < text.count, text[place] != quote, text[place] != UInt8(ascii: "\\") { place += 1 }
    guard place < text.count, text[place] == quote,
      let string = String(validating: text[(first + 1)..<place], as: UTF8.self)
    else { throw failure(.syntax, "a text has no end, an escape, or is not UTF-8", at: first) }
    place += 1
    return string
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard place < text.count, text[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(TensorFileError) {
    guard accept(character) else {
      throw failure(.syntax, "\(found) stands where '\(character)' is due", at: place)
    }
  }

  private mutating func skipBlanks() {
    while place < text.count, text[place] == 0x20 || (9...13).contains(text[place]) { place += 1 }
  }

  /// What stands at the place.
  private var found: String {
    place < text.count ? quoted(String(Unicode.Scalar(text[place]))) : "the end of the header"
  }

  private func byte(_ place: Int) -> TensorFileError.Place { error.byte(start + place) }

  private func failure(
    _ category: TensorFileError.Category, _ problem: String, at place: Int
  ) -> TensorFileError {
    error(
      category, problem, at: byte(place),
      "a header is as {'descr': '<f4', 'fortran_order': False, 'shape': (64, 128), }")
  }
}
