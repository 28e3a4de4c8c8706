import Accounting
import Hardware
import Quantities
import Replay

/// What each component's actions took in a run, with how many there were, what one takes and the number of its source.
struct EnergyRows {
  struct Row {
    var component: String
    /// How many of what.
    var actions: String
    /// What one takes, or what is drawn all the time.
    var one: String
    var energy: String
    var share: String
    /// Which of `sources` it has, such as "[3]".
    var source: String
  }

  /// None where the design has no energies.
  private(set) var rows: [Row] = []
  var notes = SourceNotes()
  /// Each source once, in the order in which components name them.
  var sources: [String] { notes.sources }

  init(_ result: RunResult) {
    guard let total = result.total.figures.energyPicojoules?.total else { return }
    for action in result.energyActions {
      rows.append(
        Row(
          component: action.component, actions: action.countText, one: action.one.text,
          energy: Self.text(action.picojoules),
          share: NumberText.percent(total > 0 ? action.picojoules / total : nil),
          source: notes.mark(of: action.source)))
    }
  }
}

extension RunResult {
  /// The actions of the whole run; none where the design has no energies.
  var energyActions: [EnergyAction] {
    EnergyAction.all(total.record, vectorOperations: total.figures.vectorOperations, design)
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

extension EnergyAction {
  /// How many of what; of what is drawn all the time, how long.
  fileprivate var countText: String {
    if case .power = one { return NumberText.time(count) }
    let whole = count < 1e18 ? NumberText.grouped(Int(count.rounded())) : "\(count)"
    // Of a pair of formats its products are counted.
    if name.contains(" x ") { return "\(whole) product\(whole == "1" ? "" : "s") of \(name)" }
    return "\(whole) \(name)\(whole == "1" ? "" : name.hasSuffix("sh") ? "es" : "s")"
  }
}

extension EnergyAction.One {
  fileprivate var text: String {
    switch self {
    case .energy(let energy): energy.text
    case .perBit(let energy): energy.text
    case .power(let power): power.text
    case .derived(let picojoules): EnergyRows.text(picojoules)
    }
  }
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
