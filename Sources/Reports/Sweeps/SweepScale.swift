import Foundation

/// Where values lie along a line: evenly, or by their logarithms where they span more than fifty times.
struct SweepScale {
  let least: Double
  let greatest: Double
  private let isLogarithmic: Bool
  private let start: Double
  private let length: Double
  private let name: String

  /// Holds all values, of a quantity of that name; runs from `start` over `length`, which is negative for one upwards.
  init(_ values: [Double], of name: String = "", start: Double, length: Double) {
    self.name = name
    let finite = values.filter(\.isFinite)
    least = finite.min() ?? 0
    greatest = finite.max() ?? 1
    isLogarithmic = least > 0 && greatest / least > 50
    self.start = start
    self.length = length
  }

  func position(_ value: Double) -> Double {
    guard greatest > least else { return start + length / 2 }
    let share =
      isLogarithmic
      ? (log10(value) - log10(least)) / (log10(greatest) - log10(least))
      : (value - least) / (greatest - least)
    // A margin keeps the outermost dots off the edges.
    return start + length * (0.03 + 0.94 * share)
  }

  /// Round numbers between the ends, with as many digits as tell them apart.
  var ticks: [Tick] {
    let values = values
    let number = SweepNumber(name, apart: values)
    return values.map { Tick(position: NumberText.fixed(position($0), 1), label: number.text($0)) }
  }

  private var values: [Double] {
    guard greatest > least else { return [least] }
    if isLogarithmic {
      let (first, last) = (Int(log10(least).rounded(.up)), Int(log10(greatest).rounded(.down)))
      guard first <= last else { return [least, greatest] }
      return (first...last).map { pow(10, Double($0)) }
    }
    let rough = (greatest - least) / 5
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1.0, 2, 5, 10].first { $0 * power >= rough }.map { $0 * power } ?? rough
    var values: [Double] = []
    var value = (least / step).rounded(.up) * step
    while value <= greatest, values.count < 20 {
      values.append(value)
      value += step
    }
    return values
  }
}

/// Numbers of one quantity on a page of a sweep: in its unit, where its name tells it, with as many digits as tell values apart.
struct SweepNumber {
  private let unit: String
  /// What one of the figure is in the unit.
  private let factor: Double
  private let digits: Int

  /// The digits follow from the values that are shown beside each other.
  init(_ name: String, apart values: [Double] = []) {
    (unit, factor) = Self.unit(of: name)
    let different = Set(values)
    let (unit, factor) = (unit, factor)
    digits =
      (3...7).first { digits in
        Set(different.map { Self.text($0 * factor, unit: unit, digits: digits) }).count == different.count
      } ?? 7
  }

  func text(_ value: Double) -> String { Self.text(value * factor, unit: unit, digits: digits) }

  /// Figures are named by their units, energies at their ends or at the beginning of their keys.
  private static func unit(of name: String) -> (String, Double) {
    let parts = name.split(separator: ".")
    let last = String(parts.last ?? "")
    if parts.first == "energy_pj" || last.hasSuffix("_pj") { return ("J", 1e-12) }
    if last.hasSuffix("_bytes_per_s") { return ("B/s", 1) }
    // A rate of something has no prefix of seconds.
    if last.hasSuffix("_per_s") { return ("", 1) }
    if last.hasSuffix("_s") { return ("s", 1) }
    if last.hasSuffix("_bytes") || last == "bytes" { return ("B", 1) }
    return ("", 1)
  }

  private static func text(_ value: Double, unit: String, digits: Int) -> String {
    // Means stand beside whole numbers.
    if unit.isEmpty, abs(value) >= 1, abs(value) < 1_000_000 {
      return Int(exactly: value).map(NumberText.grouped) ?? NumberText.significant(value, digits)
    }
    guard abs(value) < 1, value != 0 else { return NumberText.scaled(value, unit: unit, digits: digits) }
    if unit.isEmpty, abs(value) >= 1e-3 { return NumberText.significant(value, digits) }
    let scale = DecimalScale([abs(value)])
    let number = NumberText.significant(scale.multiple(value), digits)
    guard unit.isEmpty else { return "\(number) \(scale.prefix)\(unit)" }
    // Without a unit a prefix would be one.
    let power = Int(log10(abs(value)).rounded(.down))
    return "\(NumberText.significant(value / pow(10, Double(power)), digits))e\(power)"
  }
}
