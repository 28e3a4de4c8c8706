import Documents
import Hardware
import Replay
import Tensors
import Workloads

/// Why a point has no figures.
struct PointFailure: Error, Sendable {
  var message: String

  init(_ message: String) { self.message = message }

  /// The first of some findings; where they are written is left out, as it depends on where files lie.
  init(_ findings: [Finding]) {
    let errors = findings.filter { $0.severity == .error }
    let shown = errors.prefix(2).map(\.message).joined(separator: "; and ")
    let more = errors.count > 2 ? "; and \(errors.count - 2) more findings" : ""
    message = shown + more
  }
}

/// Makes designs, traces and masks of points; what neighbours share is made once.
struct PointMaker: Sendable {
  let sweep: Sweep
  /// The axes that a design depends on, and those that a trace does.
  private let designAxes: [Int]
  private let traceAxes: [Int]
  private let seedAxis: Int?
  private let designs = SharedValues<[Int], Result<Read<Design>, PointFailure>>(limit: 256)
  private let traces = SharedValues<TraceKey, Result<Read<Trace>, PointFailure>>(limit: 64)
  private let masks: SharedValues<MaskKey, Result<MaskStore, PointFailure>>

  /// The most words of masks that are kept for later points: 1 GiB.
  private static let mostWords = 1 << 27

  fileprivate struct TraceKey: Hashable { var options: [Int]; var seed: UInt64 }
  private struct MaskKey: Hashable { var trace: TraceKey; var recoded: Set<Int> }

  init(_ sweep: Sweep) {
    self.sweep = sweep
    designAxes = sweep.axes(of: .design)
    traceAxes = sweep.axes(of: .trace)
    seedAxis = sweep.seedAxis
    masks = SharedValues(limit: Self.mostWords) { result in
      (try? result.get()).map { max(1, $0.wordCount) } ?? 1
    }
  }

  /// A design or a trace, and a digest of its document and of the files that it names.
  private struct Read<Value: Sendable>: Sendable {
    var value: Value
    var digest: ReplayDigest?
  }

  /// A point that can exist.
  struct Made: Sendable {
    var design: Design
    var trace: Trace
    var seed: UInt64
    /// A digest of all that its figures depend on; nil where that cannot be said.
    var key: ReplayDigest?
    fileprivate var traceKey: TraceKey
  }

  func make(_ options: [Int]) async -> Result<Made, PointFailure> {
    let seed = self.seed(options)
    let design = await read(options)
    let key = TraceKey(options: traceAxes.map { options[$0] }, seed: seed)
    let trace = await traces.value(for: key) { makeTrace(options, seed) }
    switch (design, trace) {
    case (.failure(let failure), _), (_, .failure(let failure)): return .failure(failure)
    case (.success(let design), .success(let trace)):
      var made = Made(design: design.value, trace: trace.value, seed: seed, traceKey: key)
      if let design = design.digest, let trace = trace.digest {
        made.key = PointKey.key(
          design: design, trace: trace, seed: seed, findsMemoryWall: sweep.findsMemoryWall)
      }
      return .success(made)
    }
  }

  /// The design of a point.
  func design(_ options: [Int]) async -> Result<Design, PointFailure> { await read(options).map(\.value) }

  private func read(_ options: [Int]) async -> Result<Read<Design>, PointFailure> {
    await designs.value(for: designAxes.map { options[$0] }) { makeDesign(options) }
  }

  /// The masks of a point, made once for its neighbours.
  func masks(of made: Made) async -> Result<MaskStore, PointFailure> {
    let recoded = made.design.recodedTensors(of: made.trace)
    return await masks.value(for: MaskKey(trace: made.traceKey, recoded: recoded)) {
      await makeMasks(made.trace, made.seed, recoded)
    }
  }

  /// The masks; none of files that are not what they were when the sweep was loaded.
  private func makeMasks(
    _ trace: Trace, _ seed: UInt64, _ recoded: Set<Int>
  ) async -> Result<MaskStore, PointFailure> {
    let made = await MaskStore.make(trace, seed: seed, workers: 1, recoded: recoded).mapError { error in
      switch error {
      case .unsuitable(let findings): PointFailure(findings)
      }
    }
    // Afterwards, so that no change before or while they were read is overlooked.
    if let changed = sweep.tensorFiles.changed(among: trace.tensorFiles) {
      return .failure(
        PointFailure(
          "the tensor file '\(changed)' is not what it was when the sweep began; run the sweep anew"))
    }
    return made
  }

