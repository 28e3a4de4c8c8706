/// Bars of the designs side by side, a group for each trace and one for the geometric mean.
struct GroupedBars {
  struct Group {
    var center: String
    var label: String
  }
  /// A number above its bar.
  struct Number {
    var x: String
    var y: String
    var text: String
  }

  /// Where the section stands in the page, and what its title is.
  var identifier: String
  var title: String
  var note: String
  var boxes: [Box]
  var numbers: [Number]
  var groups: [Group]
  var ticks: [Tick]
  /// Where a bar of 1 ends, which is the baseline's.
  var one: String

  private static let (left, top, width, height) = (52.0, 22.0, 940.0, 210.0)
  /// The most bars with numbers above them.
  private static let mostNumbers = 40

  /// Nil where no design has such a figure.
  init?(
    _ comparison: Comparison, identifier: String, title: String, note: String,
    value: (Comparison.Cell) -> Double?, mean: (Comparison.Mean) -> Double?
  ) {
    let rows = comparison.cells.map { $0.map(value) } + [comparison.means.map(mean)]
    let names = comparison.traces.map(\.onOneLine) + ["geometric mean"]
    guard let greatest = rows.joined().compactMap({ $0 }).max(), greatest > 0 else { return nil }
    (self.identifier, self.title, self.note) = (identifier, title, note)
    let scale = Scale(greatest)
    ticks = scale.ticks
    one = NumberText.fixed(scale.y(1), 1)
    let step = Self.width / Double(rows.count)
    let bar = 0.86 * step / Double(max(1, comparison.designs.count))
    let hasNumbers = rows.count * comparison.designs.count <= Self.mostNumbers
    (boxes, numbers, groups) = ([], [], [])
    for (place, values) in rows.enumerated() {
      let start = Self.left + (Double(place) + 0.07) * step
      groups.append(
        Group(
          center: NumberText.fixed(start + 0.43 * step, 1), label: String(names[place].prefix(Int(step / 6))))
      )
      for (design, value) in values.enumerated() {
        guard let value else { continue }
        let (x, y) = (start + Double(design) * bar, scale.y(value))
        boxes.append(
          Box(
            x: NumberText.fixed(x, 1), y: NumberText.fixed(y, 1), width: NumberText.fixed(0.92 * bar, 1),
            height: NumberText.fixed(Self.top + Self.height - y, 1), color: DesignColors.color(design),
            title:
              "\(comparison.designs[design].name.onOneLine), \(names[place]): \(NumberText.significant(value, 3))"
          ))
        guard hasNumbers else { continue }
        numbers.append(
          Number(
            x: NumberText.fixed(x + 0.46 * bar, 1), y: NumberText.fixed(y - 4, 1),
            text: NumberText.significant(value, 3)))
      }
    }
  }

  /// Heights from 0 on, with round numbers at the ticks.
  private struct Scale {
    let ticks: [Tick]
    private let end: Double

    init(_ greatest: Double) {
      var power = 1.0
      while power * 10 <= greatest { power *= 10 }
      while power > greatest { power /= 10 }
      let step = [0.2, 0.5, 1, 2].first { greatest / (power * $0) <= 6 } ?? 2
      let count = Int((greatest / (power * step)).rounded(.up))
      let end = Double(count) * power * step
      self.end = end
      ticks = (0...count).map { place in
        let value = Double(place) * power * step
        return Tick(
          position: NumberText.fixed(GroupedBars.top + GroupedBars.height * (1 - value / end), 1),
          label: NumberText.significant(value, 3).trimmingZeros)
      }
    }

    func y(_ value: Double) -> Double { GroupedBars.top + GroupedBars.height * (1 - value / end) }
  }
}

/// The colours of designs, in their order: apart from each other for most eyes, and in grey.
enum DesignColors {
  private static let colors = [
    "#2f6fb7", "#e08a2c", "#2e9468", "#a06cc0", "#cf3f1a", "#7fb2e5", "#86654a", "#d9b514", "#5b6675",
    "#58c1b2",
  ]

  static func color(_ design: Int) -> String { colors[design % colors.count] }
}
