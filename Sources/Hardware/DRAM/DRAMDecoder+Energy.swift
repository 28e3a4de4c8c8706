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
    energy.finish()
    guard let voltage, let activatePrecharge, let prechargedStandby, let activeStandby, let read, let write,
      let refresh, let bankRefresh, let io
    else { return nil }
    return .currents(
      DRAMCurrents(
        voltage: voltage.volts, activatePrecharge: activatePrecharge, prechargedStandby: prechargedStandby,
        activeStandby: activeStandby, read: read, write: write, refresh: refresh, bankRefresh: bankRefresh,
        ioPerBit: io))
  }
}
