import Foundation

/// A logarithmic axis over whole decades.
struct LogAxis {
  private let lowest: Int
  private let decades: Int
  private let start: Double
  private let length: Double

  /// Holds all values; runs from `start` over `length`, which is negative for an axis upwards.
  init(_ values: [Double], start: Double, length: Double) {
    let logs = values.filter { $0 > 0 && $0.isFinite }.map { log10($0) }
    lowest = Int((logs.min() ?? 0).rounded(.down))
    decades = max(1, Int((logs.max() ?? 1).rounded(.up)) - lowest)
    self.start = start
    self.length = length
  }

  var least: Double { pow(10, Double(lowest)) }
  var greatest: Double { pow(10, Double(lowest + decades)) }

  func position(_ value: Double) -> Double {
    start + length * (log10(value) - Double(lowest)) / Double(decades)
  }

  func ticks(_ label: (Double) -> String) -> [Tick] {
    (0...decades).map { place in
      let value = pow(10, Double(lowest + place))
      return Tick(position: NumberText.fixed(position(value), 1), label: label(value))
    }
  }
}
