import Documents
import Replay
import Workloads

extension Sweep {
  /// Makes the masks of the first point of each of its traces that has some in files, and says what is wrong with them.
  ///
  /// A run does not: it makes masks when it comes to them, and says it of each point.
  public func checkMasks(workers: Int, findings: Findings) async {
    let maker = PointMaker(self)
    for option in 0..<(traceAxis.map { axes[$0].options.count } ?? 1) {
      var options = axes.map { _ in 0 }
      if let traceAxis { options[traceAxis] = option }
      let found = Findings(files: files)
      guard let node = maker.document(.trace, options, found),
        let trace = TraceDecoder.decode(node, seed: seed, findings: found), !trace.tensorFiles.isEmpty,
        case .failure(.unsuitable(let wrong)) = await MaskStore.make(trace, seed: seed, workers: workers)
      else { continue }
      wrong.forEach(findings.add)
    }
  }
}
