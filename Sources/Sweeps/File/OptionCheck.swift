import Documents
import Hardware
import Workloads

/// Tries the values of every axis, and says at their lines what no point could be.
///
/// A value that is misspelt is wrong wherever it is used; one that a machine merely cannot have is the failure of its
/// points, and nothing is said here.
struct OptionCheck {
  private let sweep: Sweep
  private let findings: Findings
  private let maker: PointMaker
  private(set) var readFiles: [String] = []

  /// Values of an axis that are tried, and points at which each is.
  private static let mostOptions = 64
  private static let mostTries = 16

  private static let misspelt: Set<FindingCategory> = [
    .unknownKey, .missingKey, .wrongType, .missingUnit, .unknownUnit, .notWhole, .unknownName,
    .unresolvedReference, .unreadableFile, .syntax, .duplicateKey, .baseCycle,
  ]

  init(_ sweep: Sweep, _ findings: Findings) {
    self.sweep = sweep
    self.findings = findings
    maker = PointMaker(sweep)
    readFiles = findings.readFiles
  }

  mutating func check() {
    let first = sweep.axes.map { _ in 0 }
    tryOption(nil, 0, first)
    for axis in sweep.axes.indices {
      let count = sweep.axes[axis].options.count
      let step = max(1, count / Self.mostOptions)
      for option in stride(from: 0, to: count, by: step) { tryOption(axis, option, first) }
    }
  }

  /// Looks for one point with the option that is not refused for being misspelt.
  private mutating func tryOption(_ axis: Int?, _ option: Int, _ first: [Int]) {
    var refused: [Finding] = []
    for attempt in 0..<Self.mostTries {
      var options = first
      // The other axes go through their options side by side.
      if attempt > 0 {
        for other in options.indices { options[other] = attempt % sweep.axes[other].options.count }
      }
      if let axis { options[axis] = option }
      let wrong = misspelt(options, axis.map { sweep.axes[$0].targets } ?? [.design, .trace])
      if wrong.isEmpty { return }
      if attempt == 0 { refused = wrong }
      // What stays wrong everywhere is wrong.
      refused.removeAll { !wrong.contains($0) }
      if refused.isEmpty { return }
    }
    for finding in refused { findings.add(finding) }
  }

  private mutating func misspelt(_ options: [Int], _ targets: [SettingTarget]) -> [Finding] {
    var wrong: [Finding] = []
    for target in targets {
      let found = Findings()
      if let node = maker.document(target, options, found) {
        if target == .design {
          _ = DesignDecoder.decode(node, findings: found)
        } else {
          _ = TraceDecoder.decode(node, seed: sweep.seed, findings: found)
        }
      }
      for file in found.readFiles where !readFiles.contains(file) { readFiles.append(file) }
      wrong += found.sorted().filter { $0.severity == .error && Self.misspelt.contains($0.category) }
    }
    return wrong
  }
}
