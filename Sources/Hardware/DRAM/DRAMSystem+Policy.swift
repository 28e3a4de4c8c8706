extension DRAMSystem {
  /// Settings that play no part under the policy `dramsim3`, each with what its rules have instead (docs/dram.md, 6).
  ///
  /// Empty under other policies: they take every setting, or refuse it.
  public var settingsWithoutPart: [String] {
    guard controller.policy == .dramsim3 else { return [] }
    var found: [String] = []
    if controller.refresh != .staggered {
      found.append("controller.refresh is \(controller.refresh.rawValue), and refreshes are staggered")
    }
    if case .timeout = controller.rowPolicy {
      found.append("controller.row_policy is timeout, and rows stay open")
    }
    switch controller.scheduler {
    case .inOrder: found.append("controller.scheduler is in_order, and ready requests come first")
    case .firstReady(let cap) where cap != 4:
      found.append("controller.cap is \(cap), and an older request waits for 4 others at most")
    case .firstReady: break
    }
    if timing.activateClocks > 1 {
      found.append("timing.activate_clocks is \(timing.activateClocks), and an activate takes one")
    }
    if timing.writeSame > timing.columnSame {
      found.append("timing.tCCD_L_WR is \(timing.writeSame), and writes to one bank group are tCCD_L apart")
    }
    if timing.clockSync > 0 { found.append("timing.clock_sync is there, and clocks are always in step") }
    if timing.activateToActivate != timing.activateToPrecharge + timing.precharge {
      found.append("timing.tRC is \(timing.activateToActivate), and rows open tRAS + tRP apart")
    }
    if timing.readToWriteGap != timing.rankSwitch {
      found.append("timing.read_to_write_gap is \(timing.readToWriteGap), and the gap is tRTRS")
    }
    return found
  }
}
