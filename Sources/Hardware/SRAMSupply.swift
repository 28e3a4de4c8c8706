import Documents
import Quantities

/// The supply that the numbers of a design's SRAM are at, and what of its bits is wrong there (docs/energy.md).
public struct SRAMSupply: Hashable, Sendable {
  public var voltage: Voltage
  /// Of all bits of the buffers, those that are wrong.
  public var bitErrorRate: Ratio
  public var source: String

  public init(voltage: Voltage, bitErrorRate: Ratio, source: String) {
    self.voltage = voltage
    self.bitErrorRate = bitErrorRate
    self.source = source
  }

  var node: Node {
    .mapping([
      "voltage": .quantity(voltage), "bit_error_rate": .ratio(bitErrorRate), "source": .text(source),
    ])
  }
}

/// Published points of an SRAM's supply: at which voltage how many bits are wrong, and what leaks.
struct SRAMSupplyPoints {
  struct Point {
    var voltage: Voltage
    var bitErrorRate: Ratio
    /// Over that of the nominal voltage.
    var leakage: Ratio
  }

  var name: String
  /// Nanometres of the circuits that were measured; nil of a file that does not say it.
  var node: Int?
  var nominal: Voltage
  var source: String
  /// From the greatest voltage to the least.
  var points: [Point]

  static func decode(_ node: Node, findings: Findings) -> SRAMSupplyPoints? {
    guard let reader = MappingReader(node, context: "the supply of SRAM", findings: findings) else {
      return nil
    }
    let name = reader.identifier("name")
    let nanometres = reader.integerIfPresent("node_nm", in: 1...1_000)
    let nominal = reader.quantity("nominal", as: Voltage.self, in: SupplyLimits.voltages)
    let source = reader.text("source")
    let points = reader.sequence("points")?.enumerated().map { place, item in
      MappingReader(item, context: "points[\(place)]", findings: findings).flatMap(point)
    }
    reader.finish()
    guard let name, let nominal, let source, let points else { return nil }
    let known = points.compactMap(\.self).sorted { $0.voltage > $1.voltage }
    guard known.count == points.count else { return nil }
    guard known.first?.voltage == nominal else {
      reader.report(.noNominalPoint(nominal), at: "points")
      return nil
    }
    for (one, next) in zip(known, known.dropFirst()) where one.voltage == next.voltage {
      reader.report(.twoPoints(of: one.voltage), at: "points")
      return nil
    }
    return SRAMSupplyPoints(
      name: name, node: nanometres, nominal: nominal, source: source, points: known)
  }

  private static func point(_ reader: MappingReader) -> Point? {
    let voltage = reader.quantity("voltage", as: Voltage.self, in: SupplyLimits.voltages)
    let rate = reader.ratio("bit_error_rate", in: Ratio(0)...Ratio(1))
    let leakage = reader.ratio("leakage", in: Ratio(0)...Ratio(1), default: Ratio(1))
    reader.finish()
    guard let voltage, let rate else { return nil }
    return Point(voltage: voltage, bitErrorRate: rate, leakage: leakage)
  }

  /// The source of what is taken over to numbers of a node: an assumption, unless both are of one.
  func source(forNode other: Int?) -> String {
    guard let node, node != other else { return source }
    return "assumption: as at \(node) nm, where it was measured; \(source)"
  }

  /// The point of a voltage, or of one between two points that are alike; nil of any other.
  func point(at voltage: Voltage) -> Point? {
    if let exact = points.first(where: { $0.voltage == voltage }) { return exact }
    guard let above = points.last(where: { $0.voltage > voltage }),
      let below = points.first(where: { $0.voltage < voltage }), above.bitErrorRate == below.bitErrorRate,
      above.leakage == below.leakage
    else { return nil }
    return Point(voltage: voltage, bitErrorRate: above.bitErrorRate, leakage: above.leakage)
  }
}

enum SupplyLimits {
  static let voltages = Voltage(microvolts: 1_000)...Voltage(microvolts: 100_000_000)
}

