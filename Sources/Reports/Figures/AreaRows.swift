import Hardware
import Quantities

/// What each component of a design takes of a chip, with its source.
struct AreaRows {
  struct Row {
    var component: String
    var area: String
    var share: String
    var source: String
  }

  /// None where the design has no areas.
  let rows: [Row]
  let total: Area?

  init(_ design: Design) {
    let total = design.area?.total(design)
    self.total = total
    rows = (design.area?.components(design) ?? []).map { component in
      let (part, all) = (component.entry.amount.squareMillimetres, total?.squareMillimetres ?? 0)
      return Row(
        component: component.name, area: Self.text(component.entry.amount),
        share: NumberText.percent(all > 0 ? part / all : nil), source: component.entry.source)
    }
  }

  /// An area to four digits, in the unit that suits it.
  static func text(_ area: Area) -> String {
    let millimetres = area.squareMillimetres
    return millimetres >= 0.1 || millimetres == 0
      ? "\(NumberText.significant(millimetres, 4)) mm2"
      : "\(NumberText.significant(millimetres * 1e6, 4)) um2"
  }
}
