import Replay

/// What twice of something would bring, in words.
struct WhatIfRows {
  /// For each change its name, the cycles, the speed-up, and what makes the machine or why there is none.
  let cells: [[String]]
  private let whatIfs: [WhatIf]

  init(_ result: RunResult) {
    whatIfs = result.total.whatIfs
    let cycles = result.total.record.cycles
    cells = result.total.whatIfs.map { one in
      let speedup = one.speedup(over: cycles).map { "\(NumberText.decimal($0, 2)) x" } ?? NumberText.undefined
      return [
        one.change.words, one.cycles.map(NumberText.grouped) ?? NumberText.undefined, speedup,
        (one.problem ?? one.settings.joined(separator: ", ")).onOneLine,
      ]
    }
  }

  func lines(_ style: TextStyle) -> [String] {
    guard !cells.isEmpty else { return [] }
    var table = TextTable(columns: [
      .init(title: "what if", isLeft: true), .init(title: "cycles"), .init(title: "speed-up"),
      .init(title: "by", isLeft: true),
    ])
    // A line has room for one setting; result.json has all.
    for (row, one) in zip(cells, whatIfs) {
      let others = one.problem == nil && one.settings.count > 1 ? " and \(one.settings.count - 1) more" : ""
      table.add(row.dropLast() + [one.problem == nil ? (one.settings.first ?? "") + others : row[3]])
    }
    return table.lines(style)
  }
}

extension WhatIf.Change {
  var words: String {
    switch self {
    case .bandwidth: "twice the bandwidth"
    case .buffers: "twice the capacity"
    case .array: "twice the array"
    case .ports: "twice the ports"
    }
  }
}
