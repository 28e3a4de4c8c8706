import Glibc
import Hardware
import ReferenceMachine
import TestFiles
import Testing

@Suite struct TemporaryTraceTests {
  @Test func write() throws {
    guard let folder = getenv("TRACES") else { return }
    for golden in GoldenSystem.allCases {
      for stream in [GoldenStream.rand64, .rowmiss, .rw_diffbank, .rw_samebank, .seqrd_1M, .seqwr_1M, .stride4K, .tile64K] {
        let system = golden.dramsim3
        let requests = stream.requests(bytes: system.organization.requestBytes, clocks: golden.clocksPerRequest, pace: .sat)
        let record = try SteppedDRAM.run(requests, on: system)
        var text = ""
        for c in record.commands {
          text += "\(c.cycle) \(c.channel) \(c.kind) \(c.rank) \(c.bankGroup) \(c.bank) \(c.row) \(c.column)\n"
        }
        writeFile(String(cString: folder) + "/ds3_\(golden.rawValue).\(stream.rawValue).sat.txt", text)
      }
    }
  }
}
extension TemporaryTraceTests {
  @Test func show() throws {
    guard let seeds = getenv("SEEDS") else { return }
    for seed in String(cString: seeds).split(separator: ",").compactMap({ UInt64($0) }) {
      let one = RandomMemory(seed: seed)
      print("seed", seed, one.system.organization, one.system.timing, one.system.controller, one.system.addresses.order.map { "\($0.field):\($0.bits ?? -1)" })
      guard let record = try? SteppedDRAM.run(one.requests, on: one.system, watchdog: one.watchdog) else { print("stuck"); continue }
      let stepped = MemoryOutcome(record)
      guard case .success(let fast) = MemoryOutcome.fast(one.requests, on: one.system, watchdog: one.watchdog) else { continue }
      let n = zip(fast.commands, stepped.commands).map { $0 == $1 }.firstIndex(of: false) ?? 0
      func line(_ c: SteppedDRAM.Command) -> String { "\(c.cycle) ch\(c.channel).\(c.pseudoChannel) \(c.kind) \(c.rank)/\(c.bankGroup)/\(c.bank) r\(c.row) c\(c.column)" }
      for i in max(0, n - 25)..<min(n + 6, fast.commands.count, stepped.commands.count) {
        print(i, "fast", line(fast.commands[i]), "  stepped", line(stepped.commands[i]))
      }
      let cycle = stepped.commands[n].cycle
      for (i, r) in one.requests.enumerated() where stepped.completed[i] > cycle - 50 && stepped.accepted[i] < cycle + 20 {
        print("request", i, r.isWrite ? "W" : "R", PlaceOf.place(r.address, one.system), "arrives", r.arrival, "accepted", stepped.accepted[i], fast.accepted[i], "completed", stepped.completed[i], fast.completed[i])
      }
      print("differences", fast.differences(from: stepped))
    }
  }
}

enum PlaceOf {
  static func place(_ address: UInt64, _ system: DRAMSystem) -> String {
    let checker = TraceChecker(system: system)
    return checker.placeText(address)
  }
}
