import Accounting
import Mapping
import Simulation
import Workloads

/// Sums over all executions of a trace.
struct TotalCounts {
  private(set) var record = OperatorRecord()
  private(set) var executions = 0
  private(set) var denseMACs = 0
  private(set) var vectorOperations = 0
  /// What the products were made in.
  var modes = ModeShares()
  /// Nil where the machine skips nothing, or it was not asked for.
  private(set) var gain: SparsityGain?

  init(memories: Int, buffers: Int) {
    record.memories = [MemoryCounts](repeating: MemoryCounts(), count: memories)
    record.buffers = [BufferCounts](repeating: BufferCounts(), count: buffers)
  }

  /// Adds the record of so many executions of an operator; throws where a sum would not fit.
  mutating func add(
    _ one: Operator, _ record: OperatorRecord, _ vectorOperations: Int, times: Int
  ) throws(PlanError) {
    let greatest = Double(record.greatestCount) * Double(times)
    guard greatest + Double(self.record.greatestCount) < 4e18,
      Double(vectorOperations) * Double(times) + Double(self.vectorOperations) < 4e18
    else { throw .tooLarge }
    executions += times
    denseMACs += times * one.denseMACs
    self.vectorOperations += times * vectorOperations
    self.record.add(record, times: times)
  }

  /// Adds what zeros bring to so many executions; cycles that are not known for one are known for none.
  mutating func add(_ gain: SparsityGain?, times: Int) throws(PlanError) {
    guard let gain else { return }
    let sum = self.gain ?? SparsityGain(exploitableMACs: 0, denseCycles: 0, remappedDenseCycles: 0)
    let counts = [gain.exploitableMACs, gain.denseCycles ?? 0, gain.remappedDenseCycles ?? 0]
    let sums = [sum.exploitableMACs, sum.denseCycles ?? 0, sum.remappedDenseCycles ?? 0]
    guard zip(counts, sums).allSatisfy({ Double($0) * Double(times) + Double($1) < 4e18 }) else {
      throw .tooLarge
    }
    func add(_ one: Int?, to sum: Int?) -> Int? { one.flatMap { one in sum.map { $0 + times * one } } }
    self.gain = SparsityGain(
      exploitableMACs: sums[0] + times * counts[0], denseCycles: add(gain.denseCycles, to: sum.denseCycles),
      remappedDenseCycles: add(gain.remappedDenseCycles, to: sum.remappedDenseCycles))
  }
}
