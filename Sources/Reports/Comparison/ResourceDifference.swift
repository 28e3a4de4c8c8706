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
      difference(
        "what buffers give to arrays", designs.map(\.bufferBytesPerCycle), unit: "B a cycle"),
      // An area and an energy of SRAM go by capacity, width and banks.
      words("ports of the buffers' banks, which no energy and no area counts", designs.map(\.portsText)),
      words("number formats", designs.map(\.formatsText)),
      // A machine on which operators overlap does in one stream what the other does one after the other.
      words("boundary", designs.map(\.boundary.rawValue)),
      words("mapping search", designs.map { $0.mapping.search?.rawValue ?? "none" }),
      technology(designs), areas(designs), multiplication(designs), staticPower(designs),
      boundaries(designs), leftOut(designs), supplies(designs),
    ].compactMap { $0 }
  }

  /// What is told in words, alike or not.
  private static func words(_ resource: String, _ values: [String]) -> ResourceDifference? {
    Set(values).count > 1 ? ResourceDifference(resource: resource, values: values, factor: nil) : nil
  }

  /// The names of the technologies and the nodes of their tables, among designs that give energies.
  private static func technology(_ designs: [Design]) -> ResourceDifference? {
    guard Set(designs.compactMap { $0.energy.map { [$0.technology, $0.node.map { "\($0)" }] } }).count > 1
    else { return nil }
    return ResourceDifference(
      resource: "technology",
      values: designs.map { design in
        guard let energy = design.energy else { return "not given" }
        let name = energy.technology?.onOneLine ?? "without a name"
        // Most names say it.
        guard let node = energy.node, !name.hasSuffix("_\(node)nm") else { return name }
        return "\(name) (\(node) nm)"
      },
      factor: nil)
  }

  /// The names of what areas are of, among designs that give them.
  private static func areas(_ designs: [Design]) -> ResourceDifference? {
    guard Set(designs.compactMap { $0.area.map(\.technology) }).count > 1 else { return nil }
    return ResourceDifference(
      resource: "what the areas are of",
      values: designs.map { design in
        design.area.map { $0.technology?.onOneLine ?? "without a name" } ?? "not given"
      },
      factor: nil)
  }

  /// What the energies are of, among designs that give them.
  private static func boundaries(_ designs: [Design]) -> ResourceDifference? {
    guard Set(designs.compactMap { $0.energy?.boundary }).count > 1 else { return nil }
    return ResourceDifference(
      resource: "the energies' boundary",
      values: designs.map { $0.energy?.boundary.words ?? "not given" }, factor: nil)
  }

  /// The supplies of SRAM, among designs that give energies.
  private static func supplies(_ designs: [Design]) -> ResourceDifference? {
    let known = designs.filter { $0.energy != nil }
    guard Set(known.map { $0.energy?.supply?.voltage }).count > 1 else { return nil }
    return ResourceDifference(
      resource: "the supply of SRAM",
      values: designs.map { design in
        design.energy.map { $0.supply.map { "\($0.voltage)" } ?? "nominal" } ?? "not given"
      },
      factor: nil)
  }

  /// What machines have beside their arrays that costs nothing, among designs that give energies.
  private static func leftOut(_ designs: [Design]) -> ResourceDifference? {
    let lists = designs.map { $0.energy == nil ? nil : NumberSources($0).leftOut }
    guard Set(lists.compactMap(\.self)).count > 1 else { return nil }
    return ResourceDifference(
      resource: "what has no energy",
      values: lists.map { $0.map { $0.isEmpty ? "nothing" : $0.joined(separator: " and ") } ?? "not given" },
      factor: nil)
  }

  /// What a multiplication takes, where designs that multiply the same formats give it differently: of other formats it
  /// would say nothing of the technology.
  private static func multiplication(_ designs: [Design]) -> ResourceDifference? {
    let alike = Dictionary(grouping: designs.filter { $0.energy != nil }) {
      [$0.array.inputFormat, $0.array.weightFormat]
    }
    let different = alike.compactMapValues { group -> (least: Double, most: Double)? in
      let energies = group.compactMap { $0.energy?.multiply.amount.picojoules }
      guard let least = energies.min(), let most = energies.max(), most > least else { return nil }
      return (least, most)
    }
    guard !different.isEmpty else { return nil }
    let factors = different.values.map { $0.least > 0 ? $0.most / $0.least : .infinity }
    return ResourceDifference(
      resource: "the energy of a multiplication of the same formats",
      values: designs.map { design in
        let text = multiplication(design.energy)
        guard design.energy != nil, different[[design.array.inputFormat, design.array.weightFormat]] == nil
        else { return text }
        return "\(text) (of other formats)"
      },
      factor: factors.max().flatMap { $0.isFinite ? $0 : nil })
  }

  /// Of what there is static power, among designs that give energies: that of a whole die beside that of some components
  /// decides any ratio.
  private static func staticPower(_ designs: [Design]) -> ResourceDifference? {
    let known = designs.filter { $0.energy != nil }.map(\.staticPowerText)
    guard Set(known).count > 1 else { return nil }
    return ResourceDifference(
      resource: "what draws static power",
      values: designs.map { $0.energy == nil ? "not given" : $0.staticPowerText }, factor: nil)
  }

  private static func multiplication(_ energy: EnergyTable?) -> String {
    guard let energy else { return "not given" }
    return "\(NumberText.significant(energy.multiply.amount.picojoules, 3)) pJ"
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
  /// Bytes of the buffers and of elements' files, of all cores, and of memories that keep tensors from others; nil where a
  /// buffer is unbounded.
  fileprivate var bufferBytes: Double? {
    let kept = onChipMemories.reduce(0.0) { $0 + Double($1.capacity?.count ?? 0) }
    return buffers.capacity.map {
      (Double($0.count) + Double(array.fileBits) / 8) * Double(cores.count) + kept
    }
  }

  /// Bytes that the arrays of all cores can read and write in a cycle, where no two accesses meet in a bank.
  fileprivate var bufferBytesPerCycle: Double? {
    buffers.named.reduce(0.0) { $0 + Double($1.buffer.arrayBytesPerCycle) } * Double(cores.count)
  }

  /// One number where all buffers have as many.
  fileprivate var portsText: String {
    let ports = buffers.named.map { (name: $0.name, count: $0.buffer.ports) }
    guard Set(ports.map(\.count)).count > 1 else { return ports.first.map { "\($0.count)" } ?? "0" }
    return ports.map { "\($0.name) \($0.count)" }.joined(separator: " and ")
  }

  /// What has static power: "one figure for the machine", "its components without memories", or "nothing".
  fileprivate var staticPowerText: String {
    switch energy?.staticPower {
    case nil: return "nothing"
    case .machine(let power): return power.amount.watts > 0 ? "one figure for the machine" : "nothing"
    case .components(let powers):
      var kinds: [(name: String, watts: Double)] = []
      // A link is only where there are several cores, so one that draws nothing is no difference.
      for (component, power) in zip(EnergyTable.staticComponents(self), powers)
      where component != "reduction_link" {
        let name =
          component.hasPrefix("buffer_")
          ? "buffers" : component.hasPrefix("memory_") ? "memories" : component.replacing("_", with: " ")
        if kinds.last?.name != name { kinds.append((name, 0)) }
        kinds[kinds.count - 1].watts += power.amount.watts
      }
      let without = kinds.filter { $0.watts == 0 }.map(\.name)
      if without.count == kinds.count { return "nothing" }
      return "its components" + (without.isEmpty ? "" : " without \(without.joined(separator: " and "))")
    }
  }

  fileprivate var formatsText: String {
    let precision = array.precision
    return "\(precision.input.name) x \(precision.weight.name) -> \(precision.accumulate.name)"
  }
}
