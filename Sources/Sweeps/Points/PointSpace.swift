/// The points of crossed axes, numbered: point `i` is the digits of `i`, the last axis fastest.
public struct PointSpace: Hashable, Sendable {
  public let radices: [Int]
  public let count: Int

  /// The most points that a sweep may have.
  public static let mostPoints = 1 << 53

  /// Traps where there are more points than `mostPoints`: `count(_:)` says so before.
  init(radices: [Int]) {
    self.radices = radices
    guard let count = Self.count(radices) else { preconditionFailure("a sweep has at most 2^53 points") }
    self.count = count
  }

  /// The points of axes of so many options; nil where there are more than `mostPoints`.
  static func count(_ radices: [Int]) -> Int? {
    var count = 1
    for radix in radices {
      let (product, overflow) = count.multipliedReportingOverflow(by: radix)
      guard !overflow, product <= mostPoints else { return nil }
      count = product
    }
    return count
  }

  /// The option of each axis at a point.
  public func options(of point: Int) -> [Int] {
    var options = [Int](repeating: 0, count: radices.count)
    fill(&options, of: point)
    return options
  }

  /// The same, into an array that is there.
  func fill(_ options: inout [Int], of point: Int) {
    precondition((0..<count).contains(point), "no such point")
    var rest = point
    for axis in radices.indices.reversed() {
      options[axis] = rest % radices[axis]
      rest /= radices[axis]
    }
  }

  /// The point of those options.
  public func point(of options: [Int]) -> Int {
    zip(radices, options).reduce(0) { point, digit in point * digit.0 + digit.1 }
  }
}
