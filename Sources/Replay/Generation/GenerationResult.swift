import Accounting
import Hardware

/// What a generation takes on one machine.
public struct GenerationResult: Sendable {
  /// Where figures come from.
  public enum Origin: String, Sendable {
    /// The machine was simulated.
    case simulated
    /// Time follows from a roofline that was declared, and nothing was simulated.
    case declared
  }

  /// Steps that run alike: the prefill, or decode steps of one length.
  public struct Step: Sendable {
    /// Steps of this kind.
    public var count: Int
    /// New tokens of each sequence, as they ran.
    public var tokens: Int
    /// Tokens that the last of them attends to, as it ran.
    public var context: Int
    /// Of one step; nil where nothing was simulated.
    public var cycles: Int?
    public var timeSeconds: Double
    /// Joules of one step; nil where the machine says no energies.
    public var energyJoules: Double?
    /// Cycles of cores that waited for memory over all of theirs; nil where nothing was simulated.
    public var waitingShare: Double?
    /// Time over that with every memory's limits lifted; nil where it was not asked for.
    public var wallFactor: Double?
    public var readBytes: Int
    public var writeBytes: Int
    /// Bytes that each of the design's memories moves, read and written; none where nothing was simulated.
    public var memoryBytes: [Int] = []
    /// Multiply-accumulates of one step.
    public var denseMACs: Int
    /// Of the energy what numbers make that are assumptions; nil where the machine says no energies.
    public var assumedJoules: Double?
  }

  public var design: String
  public var origin: Origin
  public var request: GenerationRequest
  public var model: String
  /// What lengths were rounded up to.
  public var lengthBucket: Int
  public var prefillBucket: Int
  public var prefill: Step
  /// In the order of their lengths.
  public var decode: [Step]
  /// Bytes that all caches hold at the end, without the room that buckets add.
  public var cacheBytes: Int
  /// Bytes of all parameters.
  public var parameterBytes: Int
  /// What programs take; nil where the design does not say.
  public var programs: ProgramBytes?
  /// What has to be said of the programs.
  public var programNotes: [String] = []
  /// What else has to be said of it.
  public var notes: [String] = []
  /// Watts, as declared; nil where nothing is.
  public var declaredPowerWatts: Double?
  /// Dollars, as the board or the machine declares; nil where nothing does.
  public var priceDollars: Double?
  /// Where the numbers of the design's energies and areas come from; nil where it has neither, or is declared.
  public var sources: NumberSources?
  /// What the energies are of; nil where the design has none.
  public var boundary: EnergyTable.Boundary?

  /// Bytes of the instructions of a generation.
  public struct ProgramBytes: Hashable, Sendable {
    /// Fetched by the prefill and all steps.
    public var fetched: Int
    /// Stored: a program for each length at which something runs, up to the longest.
    public var stored: Int
    /// Stored if each length had a program of its own.
    public var storedWithoutBuckets: Int
    /// Seconds that the fetched take at the bandwidth of their memory; nil where the design does not name it.
    public var fetchSeconds: Double?
  }
}

extension GenerationResult {
  /// Seconds until the prefill has made the first token's scores.
  public var timeToFirstToken: Double { prefill.timeSeconds }

  /// Seconds of all decode steps.
  public var decodeTime: Double { decode.reduce(0) { $0 + Double($1.count) * $1.timeSeconds } }

  public var totalTime: Double { prefill.timeSeconds + decodeTime }

  /// Seconds of a decode step in the mean.
  public var meanTimePerToken: Double { decodeTime / Double(request.output) }

  public var firstTimePerToken: Double { decode.first?.timeSeconds ?? 0 }

  public var lastTimePerToken: Double { decode.last?.timeSeconds ?? 0 }

  /// Tokens of all sequences for each second of decoding; nil where it takes no time.
  public var decodeTokensPerSecond: Double? { rate(decodeTime) }

  /// Tokens of all sequences for each second of the whole; nil where it takes no time.
  public var tokensPerSecond: Double? { rate(totalTime) }

  /// Joules of the prefill and all steps; nil where the machine says no energies and no power.
  public var energyJoules: Double? {
    if let declaredPowerWatts { return declaredPowerWatts * totalTime }
    guard let first = prefill.energyJoules else { return nil }
    return decode.reduce(first) { $0 + Double($1.count) * ($1.energyJoules ?? 0) }
  }

  /// Joules of decoding for each token that it makes; nil where the machine says no energies and no power.
  public var joulesPerToken: Double? {
    let tokens = Double(request.output * request.batch)
    if let declaredPowerWatts { return declaredPowerWatts * decodeTime / tokens }
    guard prefill.energyJoules != nil else { return nil }
    return decode.reduce(0) { $0 + Double($1.count) * ($1.energyJoules ?? 0) } / tokens
  }

  /// Of the energy of the prefill and all steps the share that assumptions make; nil where a design says no energies.
  public var assumedEnergyShare: Double? {
    var (assumed, all) = (0.0, 0.0)
    for step in [prefill] + decode {
      guard let joules = step.energyJoules, let part = step.assumedJoules else { return nil }
      assumed += Double(step.count) * part
      all += Double(step.count) * joules
    }
    return all > 0 ? assumed / all : nil
  }

  /// Tokens a second of decoding for each dollar; nil without a price.
  public var tokensPerSecondPerDollar: Double? {
    guard let priceDollars, priceDollars > 0 else { return nil }
    return decodeTokensPerSecond.map { $0 / priceDollars }
  }

  /// The share of decoding's time in which cores waited for memory; nil where nothing was simulated.
  public var waitingShare: Double? { mean(\.waitingShare) }

  /// Bytes of parameters and caches that decoding moved for each second of it; nil where it takes no time.
  public var decodeBytesPerSecond: Double? {
    let bytes = decode.reduce(0.0) { $0 + Double($1.count) * Double($1.readBytes + $1.writeBytes) }
    return decodeTime > 0 ? bytes / decodeTime : nil
  }

  /// The mean of a figure over decoding's time.
  private func mean(_ figure: (Step) -> Double?) -> Double? {
    guard decodeTime > 0 else { return nil }
    var sum = 0.0
    for step in decode {
      guard let value = figure(step) else { return nil }
      sum += value * Double(step.count) * step.timeSeconds
    }
    return sum / decodeTime
  }

  private func rate(_ seconds: Double) -> Double? {
    seconds > 0 ? Double(request.output * request.batch) / seconds : nil
  }
}
