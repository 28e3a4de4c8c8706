import Hardware

/// A stream of requests on a DRAM system, from its first cycle to the last (docs/dram.md, 4).
public struct DRAMReplay: Sendable {
  public let system: DRAMSystem
  /// Cycles without any progress after which a run is given up.
  public var watchdog: Int
  /// Whether every event is simulated for itself; else what repeats is accounted at once, with equal results.
  public var isStepping: Bool
  public var recordsCommands: Bool
  /// Requests that are compared at once with earlier ones; tests take fewer, so that small cases repeat.
  public var segment = 128
  /// Called with the requests that were served and all, every now and then; it changes nothing.
  public var progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?
  /// Requests between two of these calls, about.
  static let progressStep = 1 << 16

  public init(
    _ system: DRAMSystem, watchdog: Int = 300_000, isStepping: Bool = false, recordsCommands: Bool = false
  ) {
    self.system = system
    self.watchdog = watchdog
    self.isStepping = isStepping
    self.recordsCommands = recordsCommands
  }

  /// Serves all requests, in the order given. Throws `DRAMFailure`.
  public func run(_ requests: [DRAMRequest]) throws(DRAMFailure) -> DRAMRecord {
    var repeated = 0
    return try run(requests, repeated: &repeated)
  }

  /// The same, and adds how many segments of the stream were not simulated, because an equal one had been.
  public func run(_ requests: [DRAMRequest], repeated: inout Int) throws(DRAMFailure) -> DRAMRecord {
    var last = 0
    for request in requests {
      guard request.arrival >= 0, request.arrival <= Rules.never / 2 else {
        throw .unsupported("a request's arrival is negative, or too late")
      }
      last = max(last, request.arrival)
    }
    try checkRefreshes(until: last)
    if !isStepping, let lockStep = LockStep(system),
      let share = requests.withUnsafeBufferPointer({ lockStep.share(of: $0) })
    {
      return lockStep.expand(
        try serve(share, of: requests.count, on: lockStep.system, repeated: &repeated))
    }
    return try serve(requests, of: requests.count, on: system, repeated: &repeated)
  }

  /// Serves sequences of requests, one after the other; the record has no completions. Throws `DRAMFailure`.
  public func run(_ sequences: [DRAMSequence]) throws(DRAMFailure) -> DRAMRecord {
    try checkRefreshes(until: sequences.reduce(0) { max($0, $1.arrival) })
    for sequence in sequences {
      guard sequence.count >= 0, sequence.arrival >= 0, sequence.arrival <= Rules.never / 2 else {
        throw .unsupported("a sequence's length or arrival is negative, or too great")
      }
    }
    if !isStepping, let lockStep = LockStep(system), let share = lockStep.share(of: sequences) {
      return lockStep.expand(try serve(share, on: lockStep.system))
    }
    return try serve(sequences, on: system)
  }

  /// Refreshes of all channels until the last arrival, each of which is simulated: those of 17 minutes of `ddr4_2400`.
  static let mostRefreshes = 1 << 27

  /// Refuses streams of which most is waiting for the next request, from refresh to refresh.
  private func checkRefreshes(until last: Int) throws(DRAMFailure) {
    let (timing, organization) = (system.timing, system.organization)
    guard system.controller.refresh != .off, timing.refreshInterval > 0 else { return }
    let banks = system.controller.refresh == .perBank ? organization.bankGroups * organization.banks : 1
    let each = organization.channels * organization.pseudoChannels * organization.ranks * banks
    let (refreshes, overflows) = (last / timing.refreshInterval).multipliedReportingOverflow(by: each)
    guard overflows || refreshes > Self.mostRefreshes else { return }
    throw .unsupported(
      "a request arrives in clock \(last), after more than \(Self.mostRefreshes) refreshes, which are simulated one "
        + "by one; let it arrive before clock \(Self.mostRefreshes / each * timing.refreshInterval), or turn "
        + "refreshes off")
  }

  /// Serves a share of all requests, which stands for so many.
  private func serve(
    _ requests: [DRAMRequest], of all: Int, on system: DRAMSystem, repeated: inout Int
  ) throws(DRAMFailure) -> DRAMRecord {
    if system.controller.policy == .ramulator2 { return try ramulator(system).run(requests) }
    let told: ((Int) -> Void)? = progress.map { progress in
      { (done: Int) in progress(done * (all / max(1, requests.count)), all) }
    }
    let owner = try ChannelOwner(system)
    var failure: DRAMFailure?
    var cycles = 0
    var known = 0
    let completions = [DRAMCompletion](unsafeUninitializedCapacity: requests.count) { completions, count in
      requests.withUnsafeBufferPointer { requests in
        var stream = StreamRun(
          owner, completions: completions.baseAddress, watchdog: watchdog, isStepping: isStepping,
          segment: max(1, segment), recordsCommands: recordsCommands)
        stream.progress = told
        defer { stream.deallocate() }
        do throws(DRAMFailure) {
          cycles = try stream.serve(requests)
          // Each was accepted and completed.
          count = requests.count
          known = stream.recall.known
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
    repeated += known
    return DRAMRecord(
      cycles: cycles, channels: try owner.records(cycles: cycles), completions: completions,
      commands: recordsCommands ? owner.commands() : [])
  }

  private func ramulator(_ system: DRAMSystem) -> RamulatorReplay {
    RamulatorReplay(
      system: system, watchdog: watchdog, recordsCommands: recordsCommands, progress: progress)
  }

  private func serve(
    _ sequences: [DRAMSequence], on system: DRAMSystem
  ) throws(DRAMFailure) -> DRAMRecord {
    if system.controller.policy == .ramulator2 {
      var record = try ramulator(system).run(sequences.flatMap(\.requests))
      record.completions = []
      return record
    }
    let owner = try ChannelOwner(system)
    var stream = StreamRun(
      owner, completions: nil, watchdog: watchdog, isStepping: isStepping, segment: max(1, segment),
      recordsCommands: recordsCommands)
    defer { stream.deallocate() }
    let cycles = try stream.serve(sequences)
    return DRAMRecord(
      cycles: cycles, channels: try owner.records(cycles: cycles), completions: [],
      commands: recordsCommands ? owner.commands() : [])
  }
}
