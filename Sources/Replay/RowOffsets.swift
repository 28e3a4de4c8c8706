import Hardware
import Workloads

/// Where in its first row of all banks a tensor begins that lies in DRAM (docs/mapping.md, "Addresses").
///
/// Tensors that begin at a row of their own find the same banks and columns wherever they lie, so equal operators take
/// equal cycles. If all of them began at the first bank, an operator's streams would meet in it: parameters
/// begin half the banks away from activations, and the activations of successive operators a quarter from each other.
struct RowOffsets {
  /// By memory; nil where rows play no part.
  private let spans: [Int?]
  /// By tensor, in quarters of a span.
  private let quarters: [Int]

  init(_ trace: Trace, _ design: Design) {
    spans = design.memories.map { memory in
      guard case .dram(let dram) = memory.kind else { return nil }
      return dram.system.rowSpan
    }
    var quarters = trace.tensors.map { $0.kind == .activation ? 0 : 2 }
    for (index, one) in trace.operators.enumerated() {
      guard let output = one.output, trace.tensors[output].kind == .activation else { continue }
      quarters[output] = (index + 1) % 2
    }
    self.quarters = quarters
  }

  /// Whether any tensor can lie in rows of its own.
  var areAny: Bool { spans.contains { $0 != nil } }

  /// The bytes at whose multiples rows of all banks begin; nil where they play no part.
  func span(of memory: Int) -> Int? { spans[memory] }

  /// Bytes from the beginning of a span to that of a tensor: whole multiples of the alignment.
  func offset(of tensor: Int, in memory: Int) -> Int {
    guard let span = spans[memory] else { return 0 }
    let alignment = AddressAssignment.alignment
    return span / 4 * quarters[tensor] / alignment * alignment
  }
}
