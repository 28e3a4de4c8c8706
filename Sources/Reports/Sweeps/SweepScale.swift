import Foundation

/// Where values lie along a line: evenly, or by their logarithms where they span more than fifty times.
struct SweepScale {
  let least: Double
  let greatest: Double
  private let isLogarithmic: Bool
  private let start: Double
  private let length: Double

  /// Holds all values; runs from `start` over `length`, which is negative for one upwards.
  init(_ values: [Double], start: Double, length: Double) {
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
    let labels = (3...8).lazy.map { digits in values.map { SweepNumber.text($0, digits: digits) } }
    let different = labels.first { Set($0).count == values.count } ?? values.map { SweepNumber.text($0) }
    return zip(values, different).map { value, label in
      Tick(position: NumberText.fixed(position(value), 1), label: label)
    }
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

/// Numbers of a page of a sweep.
enum SweepNumber {
  static func text(_ value: Double, digits: Int = 3) -> String {
    if let integer = Int(exactly: value), abs(integer) < 1_000_000 { return NumberText.grouped(integer) }
    return NumberText.scaled(value, unit: "", digits: digits).trimmingCharacters(in: .whitespaces)
  }
}
