import Hardware
import Quantities

/// A resource, or another thing beside the architecture, that compared designs do not have alike, so that what is seen may be its doing and not the
/// architecture's.
public struct ResourceDifference: Sendable {
  public var resource: String
  /// What each design has of it, in words, in the order of the designs.
  public var values: [String]
  /// The greatest over the least; nil where that has no meaning.
  public var factor: Double?

  /// Designs within 5 % of each other count as equal: what is left when a size is rounded to a power of two or a
  /// whole number of banks is more, what is left of rounding a clock is less.
  static let tolerance = 1.05

  static func among(_ designs: [Design]) -> [ResourceDifference] {
    [
      difference("peak", designs.map { Double($0.peakOperationsPerSecond) }, unit: "op/s"),
      difference("memory bandwidth", designs.map(\.offChipBandwidth), unit: "B/s", missing: "ideal"),
      difference(
        "bandwidth of memories on the chip", designs.map(\.onChipBandwidth), unit: "B/s", missing: "ideal"),
      difference(
        "buffer bytes", designs.map(\.bufferBytes), unit: "B",
        missing: "unbounded"),
      boundary(designs), technology(designs),
    ].compactMap { $0 }
  }

  /// A machine on which operators overlap does in one stream what the other does one after the other.
  private static func boundary(_ designs: [Design]) -> ResourceDifference? {
    guard Set(designs.map(\.boundary)).count > 1 else { return nil }
    return ResourceDifference(resource: "boundary", values: designs.map(\.boundary.rawValue), factor: nil)
  }

  /// Told by its name, and by what a multiplication takes: among designs that give energies and, for the latter,
  /// multiply the same formats.
  private static func technology(_ designs: [Design]) -> ResourceDifference? {
    let told = designs.filter { $0.energy != nil }
    let energies = told.compactMap { design -> Double? in
      guard design.array.inputFormat == told[0].array.inputFormat,
        design.array.weightFormat == told[0].array.weightFormat
      else { return nil }
      return design.energy?.multiply.amount.picojoules
    }
    guard let most = energies.max(), let least = energies.min(), most > least else {
      let names = told.compactMap { $0.energy?.technology }
      guard Set(names).count > 1 else { return nil }
      return ResourceDifference(
        resource: "technology",
        values: designs.map { design in
          design.energy.map { $0.technology?.onOneLine ?? "without a name" } ?? "not given"
        },
        factor: nil)
    }
    return ResourceDifference(
      resource: "technology (the energy of a multiplication)",
      values: designs.map { $0.energy?.multiply.amount.description ?? "not given" },
      factor: least > 0 ? most / least : nil)
  }

  private static func difference(
    _ resource: String, _ values: [Double?], unit: String, missing: String = ""
  ) -> ResourceDifference? {
    let known = values.compactMap { $0 }
    let texts = values.map { $0.map { NumberText.scaled($0, unit: unit) } ?? missing }
    guard known.count == values.count else {
      // Ideal beside ideal is alike; ideal beside any bandwidth is not.
      return known.isEmpty ? nil : ResourceDifference(resource: resource, values: texts, factor: nil)
    }
    guard let most = known.max(), let least = known.min(), most > tolerance * least else { return nil }
    return ResourceDifference(resource: resource, values: texts, factor: least > 0 ? most / least : nil)
  }

  /// One sentence: "the designs differ in peak by 4.0 x: a 2.05 Top/s, b 8.19 Top/s".
  public func sentence(_ designs: [Design]) -> String {
    let each = zip(designs, values).map { "\($0.name.onOneLine) \($1)" }.joined(separator: ", ")
    let amount = factor.map { " by \(NumberText.significant($0, 3)) x" } ?? ""
    return "the designs differ in \(resource)\(amount): \(each)"
  }
}

extension Design {
  /// Bytes of the buffers of all cores and of memories that keep tensors from others; nil where a buffer is unbounded.
  fileprivate var bufferBytes: Double? {
    let kept = onChipMemories.reduce(0.0) { $0 + Double($1.capacity?.count ?? 0) }
    return buffers.capacity.map { Double($0.count) * Double(cores.count) + kept }
  }
}
