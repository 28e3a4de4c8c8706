/// Numbers as reports print them: the same rule everywhere, and the same text on every machine.
enum NumberText {
  /// What stands where a figure is undefined.
  static let undefined = "-"

  /// Thousands separated by commas: "1,234,567".
  static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// Whole below ten million, then four digits with M, G, T or P: "9,999,999", "12.35 M".
  static func count(_ value: Int) -> String {
    guard value.magnitude >= 10_000_000 else { return grouped(value) }
    return scaled(Double(value), unit: "", digits: 4)
  }

  /// A decimal multiple of a unit with so many significant digits: "12.3 MB", "25.6 GB/s".
  static func scaled(_ value: Double, unit: String, digits: Int = 3) -> String {
    let prefixes = ["", "k", "M", "G", "T", "P", "E"]
    var (scaled, place) = (value, 0)
    // Compared after rounding, so that 999,999 does not become "1000 k".
    while abs(rounded(scaled, digits: digits)) >= 1000, place < prefixes.count - 1 {
      scaled /= 1000
      place += 1
    }
    let number = place == 0 && value == value.rounded() ? decimal(value, 0) : significant(scaled, digits)
    let suffix = prefixes[place] + unit
    return suffix.isEmpty ? number : "\(number) \(suffix)"
  }

  /// A time in the unit that suits it: "12.3 ms".
  static func time(_ seconds: Double) -> String {
    for (unit, factor) in [("s", 1.0), ("ms", 1e3), ("us", 1e6)] where seconds * factor >= 1 {
      return "\(significant(seconds * factor, 4)) \(unit)"
    }
    return "\(significant(seconds * 1e9, 4)) ns"
  }

  /// A share as "12.3 %".
  static func percent(_ share: Double?) -> String { share.map { "\(decimal(100 * $0, 1)) %" } ?? undefined }

  /// A share as a bare number of percent: "12.3".
  static func bare(percent share: Double?) -> String { share.map { decimal(100 * $0, 1) } ?? undefined }

  /// So many significant digits, but never fewer than the whole part has: "0.0123", "12.3", "1,234".
  static func significant(_ value: Double, _ digits: Int) -> String {
    guard value != 0, value.isFinite else { return fixed(value, 0) }
    return decimal(value, decimals(rounded(value, digits: digits), digits: digits))
  }

  /// A fixed number of decimals as readers see it, thousands separated by commas: "1,068.52".
  static func decimal(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    let sign = text.prefix { $0 == "-" }
    let digits = text.dropFirst(sign.count).prefix { $0 != "." }
    guard digits.count > 3, let whole = Int(digits) else { return text }
    return sign + grouped(whole) + text.dropFirst(sign.count + digits.count)
  }

  /// A fixed number of decimals, halves away from zero, as drawings take them.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return undefined }
    let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = (abs(value) * power).rounded()
    guard scaled < 1e18 else { return "\(value)" }
    let whole = Int(scaled)
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let divisor = Int(power)
    let fraction = String(whole % divisor + divisor).dropFirst()
    return "\(sign)\(whole / divisor).\(fraction)"
  }

  private static func rounded(_ value: Double, digits: Int) -> Double {
    guard value != 0 else { return 0 }
    let power = (0..<decimals(value, digits: digits)).reduce(1.0) { product, _ in product * 10 }
    return (value * power).rounded() / power
  }

  /// Decimals that leave a value with so many significant digits.
  private static func decimals(_ value: Double, digits: Int) -> Int {
    var (magnitude, decimals) = (abs(value), digits - 1)
    while magnitude >= 10, decimals > 0 {
      magnitude /= 10
      decimals -= 1
    }
    while magnitude < 1, decimals < 12 {
      magnitude *= 10
      decimals += 1
    }
    return decimals
  }
}
