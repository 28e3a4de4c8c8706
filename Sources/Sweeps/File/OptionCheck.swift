import Documents
import Glibc
import Hardware
import Workloads

/// Tries the values of every axis, and says at their lines what no point could be; so it reads all files that points name.
///
/// A value that is misspelt is wrong wherever it is used; one that a machine merely cannot have is the failure of its
/// points, and nothing is said here.
struct OptionCheck {
  let sweep: Sweep
  let findings: Findings
  private let maker: PointMaker
  private(set) var tensorFiles = TensorFileStamps()

  /// Numbers of an axis that are tried, and points at which each value is.
  private static let mostOptions = 64
  private static let mostTries = 16
  /// Points at which a computed text is tried.
  private static let mostCombinations = 4_096

  private static let misspelt: Set<FindingCategory> = [
    .unknownKey, .missingKey, .wrongType, .missingUnit, .unknownUnit, .notWhole, .unknownName,
    .unresolvedReference, .unreadableFile, .syntax, .duplicateKey, .baseCycle,
  ]

  init(_ sweep: Sweep, _ findings: Findings) {
    self.sweep = sweep
    self.findings = findings
    maker = PointMaker(sweep)
  }

  mutating func check() {
    let first = sweep.axes.map { _ in 0 }
    let everywhere = refused(nil, 0, first)
    var explained: Set<Finding> = []
    for axis in sweep.axes.indices {
      let options = sweep.axes[axis].options
      let step = max(1, options.count / Self.mostOptions)
      // Values with which the same is wrong.
      var groups: [(caused: [Finding], options: [Int])] = []
      for option in options.indices where option.isMultiple(of: step) || options[option].mayNameFile {
        let refused = refused(axis, option, first)
        guard !refused.isEmpty else { continue }
        var chosen = first
        chosen[axis] = option
        let caused = caused(refused, by: .axis(axis), at: chosen)
        if !caused.isEmpty {
          if let known = groups.firstIndex(where: { $0.caused == caused }) {
            groups[known].options.append(option)
          } else {
            groups.append((caused, [option]))
          }
        }
        explained.formUnion(caused)
        explainBySettings(refused.filter { !everywhere.contains($0) }, at: chosen, &explained)
        for finding in refused where !explained.contains(finding) && !everywhere.contains(finding) {
          findings.add(finding)
        }
      }
      for group in groups { report(group.caused, axis: axis, group.options) }
    }
    explainBySettings(everywhere, at: first, &explained)
    for finding in everywhere where !explained.contains(finding) { findings.add(finding) }
    for setting in sweep.settings { tryTexts(setting, first) }
  }

  /// Looks for one point with the option that is not refused for being misspelt, and for one that is not refused at all where
  /// the option may name a file: what is refused may not have come so far as to read it. Returns what is wrong everywhere.
  private mutating func refused(_ axis: Int?, _ option: Int, _ first: [Int]) -> [Finding] {
    let mayNameFile = axis.map { sweep.axes[$0].options[option].mayNameFile } ?? true
    var refused: [Finding]?
    for attempt in 0..<Self.mostTries {
      var options = first
      // The other axes go through their options side by side.
      if attempt > 0 {
        for other in options.indices { options[other] = attempt % sweep.axes[other].options.count }
      }
      if let axis { options[axis] = option }
      let errors = errors(options, axis.map { sweep.axes[$0].targets } ?? [.design, .trace])
      let wrong = errors.filter { Self.misspelt.contains($0.category) }
      // What stays wrong everywhere is wrong.
      refused = refused?.filter { wrong.contains($0) } ?? wrong
      if errors.isEmpty || refused == [] && !mayNameFile { break }
    }
    return refused ?? []
  }

  /// A text that is computed may be the name of a file.
  private mutating func tryTexts(_ setting: Sweep.ComputedSetting, _ first: [Int]) {
    let axes = sweep.axes(of: setting.expression)
    let space = PointSpace(radices: axes.map { sweep.axes[$0].options.count })
    var seen: Set<String> = []
    for point in 0..<min(space.count, Self.mostCombinations) {
      var options = first
      for (axis, option) in zip(axes, space.options(of: point)) { options[axis] = option }
      guard
        case .text(let text)? = try? Evaluation(sweep: sweep, options: options).value(setting.expression),
        seen.insert(text).inserted
      else { continue }
      _ = errors(options, [setting.target])
    }
  }

  /// What is wrong with some documents at a point.
  mutating func errors(
    _ options: [Int], _ targets: [SettingTarget], leavingOut part: PointMaker.Part? = nil
  ) -> [Finding] {
    var errors: [Finding] = []
    for target in targets {
      let found = Findings(files: sweep.files)
      if let node = maker.document(target, options, leavingOut: part, found),
        let trace = read(node, as: target, found)
      {
        trace.tensorFiles.forEach { tensorFiles.note($0) }
      }
      errors += found.sorted().filter { $0.severity == .error }
    }
    return errors
  }

  /// Reads a design, or a trace, which it returns; files of its masks have to be there.
  @discardableResult
  func read(_ node: Node, as target: SettingTarget, _ found: Findings) -> Trace? {
    guard target == .trace else {
      _ = DesignDecoder.decode(node, findings: found)
      return nil
    }
    guard let trace = TraceDecoder.decode(node, seed: sweep.seed, findings: found) else { return nil }
    var missing: Set<String> = []
    for tensor in trace.tensors {
      for sparsity in [tensor.sparsity, tensor.record].compactMap(\.self) {
        guard let file = sparsity.file, access(file.path, R_OK) != 0 else { continue }
        let reason = systemError(errno)
        guard missing.insert(file.path).inserted else { continue }
        found.add(.noTensorFile(file.path, reason), at: sparsity.position)
      }
    }
    return trace
  }
}

extension Axis.Option {
  /// Whether it changes more than numbers.
  fileprivate var mayNameFile: Bool {
    settings.contains { setting in
      switch Value(setting.value) {
      case .number, .truth: false
      case .text, .undefined: setting.target == .design || setting.target == .trace || setting.path.isEmpty
      }
    }
  }
}
