import Documents
import Workloads

/// How long points take, compared with each other: what their networks have to do over what their arrays can.
struct CostEstimate: Sendable {
  /// By the option of the axis of traces.
  private let work: [Double]
  private let traceAxis: Int?
  /// By axis and option, what divides the time.
  private let rates: [[Double]]

  init(_ sweep: Sweep) {
    traceAxis = sweep.traceAxis
    work = sweep.traces.map { base in
      // Operators of shapes that come again are simulated once.
      guard
        let trace = TraceDecoder.decode(base.node, seed: sweep.seed, findings: Findings(files: sweep.files))
      else {
        return 1
      }
      var bodies: Set<Work.Body> = []
      return 1
        + trace.operators.reduce(0.0) { sum, one in
          bodies.insert(one.body).inserted ? sum + 1 + Double(one.denseMACs) / 1e6 : sum
        }
    }
    rates = sweep.axes.map { axis in
      axis.options.indices.map { option in
        axis.columns.reduce(1.0) { rate, column in
          guard ["array.rows", "array.columns", "array.macs", "cores.count"].contains(column.name),
            let number = column.values[option].number, number.value > 0
          else { return rate }
          return rate * number.value
        }
      }
    }
  }

  func cost(_ options: [Int]) -> Double {
    var cost = work.isEmpty ? 1 : work[traceAxis.map { min(options[$0], work.count - 1) } ?? 0]
    for (axis, option) in options.enumerated() { cost /= rates[axis][option] }
    return cost
  }
}
