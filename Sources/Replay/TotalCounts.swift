import Mapping
import Simulation
import Workloads

/// Sums over all executions of a trace.
struct TotalCounts {
  private(set) var record = OperatorRecord()
  private(set) var executions = 0
  private(set) var denseMACs = 0
  private(set) var vectorOperations = 0

  init(memories: Int, buffers: Int) {
    record.memories = [MemoryCounts](repeating: MemoryCounts(), count: memories)
    record.buffers = [BufferCounts](repeating: BufferCounts(), count: buffers)
  }

  /// Adds an operator's record as often as it runs; throws where a sum would not fit.
  mutating func add(_ one: Operator, _ record: OperatorRecord) throws(PlanError) {
    let greatest = Double(record.greatestCount) * Double(one.executions)
    guard greatest + Double(self.record.greatestCount) < 4e18,
      Double(one.vectorOperations) * Double(one.executions) + Double(vectorOperations) < 4e18
    else { throw .tooLarge }
    executions += one.executions
    denseMACs += one.executions * one.denseMACs
    vectorOperations += one.executions * one.vectorOperations
    self.record.add(record, times: one.executions)
  }
}
