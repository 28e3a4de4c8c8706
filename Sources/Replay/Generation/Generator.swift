import Accounting
import Documents
import Hardware
import Simulation
import Workloads

/// A language model that is to be run, and the document it was read from.
public struct GeneratedModel: Sendable {
  public var model: LanguageModel
  /// The configuration, for the places of findings.
  public var node: Node
  public var name: String
  public var formats: LanguageModelFormats

  public init(model: LanguageModel, node: Node, name: String, formats: LanguageModelFormats) {
    self.model = model
    self.node = node
    self.name = name
    self.formats = formats
  }
}

/// Runs generations on designs.
public enum Generator {
  /// The most steps of a generation.
  public static let mostSteps = LanguageModelRun.mostSteps

  /// Simulates the prefill and every length of the decode steps once; equal operators of all of them once.
  public static func run(
    _ model: GeneratedModel, _ request: GenerationRequest, on design: Design, options: ReplayOptions
  ) async throws(ReplayError) -> GenerationResult {
    let programs = design.programs ?? Programs()
    let alike = request.steps(programs)
    let (trace, notes) = try Self.trace(of: model, alike, batch: request.batch, seed: options.seed)
    let run = try await Replayer.run(trace: trace, design: design, options: options)
    var sums = [StepSums](repeating: StepSums(), count: alike.count)
    let places = Dictionary(uniqueKeysWithValues: alike.enumerated().map { ($1.step.name ?? "", $0) })
    for entry in run.operators {
      guard let place = places[step(of: entry.name)] else { continue }
      sums[place].add(entry, design)
    }
    let steps = zip(alike, sums).map { $1.step(of: $0, design) }
    var result = GenerationResult(
      design: design.name, origin: .simulated, request: request, model: model.name,
      lengthBucket: request.lengthBucket ?? programs.lengthBucket, prefillBucket: programs.prefillBucket,
      prefill: steps[0], decode: Array(steps.dropFirst()), cacheBytes: cacheBytes(trace, model, request),
      parameterBytes: parameterBytes(trace))
    result.programs = programs.bytes(of: request, model: model, on: design)
    result.programNotes =
      programs.notes(on: request, model: model) + programs.waitNotes(on: result, model: model, design)
    result.notes = notes
    if model.formats.blocks != nil, !design.leavesBlocksOut {
      result.notes.append(
        "the design leaves out no blocks ('unneeded_blocks: compute'), so all scores of the prefill are computed"
      )
    }
    result.priceDollars = design.board?.board.price.map { Double($0) }
    if design.energy != nil || design.area != nil { result.sources = NumberSources(design) }
    result.boundary = design.energy?.boundary
    return result
  }

  /// One trace of all steps that differ: they share parameters and caches, and so lie at the same addresses. Notes are what has to be
  /// said of it.
  static func trace(
    of model: GeneratedModel, _ alike: [GenerationRequest.Alike], batch: Int, seed: UInt64
  ) throws(ReplayError) -> (trace: Trace, notes: [String]) {
    let findings = Findings()
    let run = LanguageModelRun(steps: alike.map(\.step), batch: batch)
    guard
      let node = model.model.trace(
        of: run, formats: model.formats, network: model.name, node: model.node, findings: findings),
      let trace = TraceDecoder.decode(node, seed: seed, findings: findings)
    else { throw .unsuitable(findings.sorted()) }
    return (trace, findings.sorted().map(\.message))
  }

  /// `decode.144.layer` and `prefill.layer` are of the steps `decode.144` and `prefill`.
  private static func step(of name: String) -> String {
    let parts = name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    return parts[0] == "prefill" ? "prefill" : parts.prefix(2).joined(separator: ".")
  }

  /// Bytes that the caches hold of the prompt and all that followed.
  static func cacheBytes(_ trace: Trace, _ model: GeneratedModel, _ request: GenerationRequest) -> Int {
    let tokens = min(request.prompt + request.output, model.model.window ?? .max)
    return trace.tensors.filter { $0.kind == .cache }.reduce(0) { sum, tensor in
      let elements = tokens * request.batch * model.model.keyValueWidth
      return sum + tensor.copies * Int(tensor.bytes(ofElements: min(elements, tensor.elements)))
    }
  }

  static func parameterBytes(_ trace: Trace) -> Int {
    trace.tensors.filter { $0.kind == .parameter }.reduce(0) { sum, tensor in
      sum + tensor.copies * Int(tensor.bytes(ofElements: tensor.elements))
    }
  }
}

/// Sums over the executions of one step's operators.
private struct StepSums {
  var cycles = 0
  var energy: Double? = 0
  var assumed = 0.0
  var waiting = 0
  var coreCycles = 0
  var unlimited: Int? = 0
  var readBytes = 0
  var writeBytes = 0
  var memoryBytes: [Int] = []
  var denseMACs = 0

  mutating func add(_ entry: RunResult.Entry, _ design: Design) {
    let (times, record) = (entry.executions, entry.record)
    cycles += times * record.cycles
    waiting += times * (record.cycleStack.dramBandwidth + record.cycleStack.dramLatency)
    coreCycles += times * record.cycleStack.total
    energy = energy.flatMap { sum in
      entry.figures.energyPicojoules.map { sum + Double(times) * $0.total }
    }
    let actions = EnergyAction.all(
      record, vectorOperations: entry.figures.vectorOperations, design)
    for action in actions where NumberSources.isAssumed(action.source) {
      assumed += Double(times) * action.picojoules
    }
    unlimited = unlimited.flatMap { sum in entry.wall.map { sum + times * $0.unlimitedCycles } }
    readBytes += times * record.memories.reduce(0) { $0 + $1.readBytes.reduce(0, +) }
    writeBytes += times * record.memories.reduce(0) { $0 + $1.writeBytes.reduce(0, +) }
    if memoryBytes.isEmpty { memoryBytes = [Int](repeating: 0, count: record.memories.count) }
    for (place, memory) in record.memories.enumerated() {
      memoryBytes[place] += times * (memory.readBytes.reduce(0, +) + memory.writeBytes.reduce(0, +))
    }
    denseMACs += times * entry.figures.denseMACs
  }

  func step(of alike: GenerationRequest.Alike, _ design: Design) -> GenerationResult.Step {
    GenerationResult.Step(
      count: alike.count, tokens: alike.step.tokens, context: alike.step.context, cycles: cycles,
      timeSeconds: Double(cycles) / Double(design.clock.hertz), energyJoules: energy.map { $0 * 1e-12 },
      waitingShare: coreCycles > 0 ? Double(waiting) / Double(coreCycles) : nil,
      wallFactor: unlimited.flatMap { $0 > 0 ? Double(cycles) / Double($0) : nil }, readBytes: readBytes,
      writeBytes: writeBytes, memoryBytes: memoryBytes, denseMACs: denseMACs,
      assumedJoules: energy.map { _ in assumed * 1e-12 })
  }
}
