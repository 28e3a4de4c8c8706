import Hardware
import Replay

extension SourcesView {
  /// Of the numbers of a design; the share of the energy that assumptions make is of what was run.
  init(_ numbers: NumberSources, boundary: EnergyTable.Boundary?, assumedShare: Double?) {
    self.init(
      energies: numbers.ofEnergies.count,
      energiesAssumed: numbers.ofEnergies.count(where: NumberSources.isAssumed),
      energyAssumedShare: OrNull(assumedShare), areas: numbers.ofAreas.count,
      areasAssumed: numbers.ofAreas.count(where: NumberSources.isAssumed), boundary: boundary?.rawValue,
      leftOut: numbers.leftOut)
  }

  /// Nil where the design has neither energies nor areas.
  init?(_ design: Design, assumedShare: Double?) {
    guard design.energy != nil || design.area != nil else { return nil }
    self.init(NumberSources(design), boundary: design.energy?.boundary, assumedShare: assumedShare)
  }

  /// What is said of the energies; nil where there are none.
  var energyText: String? {
    guard energies > 0, let boundary = boundary.flatMap(EnergyTable.Boundary.init(rawValue:)) else {
      return nil
    }
    let share = energyAssumedShare.value.map { " (\(NumberText.percent($0)) of the energy)" } ?? ""
    let left = leftOut.isEmpty ? "" : "; nothing for \(leftOut.joined(separator: ", "))"
    return
      "energies of \(boundary.words): \(energiesAssumed) of \(energies) numbers are assumptions\(share)\(left)"
  }

  /// What is said of the areas; nil where there are none.
  var areaText: String? {
    areas > 0 ? "areas: \(areasAssumed) of \(areas) numbers are assumptions" : nil
  }
}

extension SourcesView {
  /// What is said of both, without a full stop; empty where there are no numbers.
  var text: String { [energyText, areaText].compactMap(\.self).joined(separator: "; ") }
}

extension RunResult {
  /// The energy of all actions, and of those whose number is an assumption, in picojoules.
  var assumedEnergy: (assumed: Double, all: Double) {
    energyActions.reduce((0, 0)) { sum, action in
      let isAssumed = NumberSources.isAssumed(action.source)
      return (sum.0 + (isAssumed ? action.picojoules : 0), sum.1 + action.picojoules)
    }
  }
}

extension SourcesView {
  /// Of the design that a generation ran on; nil where it has neither energies nor areas, or is declared.
  init?(_ result: GenerationResult) {
    guard let sources = result.sources else { return nil }
    self.init(sources, boundary: result.boundary, assumedShare: result.assumedEnergyShare)
  }
}
