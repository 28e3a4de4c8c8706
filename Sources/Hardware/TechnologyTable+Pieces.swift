import Documents
import Quantities

extension TechnologyTable {
  /// What one piece of each component has, of which a design has many: their power, their area.
  protocol Pieces {
    associatedtype Amount: Quantity

    /// The most that an entry may have.
    static var most: Amount { get }
    /// What it is, for findings.
    static var quantity: String { get }
    /// Where a design says it itself.
    static var path: String { get }
  }
}

extension TechnologyTable.Pieces {
  /// So many of a piece; `what` names them.
  func all(
    _ count: Int, _ one: EnergyTable.Entry<Amount>, _ what: String? = nil, part: String, _ table: String,
    _ reader: MappingReader
  ) -> EnergyTable.Entry<Amount>? {
    let words = what.map { " \($0)" } ?? ""
    return limited(Double(count) * Double(one.amount.baseUnits), part: part, table, reader).map {
      EnergyTable.Entry($0, source: "\(count)\(words) x \(one.amount): \(one.source)")
    }
  }

  /// Base units as an amount; a finding where they are more than an entry may have.
  func limited(_ units: Double, part: String, _ table: String, _ reader: MappingReader) -> Amount? {
    if units <= Double(Self.most.baseUnits) { return Amount(baseUnits: Int(units.rounded())) }
    reader.report(
      .beyondEntry(
        "\(Self.quantity) of '\(part)'", table: table, most: Self.most, key: "\(Self.path).\(part)"),
      at: "table")
    return nil
  }
}
