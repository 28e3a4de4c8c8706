/// How one element of a tensor is stored: a name and the bits it takes.
///
/// Integers of 1 to 32 bits (`int8`, `uint4`) and the floating-point formats of the field are known.
public struct NumberFormat: Hashable, Sendable {
  /// The family that a format belongs to; arithmetic of one family does not run another's operands.
  public enum Family: String, Sendable {
    case signedInteger = "signed_integer"
    case unsignedInteger = "unsigned_integer"
    case floatingPoint = "floating_point"
  }

  public let name: String
  public let bits: Int
  public let family: Family

  /// The format of that name, or nil where there is none.
  public init?(name: String) {
    if let bits = Self.floatingPointBits[name] {
      self.init(name: name, bits: bits, family: .floatingPoint)
      return
    }
    for (prefix, family) in [("uint", Family.unsignedInteger), ("int", .signedInteger)]
    where name.hasPrefix(prefix) {
      let digits = name.dropFirst(prefix.count)
      guard let bits = Int(digits), (1...32).contains(bits), String(bits) == digits else { return nil }
      self.init(name: name, bits: bits, family: family)
      return
    }
    return nil
  }

  private init(name: String, bits: Int, family: Family) {
    self.name = name
    self.bits = bits
    self.family = family
  }

  /// A signed integer of 1 to 32 bits.
  public static func integer(bits: Int) -> NumberFormat {
    precondition((1...32).contains(bits), "integers have 1 to 32 bits")
    return NumberFormat(name: "int\(bits)", bits: bits, family: .signedInteger)
  }

  private static let floatingPointBits = [
    "fp8_e4m3": 8, "fp8_e5m2": 8, "fp16": 16, "bf16": 16, "fp32": 32,
  ]

  /// Every name that is known, for suggestions.
  public static let allNames: [String] =
    (1...32).map { "int\($0)" } + (1...32).map { "uint\($0)" } + floatingPointBits.keys.sorted()
}

extension NumberFormat: CustomStringConvertible {
  public var description: String { name }
}
