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

  /// Adds the record of so many executions of an operator; throws where a sum would not fit.
  mutating func add(_ one: Operator, _ record: OperatorRecord, times: Int) throws(PlanError) {
    let greatest = Double(record.greatestCount) * Double(times)
    guard greatest + Double(self.record.greatestCount) < 4e18,
      Double(one.vectorOperations) * Double(times) + Double(vectorOperations) < 4e18
    else { throw .tooLarge }
    executions += times
    denseMACs += times * one.denseMACs
    vectorOperations += times * one.vectorOperations
    self.record.add(record, times: times)
  }
}
