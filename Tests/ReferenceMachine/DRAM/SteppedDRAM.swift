import Hardware

/// The DRAM of docs/dram.md written the slow, obvious way.
///
/// Every bank, queue, rank and bus is stepped in each cycle, for the policies `standard` and `dramsim3`; a command is legal
/// if each pair of it and an earlier one is far enough apart. The fast controllers are held against it.
public struct SteppedDRAM {
  /// What is asked of the memory, in the stream's order.
  public struct Request: Hashable, Sendable {
    public var address: UInt64
    public var arrival: Int
    public var isWrite: Bool

    public init(address: UInt64, arrival: Int, isWrite: Bool) {
      self.address = address
      self.arrival = arrival
      self.isWrite = isWrite
    }
  }

  let system: DRAMSystem
  let places: AddressPlaces
  var channels: [SteppedChannel]
  var accepted: [Int]
  var completed: [Int]
  var cycle = 0

  /// Replays requests until the last of them is complete.
  ///
  /// - Parameter watchdog: Cycles without an accept or a completion after which the controllers count as stuck.
  /// - Throws: `Failure.livelock` if they do.
  public static func run(
    _ requests: [Request], on system: DRAMSystem, watchdog: Int = 300_000
  ) throws(Failure) -> Record {
    var memory = SteppedDRAM(system, requests: requests.count)
    try memory.replay(requests, watchdog: watchdog)
    return memory.record()
  }

  /// - Parameter requests: Those of a stream; none where the memory is driven from outside, tick by tick.
  init(_ system: DRAMSystem, requests: Int = 0) {
    self.system = system
    places = AddressPlaces(system)
    channels = (0..<system.organization.channels).map { SteppedChannel(system, number: $0) }
    accepted = Array(repeating: -1, count: requests)
    completed = Array(repeating: -1, count: requests)
  }

  private mutating func replay(_ requests: [Request], watchdog: Int) throws(Failure) {
    var next = 0
    var complete = 0
    var lastProgress = 0
    while true {
      complete += tick()
      let before = next
      for _ in channels.indices {
        guard next < requests.count, requests[next].arrival <= cycle, offer(requests[next], number: next)
        else { break }
        next += 1
      }
      let isIdle = complete == next && (next == requests.count || requests[next].arrival > cycle)
      if next > before || channels.contains(where: { $0.completedNow > 0 }) || isIdle { lastProgress = cycle }
      cycle += 1
      if complete == requests.count && channels.allSatisfy({ $0.isDone(before: cycle) }) { break }
      if cycle - 1 - lastProgress >= watchdog { throw Failure.livelock(cycle: cycle - 1) }
    }
    guard system.controller.policy == .dramsim3, requests.contains(where: \.isWrite) else { return }
    for _ in 0..<1000 {
      _ = tick()
      cycle += 1
    }
  }

  /// Ticks all channels; how many requests became complete.
  private mutating func tick() -> Int {
    let complete = step()
    for request in complete { completed[request] = cycle }
    return complete.count
  }

  private mutating func offer(_ request: Request, number: Int) -> Bool {
    guard accept(request.address, isWrite: request.isWrite, number: number) else { return false }
    accepted[number] = cycle
    return true
  }

  // MARK: From outside: in each cycle `step`, then `accept`, then `cycle` is one more

  /// Ticks all channels; the numbers of the requests that became complete.
  mutating func step() -> [Int] {
    var complete: [Int] = []
    for index in channels.indices {
      channels[index].tick(cycle)
      complete += channels[index].takeCompleted()
    }
    return complete
  }

  /// Offers a request to its channel; of two of a channel the one that is accepted first has the lower number.
  mutating func accept(_ address: UInt64, isWrite: Bool, number: Int) -> Bool {
    let place = places.place(of: address)
    let waiting = WaitingRequest(
      number: number, isWrite: isWrite, place: place, accepted: cycle,
      line: system.controller.policy == .dramsim3 ? address : places.line(of: address))
    return channels[place.channel].accept(waiting)
  }

  func channel(of address: UInt64) -> Int { places.place(of: address).channel }
}
