import Hardware

/// A memory of DRAM as the Swift expression that builds it again.
func text(_ memory: DRAMMemory) -> String {
  let (o, t) = (memory.system.organization, memory.system.timing)
  let map = memory.system.addresses
  let parts = map.order.map { part in ".init(.\(part.field)\(part.bits.map { ", bits: \($0)" } ?? ""))" }
  let hashes = map.hashes.map { ".init(field: .\($0.field), by: .\($0.by), shift: \($0.shift))" }
  return """
    DRAMMemory(
        system: DRAMSystem(
          name: "\(memory.system.name)",
          organization: DRAMOrganization(
            channels: \(o.channels), pseudoChannels: \(o.pseudoChannels), ranks: \(o.ranks),
            bankGroups: \(o.bankGroups), banks: \(o.banks), rows: \(o.rows), bursts: \(o.bursts),
            busWidth: \(o.busWidth), deviceWidth: \(o.deviceWidth), burstLength: \(o.burstLength),
            burstClocks: \(o.burstClocks), hasDualCommandBus: \(o.hasDualCommandBus)),
          timing: DRAMTiming(
            clockPicoseconds: \(t.clockPicoseconds), additiveLatency: \(t.additiveLatency),
            readLatency: \(t.readLatency), writeLatency: \(t.writeLatency),
            activateToRead: \(t.activateToRead), activateToWrite: \(t.activateToWrite),
            precharge: \(t.precharge), activateToPrecharge: \(t.activateToPrecharge),
            activateToActivate: \(t.activateToActivate), readToPrecharge: \(t.readToPrecharge),
            writeRecovery: \(t.writeRecovery), writeToReadOther: \(t.writeToReadOther),
            writeToReadSame: \(t.writeToReadSame), readToWriteGap: \(t.readToWriteGap),
            columnOther: \(t.columnOther), columnSame: \(t.columnSame), writeSame: \(t.writeSame),
            activateOther: \(t.activateOther), activateSame: \(t.activateSame),
            fourActivates: \(t.fourActivates), thirtyTwoActivates: \(t.thirtyTwoActivates),
            rankSwitch: \(t.rankSwitch), prechargeToPrecharge: \(t.prechargeToPrecharge),
            refresh: \(t.refresh), bankRefresh: \(t.bankRefresh),
            bankRefreshToOther: \(t.bankRefreshToOther), refreshInterval: \(t.refreshInterval),
            activateClocks: \(t.activateClocks), clockSync: \(t.clockSync),
            clockSyncLasts: \(t.clockSyncLasts)),
          addresses: DRAMAddressMap(
            order: [\(parts.joined(separator: ", "))], hashes: [\(hashes.joined(separator: ", "))]),
          controller: \(text(memory.system.controller)), energy: nil, sources: []),
        latency: TimeSpan(picoseconds: \(memory.latency.picoseconds)),
        outstanding: \(memory.outstanding.map(String.init) ?? "nil"), request: \(memory.request),
        interfaceClock: \(memory.interfaceClock.map { "Frequency(hertz: \($0.hertz))" } ?? "nil"))
    """
}

private func text(_ controller: DRAMController) -> String {
  let rows =
    switch controller.rowPolicy {
    case .open: ".open"
    case .closed: ".closed"
    case .timeout(let clocks): ".timeout(\(clocks))"
    }
  let scheduler =
    switch controller.scheduler {
    case .inOrder: ".inOrder"
    case .firstReady(let cap): ".firstReady(cap: \(cap))"
    }
  return """
    DRAMController(
            policy: .\(controller.policy), rowPolicy: \(rows), scheduler: \(scheduler),
            refresh: .\(controller.refresh), readQueue: \(controller.readQueue),
            writeQueue: \(controller.writeQueue), bankQueue: \(controller.bankQueue),
            drainFrom: \(controller.drainFrom), drainTo: \(controller.drainTo))
    """
}
