import Hardware

extension RamulatorConstraint {
  /// All distances of a system (docs/dram-ramulator.md, 2), between commands that the controller issues.
  package static func all(of system: DRAMSystem) -> [RamulatorConstraint] {
    var rules = Rules(system)
    rules.addDataBus()
    rules.addColumns()
    rules.addRows()
    rules.addRefresh()
    rules.addBank()
    return rules.busConstraints + rules.constraints
  }

  private struct Rules {
    let family: RamulatorFamily
    let unit: Scope
    let timing: DRAMTiming
    let burst: Int
    let readLatency: Int
    let writeLatency: Int
    let hasBankGroups: Bool
    var constraints: [RamulatorConstraint] = []

    init(_ system: DRAMSystem) {
      family = RamulatorFamily(system)
      unit = family.refreshScope
      timing = system.timing
      burst = system.organization.burstClocks
      readLatency = timing.additiveLatency + timing.readLatency
      writeLatency = timing.additiveLatency + timing.writeLatency
      hasBankGroups = system.organization.bankGroups > 1
    }

    /// Clocks of its command bus that a command takes.
    func clocks(_ command: Command) -> Int {
      switch command {
      case .activate: family == .lpddr5 ? 1 : max(timing.activateClocks, 1)
      case .read, .write: family == .hbm34 ? 2 : 1
      default: 1
      }
    }

    /// Distances count from and to the last clock of a command; commands are issued in their first.
    mutating func add(
      _ scope: Scope, _ preceding: [Command], _ following: [Command], _ distance: Int, window: Int = 1,
      isSibling: Bool = false
    ) {
      for first in preceding {
        for second in following {
          constraints.append(
            RamulatorConstraint(
              scope: scope, preceding: first, following: second,
              distance: distance + clocks(first) - clocks(second), window: window, isSibling: isSibling))
        }
      }
    }

    /// A command of several clocks keeps all others off its bus.
    var busConstraints: [RamulatorConstraint] {
      let rows: [Command] = [.activate, .precharge, .prechargeAll, .refresh]
      let columns: [Command] = [.read, .write]
      let buses = family.hasDualCommandBus ? [rows, columns] : [rows + columns]
      return buses.flatMap { bus in
        bus.filter { clocks($0) > 1 }.flatMap { first in
          bus.map {
            RamulatorConstraint(scope: .channel, preceding: first, following: $0, distance: clocks(first))
          }
        }
      }
    }

    mutating func addDataBus() {
      add(.pseudoChannel, [.read], [.read], burst)
      add(.pseudoChannel, [.write], [.write], burst)
    }

    mutating func addColumns() {
      let group = family == .hbm34 ? Scope.rank : unit
      add(group, [.read], [.read], timing.columnOther)
      add(group, [.write], [.write], timing.columnOther)
      add(unit, [.read], [.write], readLatency + burst + timing.readToWriteGap - writeLatency)
      add(unit, [.write], [.read], writeLatency + burst + timing.writeToReadOther)
      if hasBankGroups {
        add(.bankGroup, [.read], [.read], timing.columnSame)
        add(.bankGroup, [.write], [.write], max(timing.columnSame, timing.writeSame))
        add(.bankGroup, [.write], [.read], writeLatency + burst + timing.writeToReadSame)
      }
      switch family {
      case .ddr:
        add(.rank, [.read], [.read, .write], burst + timing.rankSwitch, isSibling: true)
        let turn = writeLatency + burst + timing.rankSwitch - readLatency
        add(.rank, [.write], [.read], turn, isSibling: true)
      case .lpddr5:
        add(.rank, [.read], [.read, .write], burst + timing.rankSwitch, isSibling: true)
        let turn = readLatency + burst + timing.rankSwitch - writeLatency
        add(.rank, [.write], [.read], turn, isSibling: true)
        add(.bank, [.synchroniseRead], [.read], timing.clockSync - 1)
        add(.bank, [.synchroniseWrite], [.write], timing.clockSync - 1)
      case .hbm12: break
      case .hbm34: add(.rank, [.read], [.read], burst + timing.rankSwitch, isSibling: true)
      }
    }

    mutating func addRows() {
      add(unit, [.read], [.prechargeAll], timing.additiveLatency + timing.readToPrecharge)
      add(unit, [.write], [.prechargeAll], writeLatency + burst + timing.writeRecovery)
      add(unit, [.activate], [.activate], timing.activateOther)
      if timing.fourActivates > 0 {
        add(unit, [.activate], [.activate], timing.fourActivates, window: 4)
      }
      add(unit, [.activate], [.prechargeAll], timing.activateToPrecharge)
      add(unit, [.prechargeAll], [.activate], timing.precharge)
      if timing.prechargeToPrecharge > 0 {
        let precharges: [Command] = [.precharge, .prechargeAll]
        add(unit, precharges, precharges, timing.prechargeToPrecharge)
      }
      if hasBankGroups { add(.bankGroup, [.activate], [.activate], timing.activateSame) }
    }

    mutating func addRefresh() {
      add(unit, [.activate], [.refresh], timing.activateToActivate)
      add(unit, [.precharge, .prechargeAll], [.refresh], timing.precharge)
      add(unit, [.refresh], [.activate, .prechargeAll], timing.refresh)
      if family == .lpddr5 { add(unit, [.refresh], [.refresh], timing.refresh) }
    }

    mutating func addBank() {
      add(.bank, [.activate], [.activate], timing.activateToActivate)
      add(.bank, [.activate], [.read], timing.activateToRead)
      add(.bank, [.activate], [.write], timing.activateToWrite)
      add(.bank, [.activate], [.precharge], timing.activateToPrecharge)
      add(.bank, [.precharge], [.activate], timing.precharge)
      add(.bank, [.read], [.precharge], timing.additiveLatency + timing.readToPrecharge)
      add(.bank, [.write], [.precharge], writeLatency + burst + timing.writeRecovery)
    }
  }
}
