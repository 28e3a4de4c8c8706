import DRAM
import Hardware

/// The figures of a stream of requests on a DRAM system (docs/memories.md).
public struct DRAMFigures: Hashable, Sendable {
  /// Of requests: how many clocks so many of them took at most.
  public struct Latencies: Hashable, Sendable {
    public var average: Double
    public var half: Int
    public var ninetieth: Int
    public var ninetyNinth: Int
    public var most: Int
  }

  public var requests: Int
  public var readRequests: Int
  public var writeRequests: Int
  /// Clocks to the tick of the last completion.
  public var cycles: Int
  /// Clocks that were simulated, to which the bus stacks sum.
  public var runCycles: Int
  /// Clocks to the end of the last burst.
  public var dataCycles: Int
  /// Of reads; nil where there is none.
  public var readLatency: Latencies?
  /// What the data buses moved.
  public var movedBytes: Int
  /// Moved until the end of the last burst; 0 where nothing was.
  public var bytesPerSecond: Double
  /// Of the peak; 0 where nothing was moved.
  public var utilization: Double
  /// Of column commands; nil where there is none.
  public var rowHitRate: Double?
  public var counts: DRAMCounts
  public var busStack: DRAMBusStack
  /// Nil where the memory's description has no energies.
  public var energy: DRAMEnergyFigures?

  /// Of a run's record and the requests that it served.
  public init(_ record: DRAMRecord, requests: [DRAMRequest], on system: DRAMSystem) {
    let counts = record.counts
    self.counts = counts
    self.requests = requests.count
    writeRequests = requests.count(where: \.isWrite)
    readRequests = requests.count - writeRequests
    cycles = record.completions.reduce(0) { max($0, $1.completed) }
    runCycles = record.cycles
    let timing = system.timing
    let burst = timing.additiveLatency + system.organization.burstClocks
    dataCycles = max(
      record.lastRead.map { $0 + timing.readLatency + burst } ?? 0,
      record.lastWrite.map { $0 + timing.writeLatency + burst } ?? 0)
    readLatency = Self.latencies(record, requests, system.controller.policy)
    movedBytes = (counts.reads + counts.writes) * system.organization.requestBytes
    let seconds = Double(dataCycles) * Double(timing.clockPicoseconds) * 1e-12
    bytesPerSecond = dataCycles > 0 ? Double(movedBytes) / seconds : 0
    utilization =
      dataCycles > 0 ? Double(movedBytes) / (Double(dataCycles) * system.peakBytesPerClock.value) : 0
    let columns = counts.reads + counts.writes
    rowHitRate =
      columns > 0 ? Double(counts.readRowHits + counts.writeRowHits) / Double(columns) : nil
    busStack = record.busStack
    energy = DRAMEnergyFigures(of: record, on: system)
  }

  /// Ramulator counts from the tick of acceptance, DRAMsim3 and `standard` from the next, in which the controller first
  /// has the request.
  private static func latencies(
    _ record: DRAMRecord, _ requests: [DRAMRequest], _ policy: DRAMController.Policy
  ) -> Latencies? {
    let first = policy == .ramulator2 ? 0 : 1
    var latencies: [Int] = []
    latencies.reserveCapacity(requests.count)
    for (request, completion) in zip(requests, record.completions) where !request.isWrite {
      latencies.append(completion.completed - completion.accepted - first)
    }
    guard !latencies.isEmpty else { return nil }
    latencies.sort()
    /// The least that so many hundredths of the requests do not exceed.
    func percentile(_ hundredths: Int) -> Int {
      latencies[max(0, (hundredths * latencies.count + 99) / 100 - 1)]
    }
    return Latencies(
      average: Double(latencies.reduce(0, +)) / Double(latencies.count), half: percentile(50),
      ninetieth: percentile(90), ninetyNinth: percentile(99), most: percentile(100))
  }
}
