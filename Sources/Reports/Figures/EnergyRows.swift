import Accounting
import Hardware
import Quantities
import Replay

/// What each component took in a run, with what one action takes and the source of that.
struct EnergyRows {
  struct Row {
    var component: String
    var energy: String
    var share: String
    /// What one action takes, or what is drawn all the time.
    var one: String
    var source: String
  }

  /// None where the design has no energies.
  let rows: [Row]

  init(_ result: RunResult) {
    guard let table = result.design.energy, let figures = result.total.figures.energyPicojoules else {
      rows = []
      return
    }
    let total = figures.total
    rows = zip(figures.components, table.actions(result.design)).map { component, action in
      Row(
        component: component.name, energy: component.text,
        share: NumberText.percent(total > 0 ? component.picojoules / total : nil), one: action.one,
        source: action.source.onOneLine)
    }
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
  /// What one action of each component takes and its source, in the order of `componentNames`.
  fileprivate func actions(_ design: Design) -> [(one: String, source: String)] {
    var actions = [multiply, add, registers].map { ("\($0.amount)", $0.source) }
    for entry in [registerLoad, vectorOperation].compactMap(\.self) {
      actions.append(("\(entry.amount)", entry.source))
    }
    actions += buffers.map { word in
      let (read, write) = (word.read, word.write)
      return (
        "\(read.amount) read, \(write.amount) write",
        read.source == write.source ? read.source : "read: \(read.source); write: \(write.source)"
      )
    }
    actions += ([reductionLink].compactMap(\.self) + memories).map { ("\($0.amount)", $0.source) }
    switch staticPower {
    case .machine(let power): actions.append(("\(power.amount)", power.source))
    case .components(let powers): actions += powers.map { ("\($0.amount)", $0.source) }
    }
    return actions
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
