import DRAM
import Hardware
import TestFiles
import Testing

/// A machine that is driven request by request, against the replay of a stream.
@Suite struct MachineTests {
  private struct Outcome: Equatable {
    var completions: [DRAMCompletion]
    var channels: [DRAMChannelRecord]
  }

  @Test func `A machine that is offered a stream does as its replay does`() throws {
    for seed in UInt64(0)..<200 {
      let one = RandomMemory(seed: seed, policies: [.standard])
      let requests = Self.requests(of: one)
      let record = try DRAMReplay(one.system, isStepping: true).run(requests)
      let expected = Outcome(completions: record.completions, channels: record.channels)
      #expect(try Self.offer(requests, to: one.system, cycles: record.cycles) == expected, "seed \(seed)")
    }
  }

  @Test func `A line before one channel gives it the stream as the replay does`() throws {
    for seed in UInt64(0)..<300 {
      var one = RandomMemory(seed: seed, policies: [.standard])
      one.system.organization.channels = 1
      let requests = Self.requests(of: one)
      let record = try DRAMReplay(one.system, isStepping: true).run(requests)
      var machine = try DRAMMachine(one.system, logsBursts: true)
      var latest = 0
      for (index, request) in requests.enumerated() {
        latest = max(latest, request.arrival)
        machine.send(request.address, isWrite: request.isWrite, tag: index, from: latest)
      }
      var copy = machine
      var completed = Self.run(&machine, count: requests.count)
      #expect(completed == record.completions.map(\.completed), "seed \(seed)")
      #expect(copy.cycle == 0 && !copy.isDrained)
      var bursts: [DRAMMachine.Burst] = []
      machine.takeBursts(into: &bursts)
      let moved = bursts.reduce(0) { $0 + $1.end - $1.start }
      #expect(moved == (record.counts.reads + record.counts.writes) * one.system.organization.burstClocks)
      #expect(bursts.map(\.end).max() == machine.dataEnd)
      machine.advance(to: record.cycles - 1)
      #expect(try machine.record(cycles: record.cycles).channels == record.channels, "seed \(seed)")
      // The copy has a life of its own.
      completed = Self.run(&copy, count: requests.count)
      #expect(completed == record.completions.map(\.completed), "seed \(seed), the copy")
    }
  }

  @Test func `A machine does the same however far it is taken at once`() throws {
    for seed in UInt64(0)..<300 {
      let one = RandomMemory(seed: seed, policies: [.standard])
      var numbers = RandomNumbers(seed: seed)
      var often = try DRAMMachine(one.system, logsBursts: true)
      var latest = 0
      for (index, request) in Self.requests(of: one).enumerated() {
        latest = max(latest, request.arrival)
        often.send(request.address, isWrite: request.isWrite, tag: index, from: latest)
      }
      let most = numbers.pick([1, 4, 40])
      try Self.expectSteps({ numbers.integer(1...most) }, of: often, "seed \(seed)")
    }
  }

  /// Each finds its bank's queue with room, and goes there in the next tick; where a refresh comes due in that tick, commands
  /// that were planned for it have to wait.
  @Test func `Reads that come one by one are served alike around refreshes`() throws {
    for seed in UInt64(0)..<100 {
      var one = RandomMemory(seed: seed, policies: [.standard])
      one.system.controller.scheduler = .firstReady(cap: 4)
      one.system.controller.rowPolicy = .open
      var numbers = RandomNumbers(seed: seed)
      var machine = try DRAMMachine(one.system, logsBursts: true)
      var arrival = 0
      for tag in 0..<1000 {
        arrival += numbers.integer(1...12)
        machine.send(numbers.pick(one.requests).address, isWrite: false, tag: tag, from: arrival)
      }
      try Self.expectSteps({ 1 }, of: machine, "seed \(seed)")
    }
  }

  /// Takes a machine to its end in steps of so many cycles, and a copy of it there at once.
  private static func expectSteps(
    _ step: () -> Int, of machine: DRAMMachine, _ comment: Comment
  ) throws {
    var (often, once) = (machine, machine)
    while !often.isDrained { often.advance(to: often.cycle + step()) }
    once.advance(to: often.cycle)
    // Hundreds of them: a failure names the seed alone.
    let completeAlike = completions(&once) == completions(&often)
    #expect(completeAlike, comment)
    let cycles = often.cycle + 1
    let recordAlike = try once.record(cycles: cycles) == often.record(cycles: cycles)
    #expect(recordAlike, comment)
  }

  /// What is known to be complete, by tag.
  private static func completions(_ machine: inout DRAMMachine) -> [DRAMMachine.Completion] {
    var done: [DRAMMachine.Completion] = []
    machine.takeCompletions(into: &done)
    return done.sorted { $0.tag < $1.tag }
  }

  /// Runs a machine from change to change until nothing is left to do; the cycles of the completions by tag.
  private static func run(_ machine: inout DRAMMachine, count: Int) -> [Int] {
    var completed = [Int](repeating: -1, count: count)
    var done: [DRAMMachine.Completion] = []
    while let next = machine.nextChange { machine.advance(to: next) }
    machine.takeCompletions(into: &done)
    for completion in done { completed[completion.tag] = completion.cycle }
    return completed
  }

  private static func requests(of one: RandomMemory) -> [DRAMRequest] {
    one.requests.map { DRAMRequest(address: $0.address, arrival: $0.arrival, isWrite: $0.isWrite) }
  }

  private static func offer(_ requests: [DRAMRequest], to system: DRAMSystem, cycles: Int) throws -> Outcome {
    var machine = try DRAMMachine(system)
    var completions = Array(repeating: DRAMCompletion(accepted: -1, completed: -1), count: requests.count)
    var done: [DRAMMachine.Completion] = []
    var next = 0
    while next < requests.count || !machine.isDrained {
      var offers = 0
      while offers < system.organization.channels, next < requests.count,
        requests[next].arrival <= machine.cycle,
        machine.offer(requests[next].address, isWrite: requests[next].isWrite, tag: next)
      {
        completions[next].accepted = machine.cycle
        next += 1
        offers += 1
      }
      var later = machine.nextChange ?? .max
      if next < requests.count {
        if requests[next].arrival > machine.cycle { later = min(later, requests[next].arrival) }
        if offers == system.organization.channels { later = machine.cycle + 1 }
      }
      if later < .max { machine.advance(to: later) }
    }
    machine.takeCompletions(into: &done)
    for completion in done { completions[completion.tag].completed = completion.cycle }
    machine.advance(to: cycles - 1)
    return Outcome(completions: completions, channels: try machine.record(cycles: cycles).channels)
  }
}
