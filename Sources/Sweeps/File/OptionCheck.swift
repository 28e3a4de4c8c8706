import Documents
import Hardware
import Workloads

/// Tries the values of every axis, and says at their lines what no point could be; so it reads all files that points name.
///
/// A value that is misspelt is wrong wherever it is used; one that a machine merely cannot have is the failure of its
/// points, and nothing is said here.
struct OptionCheck {
  private let sweep: Sweep
  private let findings: Findings
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
    tryOption(nil, 0, first)
    for axis in sweep.axes.indices {
      let options = sweep.axes[axis].options
      let step = max(1, options.count / Self.mostOptions)
      for option in options.indices where option.isMultiple(of: step) || options[option].mayNameFile {
        tryOption(axis, option, first)
      }
    }
    for setting in sweep.settings { tryTexts(setting, first) }
  }

  /// Looks for one point with the option that is not refused for being misspelt, and for one that is not refused at all where
  /// the option may name a file: what is refused may not have come so far as to read it.
  private mutating func tryOption(_ axis: Int?, _ option: Int, _ first: [Int]) {
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
    for finding in refused ?? [] { findings.add(finding) }
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

  private mutating func errors(_ options: [Int], _ targets: [SettingTarget]) -> [Finding] {
    var errors: [Finding] = []
    for target in targets {
      let found = Findings(files: sweep.files)
      if let node = maker.document(target, options, found) {
        if target == .design {
          _ = DesignDecoder.decode(node, findings: found)
        } else if let trace = TraceDecoder.decode(node, seed: sweep.seed, findings: found) {
          trace.tensorFiles.forEach { tensorFiles.note($0) }
        }
      }
      errors += found.sorted().filter { $0.severity == .error }
    }
    return errors
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
