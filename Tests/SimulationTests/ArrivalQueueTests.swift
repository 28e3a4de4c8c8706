import Simulation
import Tensors
import Testing

/// The order in which requests of a memory of DRAM come back.
@Suite struct ArrivalQueueTests {
  @Test func `Requests come back by their cycles and numbers, however many become known at once`() {
    for seed in UInt64(0)..<300 {
      var random = SplitMix64(seed: seed)
      var queue = ArrivalQueue()
      var waiting: [ArrivalQueue.Arrival] = []
      let most = [3, 30, 300][Int(seed % 3)]
      let cycles = [1, 40, 100_000][Int(seed / 3 % 3)]
      var (number, now) = (0, 0)
      for _ in 0..<8 {
        var added = (0..<Int.random(in: 0...most, using: &random)).map {
          ArrivalQueue.Arrival(cycle: now + .random(in: 0..<cycles, using: &random), number: number + $0)
        }
        added.shuffle(using: &random)
        number += added.count
        for arrival in added { queue.add(arrival) }
        queue.order()
        waiting = (waiting + added).sorted { ($0.cycle, $0.number) < ($1.cycle, $1.number) }
        for _ in 0..<Int.random(in: 0...waiting.count, using: &random) {
          let next = waiting.removeFirst()
          guard queue.first == next else {
            Issue.record("seed \(seed): \(String(describing: queue.first)) instead of \(next)")
            return
          }
          queue.removeFirst()
          now = next.cycle
        }
      }
      #expect(queue.first == waiting.first, "seed \(seed)")
    }
  }
}
