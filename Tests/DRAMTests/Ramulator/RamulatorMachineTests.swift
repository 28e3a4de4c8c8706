import Hardware
import Testing

@testable import DRAM

/// The machine that others drive, against the replay of a whole stream.
@Suite struct RamulatorMachineTests {
  @Test(arguments: RamulatorSystems.all.map(\.name), ["rand64.half", "rw_samebank.sat", "wt_act.sat"])
  func `Requests that are sent to a machine are done when a replay has them done`(
    name: String, stream: String
  ) throws {
    let system = try RamulatorSystems.named(name)
    let requests = Array(try RamulatorFiles.requests(stream, on: system).prefix(3000))
    let record = try DRAMReplay(system, recordsCommands: true).run(requests)
    var machine = try DRAMMachine(system, logsBursts: true, recordsCommands: true)
    for (tag, request) in requests.enumerated() {
      machine.send(request.address, isWrite: request.isWrite, tag: tag, from: request.arrival + 1)
    }
    while let next = machine.nextChange { machine.advance(to: next) }
    #expect(machine.isDrained)
    var done: [DRAMMachine.Completion] = []
    machine.takeCompletions(into: &done)
    var completed = Array(repeating: -1, count: requests.count)
    for completion in done { completed[completion.tag] = completion.cycle }
    #expect(completed == record.completions.map(\.completed))

    var bursts: [DRAMMachine.Burst] = []
    machine.takeBursts(into: &bursts)
    let driven = try machine.record(cycles: 0)
    let last = min(machine.cycle, record.cycles - 1)
    #expect(driven.commands.prefix { $0.cycle <= last } == record.commands.prefix { $0.cycle <= last })
    #expect(bursts.count == driven.counts.reads + driven.counts.writes)
    #expect(bursts.map(\.end).max() == machine.dataEnd)
    #expect(driven.busStack.total == driven.cycles * system.organization.pseudoChannels)
    #expect(driven.busStack.read + driven.busStack.write == bursts.count * system.organization.burstClocks)
  }

  @Test(arguments: RamulatorSystems.all.map(\.name))
  func `Channels with equal shares of a stream are simulated once, and sequences are their requests`(
    name: String
  ) throws {
    var system = try RamulatorSystems.named(name)
    system.organization.channels = 4
    system.addresses.order.append(DRAMAddressMap.Part(.channel))
    let bytes = UInt64(system.organization.requestBytes)
    let sequences = [
      DRAMSequence(address: 0, count: 4096, stride: bytes),
      DRAMSequence(address: 1 << 24, count: 2048, stride: bytes, arrival: 500, isWrite: true),
    ]
    let stepped = try DRAMReplay(system, isStepping: true).run(sequences.flatMap(\.requests))
    #expect(try DRAMReplay(system).run(sequences.flatMap(\.requests)) == stepped)
    var whole = try DRAMReplay(system).run(sequences)
    #expect(whole.completions.isEmpty)
    whole.completions = stepped.completions
    #expect(whole == stepped)
  }
}
