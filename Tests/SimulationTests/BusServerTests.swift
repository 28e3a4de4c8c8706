import Simulation
import Tensors
import Testing

/// A memory's bus that serves stretches of requests at once.
@Suite struct BusServerTests {
  @Test func `A stretch at once leaves all as its requests one by one do`() {
    var (requests, skipped, longest) = (0, 0, 0)
    for seed in UInt64(0)..<600 {
      let one = RandomBus(seed: seed)
      var (atOnce, oneByOne) = (one.memory, one.memoryWithWindow)
      var random = SplitMix64(seed: seed, name: "cycles")
      var now = 0
      while !atOnce.isDone {
        let far = Int.random(in: 0..<4, using: &random) > 0
        let next = now + Int.random(in: 1...(far ? 5_000 : 50), using: &random)
        let before = atOnce.skippedRequests
        atOnce.serve(before: next)
        longest = max(longest, atOnce.skippedRequests - before)
        while now < next {
          now += 1
          oneByOne.serve(before: now)
        }
        guard atOnce.state == oneByOne.state else {
          Issue.record("seed \(seed), cycle \(now): at once \(atOnce.state), one by one \(oneByOne.state)")
          return
        }
      }
      #expect(oneByOne.skippedRequests == 0, "seed \(seed)")
      requests += atOnce.state.requests
      skipped += atOnce.skippedRequests
    }
    print("\(requests) requests of 600 memories, seeds 0 to 599; \(skipped) of them at once")
    #expect(skipped * 2 > requests && longest > 500)
  }
}
