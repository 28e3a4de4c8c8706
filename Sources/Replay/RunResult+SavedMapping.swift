import Workloads

extension RunResult {
  /// What every operator ran with, to be replayed.
  public var savedMapping: SavedMapping {
    SavedMapping(
      network: network, design: design.name,
      entries: operators.map { SavedMapping.Entry(name: $0.name, mapping: $0.mapping) })
  }
}
