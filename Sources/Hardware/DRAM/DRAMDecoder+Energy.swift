import Documents
import Quantities

extension DRAMDecoder {
  /// Currents, or picojoules for a bit; nil after findings.
  static func decodeEnergy(_ reader: MappingReader) -> DRAMEnergy? {
    if reader.nodeIfPresent("energy")?.text != nil {
      return reader.quantity("energy", as: EnergyPerBit.self, in: EnergyLimits.energiesPerBit)
        .map { .perBit($0.picojoules) }
    }
    guard let energy = reader.mapping("energy") else { return nil }
    func current(_ key: String) -> Double? {
      energy.quantity(key, as: Current.self, in: DRAMLimits.current)?.milliamperes
    }
    let voltage = energy.quantity("VDD", as: Voltage.self, in: DRAMLimits.voltage)
    let activatePrecharge = current("IDD0")
    let prechargedStandby = current("IDD2N")
    let activeStandby = current("IDD3N")
    let read = current("IDD4R")
    let write = current("IDD4W")
    let refresh = current("IDD5AB")
    let bankRefresh = energy.has("IDD5PB") ? current("IDD5PB") : 0
    let io =
      energy.has("io")
      ? energy.quantity("io", as: EnergyPerBit.self, in: EnergyLimits.energiesPerBit)?.picojoules : 0
    let standby = energy.enumeration("standby", as: DRAMCurrents.Standby.self, default: .perRank)
    energy.finish()
    guard let voltage, let activatePrecharge, let prechargedStandby, let activeStandby, let read, let write,
      let refresh, let bankRefresh, let io
    else { return nil }
    return .currents(
      DRAMCurrents(
        voltage: voltage.volts, activatePrecharge: activatePrecharge, prechargedStandby: prechargedStandby,
        activeStandby: activeStandby, read: read, write: write, refresh: refresh, bankRefresh: bankRefresh,
        ioPerBit: io, standby: standby))
  }

  /// Warns of currents by which a command gives energy back.
  static func checkCurrents(
    _ currents: DRAMCurrents, _ timing: DRAMTiming, banks: Int, _ refresh: DRAMController.Refresh,
    _ energy: MappingReader
  ) {
    func warn(_ message: Finding.Message, at key: String) {
      energy.findings.add(message, at: energy.position(of: key), severity: .warning)
    }
    let (columns, refreshes) = (currents.activeStandby, currents.refreshStandby)
    var commands = [
      ("IDD4R", currents.read, columns, "a read"), ("IDD4W", currents.write, columns, "a write"),
      ("IDD5AB", currents.refresh, refreshes, "a refresh"),
    ]
    if refresh == .perBank, currents.bankRefresh > 0 {
      commands.append(("IDD5PB", currents.bankRefresh, refreshes, "a refresh of a bank"))
    }
    let isPerBank = currents.standby == .perBank
    for (key, current, standby, name) in commands where current < standby {
      let other = isPerBank && key.hasPrefix("IDD5") ? "IDD2N" : "IDD3N"
      warn(.currentBelowStandby(key, other, name), at: key)
    }
    if isPerBank, currents.activeStandby < currents.prechargedStandby {
      warn(.currentBelowStandby("IDD3N", "IDD2N", "an open bank"), at: "IDD3N")
    }
    let row = currents.activatePrecharge * Double(timing.activateToActivate)
    let standby =
      currents.oneBankOpen(of: banks) * Double(timing.activateToPrecharge)
      + currents.prechargedStandby * Double(timing.precharge)
    if row < standby { warn(.activateBelowStandby(isPerBank: isPerBank), at: "IDD0") }
  }
}
