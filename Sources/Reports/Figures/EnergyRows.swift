import Accounting
import Hardware
import Quantities
import Replay

/// What each component took in a run, with what one action takes and the number of that one's source.
struct EnergyRows {
  struct Row {
    var component: String
    var energy: String
    var share: String
    /// What one action takes, or what is drawn all the time.
    var one: String
    /// Which of `sources` it has, such as "[3]".
    var source: String
  }

  /// None where the design has no energies.
  private(set) var rows: [Row] = []
  /// Each source once, in the order in which components name them.
  private(set) var sources: [String] = []

  init(_ result: RunResult) {
    guard let table = result.design.energy, let figures = result.total.figures.energyPicojoules else {
      return
    }
    let total = figures.total
    for (component, action) in zip(figures.components, table.actions(result.design)) {
      rows.append(
        Row(
          component: component.name, energy: component.text,
          share: NumberText.percent(total > 0 ? component.picojoules / total : nil), one: action.one,
          source: action.sources.map { "[\(number(of: $0.onOneLine))]" }.joined(separator: " ")))
    }
  }

  private mutating func number(of source: String) -> Int {
    if let place = sources.firstIndex(of: source) { return place + 1 }
    sources.append(source)
    return sources.count
  }
}

extension EnergyRows {
  /// An energy in the unit that suits it.
  static func text(_ picojoules: Double) -> String {
    guard picojoules > 0 else { return "0 J" }
    let joules = picojoules * 1e-12
    let scale = DecimalScale([joules])
    return "\(scale.text(joules)) \(scale.prefix)J"
  }
}

extension EnergyTable {
  /// What one action of each component takes and where that is from, in the order of `componentNames`.
  fileprivate func actions(_ design: Design) -> [(one: String, sources: [String])] {
    func action(_ entry: Entry<Energy>) -> (String, [String]) { (entry.amount.text, [entry.source]) }
    func action(_ entry: Entry<EnergyPerBit>) -> (String, [String]) { (entry.amount.text, [entry.source]) }
    func action(_ entry: Entry<Power>) -> (String, [String]) { (entry.amount.text, [entry.source]) }
    var actions = [action(multiply), action(add), action(registers)]
    actions += [registerLoad].compactMap { $0.map(action) }
    actions += chain?.named.map { action($0.entry) } ?? []
    actions += [vectorOperation].compactMap { $0.map(action) }
    actions += buffers.map { word in
      let (read, write) = (word.read, word.write)
      return (
        "\(read.amount.text) read, \(write.amount.text) write",
        read.source == write.source ? [read.source] : [read.source, write.source]
      )
    }
    actions += [reductionLink].compactMap { $0.map(action) }
    actions += memories.map { $0.map(action) ?? ("by commands", []) }
    switch staticPower {
    case .machine(let power): actions.append(action(power))
    case .components(let powers): actions += powers.map(action)
    }
    return actions.map { (one: $0.0, sources: $0.1) }
  }
}

extension EnergyFigures.Component {
  /// What it took, in the unit that suits it.
  fileprivate var text: String { EnergyRows.text(picojoules) }
}

extension EnergyFigures {
  /// What a whole run comes to, as reports print it.
  var summary: [(label: String, value: String)] {
    func text(_ figure: Double?, _ unit: String) -> String {
      figure.map { "\(NumberText.significant($0, 4)) \(unit)" } ?? NumberText.undefined
    }
    let (joules, product) = (DecimalScale([total * 1e-12]), DecimalScale([delayProduct]))
    return [
      ("energy", "\(joules.text(total * 1e-12)) \(joules.prefix)J"), ("a dense MAC", text(perDenseMAC, "pJ")),
      ("EDP", "\(product.text(delayProduct)) \(product.prefix)J s"),
      ("efficiency", text(teraoperationsPerWatt, "TOPS/W")),
    ]
  }
}
