import Accounting
import Hardware
import Replay
import Simulation

/// The lines of a report on how products were made, by operator, and the work of digits beside the time that it took.
struct ArithmeticTable {
  private let result: RunResult

  init(_ result: RunResult) { self.result = result }

  /// None where the design makes products of its own formats alone.
  func lines(_ style: TextStyle) -> [String] {
    let rows = cells
    guard let total = rows.last else { return [] }
    var table = TextTable(columns: columns)
    for row in rows.dropLast() { table.add(row) }
    table.add(total, .strong)
    return table.lines(style)
  }

  private var addsDigits: Bool { result.design.array.nativeMode.digits != nil }

  private var countsScales: Bool { result.design.array.precision.dequantization != nil }

  private var columns: [TextTable.Column] {
    var columns = [
      TextTable.Column(title: "arithmetic", isLeft: true), TextTable.Column(title: "formats", isLeft: true),
      TextTable.Column(title: "mode", isLeft: true), TextTable.Column(title: "products"),
      TextTable.Column(title: "ineffectual", unit: "% of products"),
    ]
    if countsScales { columns.append(TextTable.Column(title: "dequantizations")) }
    guard addsDigits else { return columns }
    columns += [
      TextTable.Column(title: "digits"), TextTable.Column(title: "of a product"),
      TextTable.Column(title: "work", unit: "steps"), TextTable.Column(title: "time", unit: "steps"),
      TextTable.Column(title: "work/time", unit: "%"),
    ]
    return columns
  }

  /// A line of texts for each product, in the order of the columns, and one for all operators.
  var cells: [[String]] {
    guard result.design.array.precision.saysHow else { return [] }
    let products = OperatorRows(result).lines.filter { $0.entry.work.body.product != nil }
    guard !products.isEmpty else { return [] }
    let cut = products.cut(to: 28)
    return products.map { line in
      let entry = line.entry
      let formats = entry.work.formats
      return cells(
        line.label(cut) + line.suffix("x"),
        "\(formats.input.multiplied.name) x \(formats.weight.multiplied.name)",
        entry.mode?.text ?? "", entry.record, entry.figures)
    } + [cells("all operators", "", "", result.total.record, result.total.figures)]
  }

  private func cells(
    _ label: String, _ formats: String, _ mode: String, _ record: OperatorRecord, _ figures: OperatorFigures
  ) -> [String] {
    let products = record.products
    func share(_ part: Int, of whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }
    let steps = Double(record.cycleStack.working) / Double(result.design.cores.count)
    var cells = [
      label, formats, mode, NumberText.count(products.multiplied),
      NumberText.bare(percent: share(products.ineffectual, of: products.multiplied)),
    ]
    if countsScales { cells.append(NumberText.count(record.dequantizations)) }
    guard addsDigits else { return cells }
    cells += [
      NumberText.count(record.digits),
      share(record.digits, of: products.multiplied).map { NumberText.decimal($0, 2) } ?? NumberText.undefined,
      figures.idealSteps.map { NumberText.significant($0, 4) } ?? NumberText.undefined,
      NumberText.significant(steps, 4),
      NumberText.bare(percent: figures.workOverTime(record, cores: result.design.cores.count)),
    ]
    return cells
  }
}

extension ArithmeticMode {
  /// What a multiplier does in it, in words.
  var text: String {
    if let digits {
      let recoding = "\(digits.recoding.rawValue) digits of \(digits.operand.rawValue)"
      let group = products > 1 ? ", \(products) at once" : ""
      return recoding + group + (digits.wait == .position ? ", place by place" : "")
    }
    let made = products == 1 ? "1 product" : "\(products) products"
    return steps == 1 ? "\(made) a step" : "\(made) in \(steps) steps"
  }
}
