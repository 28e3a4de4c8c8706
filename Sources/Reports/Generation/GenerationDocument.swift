import FoundationEssentials
import Replay

/// Generations as JSON, schema `ridgeline-generation/1` (docs/language-models.md explains every key).
public struct GenerationDocument: Codable, Sendable {
  public static let schema = "ridgeline-generation/1"

  /// Steps that run alike.
  public struct StepView: Codable, Sendable {
    public var count: Int
    public var tokens: Int
    public var context: Int
    /// Absent where nothing was simulated.
    public var cycles: Int?
    public var timeSeconds: Double
    public var energyJoules: OrNull<Double>
    /// Absent where nothing was simulated.
    public var waitingShare: Double?
    /// Absent where it was not asked for.
    public var wallFactor: Double?
    public var readBytes: Int
    public var writeBytes: Int
    public var denseMACs: Int

    enum CodingKeys: String, CodingKey {
      case count, tokens, context, cycles
      case timeSeconds = "time_s"
      case energyJoules = "energy_j"
      case waitingShare = "waiting_share"
      case wallFactor = "wall_factor"
      case readBytes = "read_bytes"
      case writeBytes = "write_bytes"
      case denseMACs = "dense_macs"
    }

    init(_ step: GenerationResult.Step) {
      (count, tokens, context, cycles) = (step.count, step.tokens, step.context, step.cycles)
      timeSeconds = step.timeSeconds
      energyJoules = OrNull(step.energyJoules)
      (waitingShare, wallFactor) = (step.waitingShare, step.wallFactor)
      (readBytes, writeBytes, denseMACs) = (step.readBytes, step.writeBytes, step.denseMACs)
    }
  }

  /// A generation on one machine.
  public struct MachineView: Codable, Sendable {
    public var design: String
    /// `simulated` or `declared`.
    public var origin: String
    public var lengthBucket: Int
    public var prefillBucket: Int
    public var timeToFirstToken: Double
    public var timePerToken: Double
    public var firstTimePerToken: Double
    public var lastTimePerToken: Double
    public var time: Double
    public var decodeTokensPerSecond: OrNull<Double>
    public var tokensPerSecond: OrNull<Double>
    public var energyJoules: OrNull<Double>
    public var joulesPerToken: OrNull<Double>
    public var waitingShare: OrNull<Double>
    public var decodeBytesPerSecond: OrNull<Double>
    public var parameterBytes: Int
    public var cacheBytes: Int
    /// Absent where the design does not say what instructions take.
    public var instructionBytes: Int?
    /// Absent where the design does not say which memory they lie in.
    public var instructionTimeSeconds: Double?
    /// Absent where there is nothing to say.
    public var instructionNotes: [String]?
    public var storedInstructionBytes: Int?
    public var storedInstructionBytesWithoutBuckets: Int?
    /// Absent where there is nothing else to say.
    public var notes: [String]?
    /// Absent where nothing is declared.
    public var declaredPowerWatts: Double?
    public var priceDollars: Double?
    public var tokensPerSecondPerDollar: Double?
    /// Absent where a design has neither energies nor areas, and of what is declared.
    public var sources: SourcesView?
    public var prefill: StepView
    public var decode: [StepView]

    enum CodingKeys: String, CodingKey {
      case design, origin, sources, prefill, decode, notes
      case lengthBucket = "length_bucket"
      case prefillBucket = "prefill_bucket"
      case timeToFirstToken = "time_to_first_token_s"
      case timePerToken = "time_per_token_s"
      case firstTimePerToken = "first_time_per_token_s"
      case lastTimePerToken = "last_time_per_token_s"
      case time = "time_s"
      case decodeTokensPerSecond = "decode_tokens_per_s"
      case tokensPerSecond = "tokens_per_s"
      case energyJoules = "energy_j"
      case joulesPerToken = "energy_per_token_j"
      case waitingShare = "waiting_share"
      case decodeBytesPerSecond = "decode_bytes_per_s"
      case parameterBytes = "parameter_bytes"
      case cacheBytes = "cache_bytes"
      case instructionBytes = "instruction_bytes"
      case instructionTimeSeconds = "instruction_time_s"
      case instructionNotes = "instruction_notes"
      case storedInstructionBytes = "stored_instruction_bytes"
      case storedInstructionBytesWithoutBuckets = "stored_instruction_bytes_without_buckets"
      case declaredPowerWatts = "declared_power_w"
      case priceDollars = "price_usd"
      case tokensPerSecondPerDollar = "tokens_per_s_per_usd"
    }

    init(_ result: GenerationResult) {
      design = result.design
      origin = result.origin.rawValue
      (lengthBucket, prefillBucket) = (result.lengthBucket, result.prefillBucket)
      timeToFirstToken = result.timeToFirstToken
      timePerToken = result.meanTimePerToken
      (firstTimePerToken, lastTimePerToken) = (result.firstTimePerToken, result.lastTimePerToken)
      time = result.totalTime
      decodeTokensPerSecond = OrNull(result.decodeTokensPerSecond)
      tokensPerSecond = OrNull(result.tokensPerSecond)
      energyJoules = OrNull(result.energyJoules)
      joulesPerToken = OrNull(result.joulesPerToken)
      waitingShare = OrNull(result.waitingShare)
      decodeBytesPerSecond = OrNull(result.decodeBytesPerSecond)
      (parameterBytes, cacheBytes) = (result.parameterBytes, result.cacheBytes)
      instructionBytes = result.programs?.fetched
      instructionTimeSeconds = result.programs?.fetchSeconds
      instructionNotes = result.programNotes.isEmpty ? nil : result.programNotes
      storedInstructionBytes = result.programs?.stored
      storedInstructionBytesWithoutBuckets = result.programs?.storedWithoutBuckets
      notes = result.notes.isEmpty ? nil : result.notes
      (declaredPowerWatts, priceDollars) = (result.declaredPowerWatts, result.priceDollars)
      tokensPerSecondPerDollar = result.tokensPerSecondPerDollar
      sources = SourcesView(result)
      prefill = StepView(result.prefill)
      decode = result.decode.map(StepView.init)
    }
  }

  public var schema: String
  public var tool: ResultDocument.ToolView
  public var seed: UInt64
  public var inputs: [RunReport.Input]
  public var settings: [String]
  public var model: String
  public var prompt: Int
  public var output: Int
  public var batch: Int
  public var machines: [MachineView]

  public init(_ report: GenerationReport) {
    schema = Self.schema
    tool = ResultDocument.ToolView(version: Tool.version, modelVersion: Tool.modelVersion)
    (seed, inputs, settings) = (report.seed, report.inputs, report.settings)
    let first = report.results.first
    model = first?.model ?? ""
    (prompt, output, batch) = (
      first?.request.prompt ?? 0, first?.request.output ?? 0, first?.request.batch ?? 0
    )
    machines = report.results.map(MachineView.init)
  }

  /// The document as JSON: keys sorted, two spaces a level, ending in a line break.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
