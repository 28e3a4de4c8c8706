import Foundation

/// A number of a result, or that there is none: what is computed from none is none, and so is what is divided by zero.
struct Figure: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  var value: Double?

  init(_ value: Double?) { self.value = value }
  init(integerLiteral value: Int) { self.value = Double(value) }
  init(floatLiteral value: Double) { self.value = value }

  static func + (left: Figure, right: Figure) -> Figure { combine(left, right) { $0 + $1 } }
  static func - (left: Figure, right: Figure) -> Figure { combine(left, right) { $0 - $1 } }
  static func * (left: Figure, right: Figure) -> Figure { combine(left, right) { $0 * $1 } }
  static func / (left: Figure, right: Figure) -> Figure {
    combine(left, right) { $1 == 0 ? nil : $0 / $1 }
  }

  /// This number, or another one where there is none.
  func or(_ other: Figure) -> Figure { value == nil ? other : self }

  private static func combine(
    _ left: Figure, _ right: Figure, _ rule: (Double, Double) -> Double?
  ) -> Figure {
    guard let left = left.value, let right = right.value else { return Figure(nil) }
    return Figure(rule(left, right))
  }
}

/// A value of a JSON document; of true and false the numbers 1 and 0.
indirect enum JSONValue {
  case null
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(_ value: Any) {
    if let text = value as? String {
      self = .text(text)
    } else if let object = value as? [String: Any] {
      self = .object(object.mapValues(JSONValue.init))
    } else if let list = value as? [Any] {
      self = .list(list.map(JSONValue.init))
    } else if let number = value as? NSNumber {
      self = .number(number.doubleValue)
    } else {
      self = .null
    }
  }

  subscript(key: String) -> JSONValue? {
    if case .object(let object) = self { object[key] } else { nil }
  }

  /// What stands at the end of keys with dots between.
  func at(_ path: some StringProtocol) -> JSONValue? {
    path.split(separator: ".").reduce(self as JSONValue?) { $0?[String($1)] }
  }

  var items: [JSONValue] { if case .list(let items) = self { items } else { [] } }
  var entries: [String: JSONValue] { if case .object(let object) = self { object } else { [:] } }
  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// A number as it stands; of a quantity such as "64 GB/s" that of its unit without prefix, energies in picojoules and
  /// areas in square millimetres; of an entry with a source its value.
  var figure: Figure {
    switch self {
    case .number(let number): Figure(number)
    case .text(let text): Figure(Self.quantity(text))
    case .object(let object): object["value"]?.figure ?? Figure(nil)
    case .null, .list: Figure(nil)
    }
  }

  /// Nil of what is no quantity.
  private static func quantity(_ text: String) -> Double? {
    let words = text.split(separator: " ")
    guard words.count == 2, let number = Double(words[0]), let unit = units[String(words[1])] else {
      return nil
    }
    // Exact where it can be: powers of ten up to 22 are.
    return unit >= 0 ? number * power(unit) : number / power(-unit)
  }

  private static func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { power, _ in 10 * power } }

  /// Powers of ten.
  private static let units: [String: Int] = [
    "B": 0, "Hz": 0, "kHz": 3, "MHz": 6, "GHz": 9, "B/s": 0, "kB/s": 3, "MB/s": 6, "GB/s": 9, "TB/s": 12,
    "s": 0, "ms": -3, "us": -6, "ns": -9, "ps": -12, "fs": -15,
    "aJ": -6, "fJ": -3, "pJ": 0, "nJ": 3, "uJ": 6,
    "aJ/bit": -6, "fJ/bit": -3, "pJ/bit": 0, "nJ/bit": 3,
    "pW": -12, "nW": -9, "uW": -6, "mW": -3, "W": 0,
    "nm2": -12, "um2": -6, "mm2": 0,
  ]
}
