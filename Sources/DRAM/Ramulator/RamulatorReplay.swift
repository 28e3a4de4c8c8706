import Hardware

/// A stream of requests under the policy `ramulator2` (docs/dram-ramulator.md, 4).
struct RamulatorReplay {
  let system: DRAMSystem
  let watchdog: Int
  let recordsCommands: Bool
  var progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

  func run(_ requests: [DRAMRequest]) throws(DRAMFailure) -> DRAMRecord {
    var machine = try RamulatorMachine(system, recordsCommands: recordsCommands)
    var completions = Array(repeating: DRAMCompletion(accepted: 0, completed: 0), count: requests.count)
    var done: [DRAMMachine.Completion] = []
    let offers = system.organization.channels
    var next = 0
    var waiting = 0
    var end = 0
    var progress = 0
    var place = requests.first.map { machine.place(of: $0.address) }
    var clock = 1
    while true {
      machine.advance(to: clock)
      var (offered, isBlocked) = (0, false)
      while offered < offers, let target = place, requests[next].arrival < clock {
        let request = requests[next]
        guard machine.offer(target, address: request.address, isWrite: request.isWrite, tag: next) else {
          isBlocked = true
          break
        }
        completions[next].accepted = clock
        waiting += 1
        progress = max(progress, clock)
        offered += 1
        next += 1
        if next % DRAMReplay.progressStep == 0 { self.progress?(next, requests.count) }
        place = next < requests.count ? machine.place(of: requests[next].address) : nil
      }
      machine.takeCompletions(into: &done)
      for completion in done {
        completions[completion.tag].completed = completion.cycle
        end = max(end, completion.cycle)
        progress = max(progress, completion.cycle)
      }
      waiting -= done.count
      done.removeAll(keepingCapacity: true)
      if next == requests.count && waiting == 0 && clock >= end { break }
      var then = machine.nextTick
      if !isBlocked && next < requests.count { then = min(then, max(requests[next].arrival, clock) + 1) }
      if next == requests.count && waiting == 0 { then = min(then, max(end, clock + 1)) }
      if waiting > 0 && then > progress + watchdog { throw .livelock(cycle: progress + watchdog) }
      clock = max(then, clock + 1)
    }
    var record = machine.record(cycles: requests.isEmpty ? 0 : end + 1)
    record.completions = completions
    return record
  }
}

extension DRAMSequence {
  /// Its requests, one by one.
  package var requests: [DRAMRequest] {
    (0..<count).map { index in
      DRAMRequest(address: address &+ UInt64(index) &* stride, arrival: arrival, isWrite: isWrite)
    }
  }
}
