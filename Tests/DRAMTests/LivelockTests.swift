import DRAM
import Hardware
import ReferenceMachine
import Testing

/// The stream on which DRAMsim3 never ends: lines that are read and then written.
@Suite struct LivelockTests {
  @Test(arguments: GoldenSystem.allCases)
  func `Policy dramsim3 ends with a failure where DRAMsim3 would never end`(golden: GoldenSystem) throws {
    let system = golden.dramsim3
    let requests = GoldenStream.rmw.requests(
      bytes: system.organization.requestBytes, clocks: golden.clocksPerRequest, pace: .sat)
    var expected: SteppedDRAM.Failure?
    do throws(SteppedDRAM.Failure) {
      _ = try SteppedDRAM.run(requests, on: system, watchdog: 20_000)
    } catch {
      expected = error
    }
    let fast = MemoryOutcome.fast(requests, on: system, watchdog: 20_000)
    guard case .failure(.livelock(let cycle)) = fast, case .livelock(let steppedCycle) = expected else {
      Issue.record("\(golden): it ends")
      return
    }
    #expect(cycle == steppedCycle)
    guard case .failure(.livelock(let late)) = MemoryOutcome.fast(requests, on: system) else {
      Issue.record("\(golden): it ends")
      return
    }
    #expect(late == cycle + 280_000)
  }
}
