import Accounting
import Hardware
import Mapping
import Replay
import Simulation
import Testing
import Workloads

extension SearchCase {
  /// Demands that the search finds what trying every mapping of the space finds, the rule's own before all others.
  ///
  /// Says whether energies decided: whether some mapping takes the same cycles and moves the same bytes, but takes more.
  @discardableResult
  func checkSearch(seed: UInt64) throws -> Bool {
    let all = try #require(MappingEnumeration(self)).mappings
    let rule = try Mapper.map(work, on: design, directives: directives)
    let found = try MappingSearch(work, on: design, directives: directives).best(from: rule)
    #expect(found.effort.isExhaustive, "seed \(seed)")
    var best = (record: try simulate(rule), mapping: rule)
    var records: [OperatorRecord] = []
    for mapping in all {
      let record = try simulate(mapping)
      if rank(record) < rank(best.record) { best = (record, mapping) }
      records.append(record)
    }
    #expect(found.record == best.record, "seed \(seed)")
    #expect(found.mapping == best.mapping, "seed \(seed)")
    let least = rank(best.record)
    return records.contains { record in
      let other = rank(record)
      return (other.cycles, other.bytes) == (least.cycles, least.bytes) && other.energy > least.energy
    }
  }

  /// Cycles, then bytes, then energy, or where the design says none word accesses.
  private func rank(_ record: OperatorRecord) -> (cycles: Int, bytes: Int, energy: Double) {
    let accesses = record.buffers.reduce(0) { $0 + $1.accesses }
    return (record.cycles, record.movedBytes, EnergyFigures.picojoules(record, design) ?? Double(accesses))
  }
}
