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
