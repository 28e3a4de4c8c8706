import Documents
import Quantities
import Tensors

/// What multiply-accumulates take on an FPGA, by the formats of their factors: a table of `Configs/multipliers` (docs/boards.md).
public struct MACCosts: Hashable, Sendable {
  /// What one takes of two formats.
  public struct Row: Hashable, Sendable {
    /// Names of the factors' formats, in either order.
    public var formats: [String]
    /// LUTs of the product; nil where the table has none.
    public var product: Int?
    /// LUTs of the exponents' sum.
    public var exponent: Int
    /// LUTs for each bit of the sum that bring the product to its place in it; 0 of integers.
    public var shift: Int
    /// DSPs of the product, by their kind.
    public var dsps: [String: Int]
  }

  public var name: String
  public var sources: [String]
  /// What all LUTs are multiplied by.
  public var overhead: Ratio
  public var rows: [Row]

  /// The row of two formats; nil where there is none. An unsigned integer is as one with a sign of as many bits.
  public func row(_ first: NumberFormat, _ second: NumberFormat) -> Row? {
    let names = [first, second].map(Self.name(of:))
    return rows.first { $0.formats == names || $0.formats == names.reversed() }
  }

  /// Leaves out all rows but that of two formats.
  mutating func keep(_ formats: (NumberFormat, NumberFormat)?) {
    rows = formats.flatMap { row($0.0, $0.1) }.map { [$0] } ?? []
  }

  private static func name(of format: NumberFormat) -> String {
    let element = format.multiplied
    if element.family == .floatingPoint || element.isOfFewValues { return element.name }
    return "int\(element.bits)"
  }
}

extension MACCosts {
  /// What one multiply-accumulate takes; `luts` without the overhead.
  struct Cost: Hashable, Sendable {
    var dsps: Int
    var luts: Int
  }

  /// What is not in the table.
  enum Missing: Error {
    case formats
    /// Multipliers that make other products than whole ones of their own formats.
    case circuit
    /// The product's LUTs.
    case product
    /// The LUTs of sums that are no integers.
    case sum
  }

  /// Products that a sum of minifloats has room for, exactly: the longest reduction of arXiv 2311.12359.
  public static let products = 4_608

  /// What one takes whose product is in DSPs, or in LUTs, and whose sum has that format.
  ///
  /// A DSP adds integers itself. What brings minifloats to their place in a sum, and that sum, are LUTs in either case; the sum is the
  /// exact one, whatever the format. Of floats that are no minifloats the table knows the DSPs alone. A product that is an addition has a LUT
  /// for each bit of the wider factor, and no DSP.
  func cost(
    _ first: NumberFormat, _ second: NumberFormat, _ kindOfProduct: ArrayPrecision.Product, sum: NumberFormat,
    kind: String, inLUTs: Bool
  ) -> Result<Cost, Missing> {
    guard let row = row(first, second), let dsps = row.dsps[kind] else { return .failure(.formats) }
    var bits = sum.family == .floatingPoint ? nil : sum.bits
    if row.shift > 0 {
      bits = ExactAccumulator.bits(
        first.multiplied.element, second.multiplied.element, products: Self.products)
    }
    let atSum = (1 + row.shift) * (bits ?? 0)
    if kindOfProduct == .addition {
      guard bits != nil || !inLUTs else { return .failure(.sum) }
      let wider = max(first.multiplied.bits, second.multiplied.bits)
      return .success(Cost(dsps: 0, luts: wider + atSum))
    }
    if inLUTs {
      guard let product = row.product else { return .failure(.product) }
      guard bits != nil else { return .failure(.sum) }
      return .success(Cost(dsps: 0, luts: product + row.exponent + atSum))
    }
    let beside = row.shift > 0 ? row.exponent + atSum : 0
    return .success(Cost(dsps: dsps, luts: beside))
  }
}

extension MACCosts.Cost {
  /// What so many take with an overhead: DSPs, and LUTs rounded up; the greatest integer where there is no such number.
  func times(_ count: Int, overhead: Ratio) -> (dsps: Int, luts: Int) {
    func product(_ first: Int, _ second: Int) -> Int {
      let (product, overflows) = first.multipliedReportingOverflow(by: second)
      return overflows ? .max : product
    }
    let luts = product(product(count, luts), overhead.numerator)
    return (product(count, dsps), luts == .max ? luts : ceilingDivision(luts, by: overhead.denominator))
  }
}

extension MACCosts {
  /// The table of a document; nil where findings say what is wrong.
  static func decode(_ node: Node, findings: Findings) -> MACCosts? {
    guard let reader = MappingReader(node, context: "the table of multipliers", findings: findings) else {
      return nil
    }
    let name = reader.identifier("name")
    let sources = DesignDecoder.decodeSources(reader)
    if !reader.has("source") { _ = reader.text("source") }
    let overhead = reader.ratio("overhead", in: Ratio(1)...Ratio(16))
    let rows = (reader.sequence("rows") ?? []).enumerated().compactMap { place, item in
      MappingReader(item, context: "rows[\(place)]", findings: findings).flatMap(decodeRow)
    }
    reader.finish()
    guard let name, let overhead, !findings.hasErrors else { return nil }
    return MACCosts(name: name, sources: sources, overhead: overhead, rows: rows)
  }

  private static func decodeRow(_ reader: MappingReader) -> Row? {
    let formats = (reader.sequence("formats") ?? []).enumerated().compactMap { place, item in
      ScalarReader(item, named: "formats[\(place)]", findings: reader.findings)
        .name(among: NumberFormat.elementNames, kind: "format")
    }
    let product = reader.integerIfPresent("lut", in: 0...counts.upperBound)
    let exponent = reader.integer("exponent", in: 0...1 << 20, default: 0)
    let shift = reader.integer("shift", in: 0...1 << 10, default: 0)
    var dsps: [String: Int] = [:]
    if let kinds = reader.mapping("dsp") {
      for kind in kinds.keys { dsps[kind] = kinds.integer(kind, in: counts) }
      kinds.finish()
    }
    if formats.count != 2 { reader.report(.twoFormats(formats.count), at: "formats") }
    reader.finish()
    return Row(formats: formats, product: product, exponent: exponent, shift: shift, dsps: dsps)
  }

  private static let counts = 1...1 << 20

  var node: Node {
    let list = rows.map { row in
      var entries = [Node.Entry(key: "formats", value: .sequence(row.formats.map(Node.text)))]
      if let product = row.product { entries.append(Node.Entry(key: "lut", value: .integer(product))) }
      if row.exponent > 0 { entries.append(Node.Entry(key: "exponent", value: .integer(row.exponent))) }
      if row.shift > 0 { entries.append(Node.Entry(key: "shift", value: .integer(row.shift))) }
      let dsps = row.dsps.sorted { $0.key < $1.key }.map {
        Node.Entry(key: $0.key, value: .integer($0.value))
      }
      entries.append(Node.Entry(key: "dsp", value: .mapping(dsps)))
      return Node.mapping(entries)
    }
    return .mapping([
      Node.Entry(key: "name", value: .text(name)),
      Node.Entry(key: "source", value: .sequence(sources.map(Node.text))),
      Node.Entry(key: "overhead", value: .ratio(overhead)), Node.Entry(key: "rows", value: .sequence(list)),
    ])
  }
}

extension Finding.Message {
  fileprivate static func twoFormats(_ count: Int) -> Self {
    Self(
      .invalidValue,
      "'formats' has \(counted(count, "known format")); it must name the two factors', such as [int8, int8]")
  }
}