  private func seed(_ options: [Int]) -> UInt64 {
    guard let seedAxis,
      case .seed(let seed)? = sweep.axes[seedAxis].options[options[seedAxis]].settings.first?.target
    else { return sweep.seed }
    return seed
  }

  private func makeDesign(_ options: [Int]) -> Result<Read<Design>, PointFailure> {
    let findings = Findings(files: sweep.files)
    let node = document(.design, options, findings)
    guard let node, let design = DesignDecoder.decode(node, findings: findings), !findings.hasErrors else {
      return .failure(PointFailure(findings.sorted()))
    }
    let files = sweep.inputs.documents(findings.readFiles, in: sweep.files)
    return .success(Read(value: design, digest: files.map { PointKey.digest(node, $0) }))
  }

  private func makeTrace(_ options: [Int], _ seed: UInt64) -> Result<Read<Trace>, PointFailure> {
    let findings = Findings(files: sweep.files)
    let node = document(.trace, options, findings)
    guard let node, let trace = TraceDecoder.decode(node, seed: seed, findings: findings), !findings.hasErrors
    else { return .failure(PointFailure(findings.sorted())) }
    var digest: ReplayDigest?
    if let files = sweep.inputs.documents(findings.readFiles, in: sweep.files),
      let tensors = try? trace.tensorFiles.map({ try sweep.inputs.tensorFile($0) })
    {
      digest = PointKey.digest(node, files + tensors)
    }
    return .success(Read(value: trace, digest: digest))
  }

  /// What of a sweep may be left out of a document, to see what it does.
  enum Part: Hashable {
    case axis(Int)
    /// By its place among the computed ones.
    case setting(Int)
  }

  /// The design's or trace's document at a point; nil after a finding.
  func document(
    _ target: SettingTarget, _ options: [Int], leavingOut part: Part? = nil, _ findings: Findings
  ) -> Node? {
    var base = 0
    var changes: [Setting] = []
    for (axis, option) in options.enumerated() where part != .axis(axis) {
      for setting in sweep.axes[axis].options[option].settings {
        switch (setting.target, target) {
        case (.wholeDesign(let index), .design), (.wholeTrace(let index), .trace): base = index
        case (target, _): changes.append(setting)
        default: break
        }
      }
    }
    let evaluation = Evaluation(sweep: sweep, options: options)
    for (place, setting) in sweep.settings.enumerated()
    where setting.target == target && part != .setting(place) {
      let path = setting.path.joined(separator: ".")
      do throws(ExpressionError) {
        let value = try evaluation.value(setting.expression)
        guard let text = value.scalar else {
          findings.add(.unsettable(path, value), at: setting.position)
          return nil
        }
        let isPlain = if case .text = value { false } else { true }
        changes.append(
          Setting(
            target: target, path: setting.path,
            value: Node(.scalar(text: text, isPlain: isPlain), position: setting.position),
            position: setting.position))
      } catch {
        findings.add(.expression(error), at: setting.position)
        return nil
      }
    }
    let bases = target == .design ? sweep.designs : sweep.traces
    guard bases.indices.contains(base) else { return nil }
    return changes.reduce(bases[base].node) { node, change in
      node.setting(change.path, to: change.value, at: change.position, findings: findings)
    }
  }
}

extension Sweep {
  /// The axes that change the design, or the trace.
  func axes(of target: SettingTarget) -> [Int] {
    var found: Set<Int> = []
    for (index, axis) in axes.enumerated() {
      for setting in axis.options.first?.settings ?? [] {
        switch (setting.target, target) {
        case (.wholeDesign, .design), (.wholeTrace, .trace), (target, _): found.insert(index)
        default: break
        }
      }
    }
    for setting in settings where setting.target == target { collect(setting.expression, into: &found) }
    return found.sorted()
  }

  /// The axes that an expression depends on.
  func axes(of expression: BoundExpression) -> [Int] {
    var found: Set<Int> = []
    collect(expression, into: &found)
    return found.sorted()
  }

  private func collect(_ bound: BoundExpression, into found: inout Set<Int>) {
    for source in bound.sources {
      switch source {
      case .axis(let axis, _): found.insert(axis)
      case .derived(let index): collect(derived[index].expression, into: &found)
      case .setting(let index): collect(settings[index].expression, into: &found)
      case .constant, .figure: break
      }
    }
  }
}
