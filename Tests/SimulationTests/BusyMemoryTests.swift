import Hardware
import Quantities
import Testing
import TestFiles

/// Memories that are seldom idle, against the stepped machine.
///
/// A tile is many requests here, and each holds its bus for some cycles: while the loads of the next tiles are under way,
/// stores become eligible, and which queue's turn it is then tells. The random cases, whose tiles are a few requests, hardly
/// ever see that.
@Suite struct BusyMemoryTests {
  @Test func `Long stretches of requests pass the turn on as one request after the other does`() {
    for seed in UInt64(0)..<1000 {
      var one = RandomCase(seed: seed)
      guard !one.design.hasDRAM else { continue }
      var random = RandomNumbers(seed: seed)
      for index in one.design.memories.indices {
        one.design.memories[index].kind = .bandwidth(random.slowMemory())
      }
      checkAgreement(one, engine: fastEngine)
    }
  }
}

extension RandomNumbers {
  /// A memory that moves a byte or less in most cycles, by few bytes a request.
  fileprivate mutating func slowMemory() -> BandwidthMemory {
    BandwidthMemory(
      bandwidth: Bandwidth(bytesPerSecond: pick([123_456_000, 500_000_000, 900_000_000, 1_000_000_000])),
      latency: TimeSpan(picoseconds: integer(0...9_000)), outstanding: chance(40) ? nil : integer(2...16),
      request: integer(1...4))
  }
}
