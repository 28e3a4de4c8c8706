/// How the elements of a tensor are stored: a name, the bits that an element takes, and what else lies with them.
///
/// An element is an integer of 1 to 32 bits (`int8`, `uint4`), `ternary`, `binary`, a floating-point format of the field
/// or a minifloat of 3 to 8 bits (`fp6_e2m3`, without a sign `ue5m3`). Formats with scales, tables or packed elements
/// have an encoding besides (docs/number-formats.md).
public struct NumberFormat: Hashable, Sendable {
  /// The family that a format belongs to; arithmetic of one family does not run another's operands.
  public enum Family: String, Sendable {
    case signedInteger = "signed_integer"
    case unsignedInteger = "unsigned_integer"
    case floatingPoint = "floating_point"
  }

  public let name: String
  /// Of an element, as it lies in a buffer.
  public let bits: Int
  public let family: Family
  /// How elements lie in memory; nil where they lie side by side and nothing comes with them.
  public let encoding: FormatEncoding?
  private let elementName: String

  /// The format of that name, or nil where there is none.
  public init?(name: String) {
    if let element = Self.element(name) {
      self = element
    } else if let block = Self.blocks[name], let element = Self.element(block.element),
      let scale = Self.element(block.scale)
    {
      var encoding = FormatEncoding()
      encoding.scale = FormatEncoding.Scale(
        format: scale, second: block.second.flatMap(Self.element),
        group: .elements(block.elements, .reduction))
      self.init(name: name, element, encoding)
    } else {
      return nil
    }
  }

  /// A format of elements like these that lie otherwise in memory.
  public init(_ element: NumberFormat, _ encoding: FormatEncoding) {
    self.init(name: encoding.name(of: element), element, encoding)
  }

  private init(name: String, _ element: NumberFormat, _ encoding: FormatEncoding) {
    self.name = name
    bits = element.bits
    family = element.family
    self.encoding = encoding
    elementName = element.elementName
  }

  private init(name: String, bits: Int, family: Family) {
    self.name = name
    self.bits = bits
    self.family = family
    encoding = nil
    elementName = name
  }

  /// A signed integer of 1 to 32 bits.
  public static func integer(bits: Int) -> NumberFormat {
    precondition((1...32).contains(bits), "integers have 1 to 32 bits")
    return NumberFormat(name: "int\(bits)", bits: bits, family: .signedInteger)
  }

  /// What a multiplier takes: the element, or the entry that it is the index of.
  public var multiplied: NumberFormat {
    encoding?.codebook?.format ?? element
  }

  /// Elements of -1 and 1 alone.
  var isBinary: Bool { elementName == "binary" }
  /// Elements of -1, 0 and 1.
  var isTernary: Bool { elementName == "ternary" }

  /// One element, without what else lies in memory.
  public var element: NumberFormat { encoding == nil ? self : Self.element(elementName) ?? self }

  private static func element(_ name: String) -> NumberFormat? { elements[name] }

  /// What a word stands for that is more than an element: blocks with a scale.
  private struct Block {
    var element: String
    var scale = "ue8m0"
    var elements = 32
    var second: String?
  }

  /// The MX formats, and NVIDIA's of FP4.
  private static let blocks = [
    "mxfp8_e4m3": Block(element: "fp8_e4m3"), "mxfp8_e5m2": Block(element: "fp8_e5m2"),
    "mxfp6_e2m3": Block(element: "fp6_e2m3"), "mxfp6_e3m2": Block(element: "fp6_e3m2"),
    "mxfp4": Block(element: "fp4_e2m1"), "mxint8": Block(element: "int8"),
    "nvfp4": Block(element: "fp4_e2m1", scale: "fp8_e4m3", elements: 16, second: "fp32"),
  ]

  /// Bits of a minifloat, its sign included if it has one.
  private static let minifloatBits = 3...8

  private static let elements: [String: NumberFormat] = {
    var formats: [NumberFormat] = []
    for bits in 1...32 {
      formats.append(NumberFormat(name: "int\(bits)", bits: bits, family: .signedInteger))
      formats.append(NumberFormat(name: "uint\(bits)", bits: bits, family: .unsignedInteger))
    }
    formats.append(NumberFormat(name: "binary", bits: 1, family: .signedInteger))
    formats.append(NumberFormat(name: "ternary", bits: 2, family: .signedInteger))
    for (name, bits) in [("fp16", 16), ("bf16", 16), ("fp32", 32)] {
      formats.append(NumberFormat(name: name, bits: bits, family: .floatingPoint))
    }
    for bits in minifloatBits {
      for exponent in 1..<bits {
        let name = "fp\(bits)_e\(exponent)m\(bits - 1 - exponent)"
        formats.append(NumberFormat(name: name, bits: bits, family: .floatingPoint))
      }
      for exponent in 1...bits {
        let name = "ue\(exponent)m\(bits - exponent)"
        formats.append(NumberFormat(name: name, bits: bits, family: .floatingPoint))
      }
    }
    return Dictionary(uniqueKeysWithValues: formats.map { ($0.name, $0) })
  }()

  /// The names of elements that are known, for suggestions.
  public static let elementNames: [String] =
    (1...32).map { "int\($0)" } + (1...32).map { "uint\($0)" }
    + elements.keys.filter { !$0.hasPrefix("int") && !$0.hasPrefix("uint") }.sorted()

  /// Every name that is known, for suggestions.
  public static let allNames: [String] = elementNames + blockNames
  /// The names of blocks of elements with a scale.
  public static let blockNames: [String] = blocks.keys.sorted()
}

extension NumberFormat: CustomStringConvertible {
  public var description: String { name }
}
