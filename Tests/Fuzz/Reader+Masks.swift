import Dispatch
import Replay
import Workloads

extension Reader {
  /// Makes the masks of a trace that are drawn, and its values, if they are small; they have the shapes that the trace says, and do
  /// not depend on the processors.
  static func makeMasks(of trace: Trace) {
    var trace = trace
    var elements = 0
    for tensor in trace.tensors.indices {
      guard let sparsity = trace.tensors[tensor].sparsity else { continue }
      // A file's name could be that of anything; readers of files have fuzzers of their own.
      guard case .pattern = sparsity.source else {
        trace.tensors[tensor].sparsity = nil
        continue
      }
      let (count, overflow) = sparsity.shape.rows.multipliedReportingOverflow(by: sparsity.shape.columns)
      guard !overflow, count <= 1 << 18 else { return }
      elements += count
    }
    guard elements <= 1 << 18, let one = masks(of: trace, workers: 1) else { return }
    guard let other = masks(of: trace, workers: 3) else { fatalError("no masks on three processors") }
    for (tensor, sparsity) in trace.tensors.map(\.sparsity).enumerated() {
      guard let sparsity else { continue }
      guard let mask = one.mask(of: tensor) else { fatalError("a tensor without its mask") }
      let shape = sparsity.shape
      precondition(mask.rows == shape.rows && mask.columns == shape.columns, "another shape")
      precondition(mask.count <= mask.elements, "more bits than elements")
      precondition(mask == other.mask(of: tensor), "the mask depends on the processors")
      precondition((one.values(of: tensor) != nil) == sparsity.hasValues, "a tensor without its values")
      precondition(one.values(of: tensor) == other.values(of: tensor), "values depend on the processors")
      precondition(one.values(of: tensor).map { $0.mask() == mask } ?? true, "values that are not the mask's")
    }
  }

  /// Nil where they are refused.
  private static func masks(of trace: Trace, workers: Int) -> MaskStore? {
    let made = Made()
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
      made.store = try? await MaskStore.make(
        trace, seed: 1, workers: workers, recoded: Set(trace.tensors.indices)
      ).get()
      isDone.signal()
    }
    isDone.wait()
    return made.store
  }

  /// What a task leaves behind; read only after it has said that it is done.
  private final class Made: @unchecked Sendable {
    var store: MaskStore?
  }
}
