import Workloads

extension RunResult {
  /// What every operator ran with, to be replayed.
  public var savedMapping: SavedMapping {
    // All executions of an operator have one mapping, in however many entries their figures are.
    var names: Set<String> = []
    let first = operators.filter { names.insert($0.name).inserted }
    return SavedMapping(
      network: network, design: design.name,
      entries: first.map { SavedMapping.Entry(name: $0.name, mapping: $0.mapping) })
  }
}