extension DesignDecoder {
  /// The supply of a design's SRAM, and what the numbers of its nominal voltage are to be multiplied by.
  ///
  /// `buffers_at` says of a resolved design that its numbers are those of a supply already, so that none is scaled twice.
  static func decodeSupply(
    _ reader: MappingReader, node: Int?
  ) -> (supply: SRAMSupply, words: Double, leakage: Double)? {
    let isAt = reader.quantityIfPresent("buffers_at", as: Voltage.self, in: SupplyLimits.voltages)
    guard reader.has("sram_supply") else {
      if let isAt { reader.report(.suppliedAlready(isAt, other: nil), at: "buffers_at") }
      return nil
    }
    guard let own = reader.mapping("sram_supply") else { return nil }
    let voltage = own.quantity("voltage", as: Voltage.self, in: SupplyLimits.voltages)
    if let isAt, let voltage, voltage != isAt {
      own.report(.suppliedAlready(isAt, other: voltage), at: "voltage")
    }
    guard own.has("points") else {
      let rate = own.ratio("bit_error_rate", in: Ratio(0)...Ratio(1))
      let source = own.text("source")
      own.finish()
      guard let voltage, let rate, let source else { return nil }
      return (SRAMSupply(voltage: voltage, bitErrorRate: rate, source: source), 1, 1)
    }
    let name = own.text("points")
    own.finish()
    guard let voltage, let name else { return nil }
    let found = DocumentLoader().load(
      named: name, kind: "supply of SRAM", shippedIn: "Configs/energy", at: own.position(of: "points"),
      findings: own.findings
    ).flatMap { SRAMSupplyPoints.decode($0, findings: own.findings) }
    guard let found else { return nil }
    guard let point = found.point(at: voltage) else {
      own.report(.notAmongPoints(voltage, found), at: "voltage")
      return nil
    }
    let supply = SRAMSupply(
      voltage: voltage, bitErrorRate: point.bitErrorRate, source: found.source(forNode: node))
    guard isAt == nil else { return (supply, 1, 1) }
    let ratio = voltage.volts / found.nominal.volts
    return (supply, ratio * ratio, point.leakage.value)
  }
}

extension EnergyTable.StaticPower {
  /// With the buffers' part multiplied, where it stands alone.
  func leaking(_ factor: Double, _ what: String, _ parts: DesignDecoder.EnergyParts) -> Self {
    guard case .components(var powers) = self, factor != 1 else { return self }
    let first = parts.lanes == nil ? 3 : 4
    for index in first..<first + parts.buffers.named.count {
      powers[index] = powers[index].scaled(by: factor, "x \(factor), its leakage at this supply: \(what)")
    }
    return .components(powers)
  }
}

extension EnergyTable.Entry where Amount: Quantity {
  /// A number of the nominal voltage at another one.
  func scaled(by factor: Double, _ what: String) -> Self {
    guard factor != 1 else { return self }
    return Self(
      Amount(baseUnits: Int((Double(amount.baseUnits) * factor).rounded())), source: "\(source), \(what)")
  }
}

extension Finding.Message {
  fileprivate static func suppliedAlready(_ voltage: Voltage, other: Voltage?) -> Self {
    let what =
      other.map { "with a supply of \($0) they would be scaled twice" }
      ?? "without 'sram_supply' nothing would say so"
    return Self(
      .inconsistent,
      "the buffers' numbers are those of \(voltage) already ('buffers_at'), and \(what); keep 'sram_supply' at \(voltage), "
        + "or change the design that this one was resolved from")
  }

  fileprivate static func noNominalPoint(_ nominal: Voltage) -> Self {
    Self(.inconsistent, "the greatest of 'points' is not the nominal \(nominal); give it a point")
  }

  fileprivate static func twoPoints(of voltage: Voltage) -> Self {
    Self(.inconsistent, "'points' has two of \(voltage); keep one of them")
  }

  fileprivate static func notAmongPoints(_ voltage: Voltage, _ points: SRAMSupplyPoints) -> Self {
    let known = points.points.map { "\($0.voltage)" }.joined(separator: ", ")
    return Self(
      .outOfRange,
      "\(voltage) is none of the points of '\(points.name)', and between none that are alike; it has \(known); give one of "
        + "these, or a 'bit_error_rate' and a 'source' of your own in place of 'points'")
  }
}
