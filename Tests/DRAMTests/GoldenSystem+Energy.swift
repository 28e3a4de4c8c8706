import Hardware

extension GoldenSystem {
  /// As DRAMsim3 runs it, with the currents of its file.
  var dramsim3WithCurrents: DRAMSystem {
    var system = dramsim3
    system.energy = .currents(currents)
    return system
  }

  private var currents: DRAMCurrents {
    switch self {
    case .ddr4_2400_1r, .ddr4_2400_1r_close, .ddr4_2400_2r:
      currents(1.2, idd0: 48, idd2N: 34, idd3N: 43, idd4R: 135, idd4W: 123, idd5: 250)
    case .ddr4_3200_1r, .ddr4_3200_1r_bglow:
      currents(1.2, idd0: 57, idd2N: 37, idd3N: 52, idd4R: 168, idd4W: 150, idd5: 250)
    case .gddr6_1ch: currents(1.35, idd0: 71, idd2N: 60, idd3N: 61, idd4R: 248, idd4W: 231, idd5: 286)
    case .hbm1_1ch: currents(1.2, idd0: 65, idd2N: 40, idd3N: 55, idd4R: 360, idd4W: 440, idd5: 250)
    case .hbm2_1ch, .hbm2_8ch:
      currents(1.2, idd0: 65, idd2N: 40, idd3N: 55, idd4R: 390, idd4W: 500, idd5: 250)
    case .lpddr4_2400_2r: currents(1.2, idd0: 80, idd2N: 34, idd3N: 47, idd4R: 243, idd4W: 228, idd5: 280)
    }
  }

  private func currents(
    _ voltage: Double, idd0: Double, idd2N: Double, idd3N: Double, idd4R: Double, idd4W: Double, idd5: Double
  ) -> DRAMCurrents {
    DRAMCurrents(
      voltage: voltage, activatePrecharge: idd0, prechargedStandby: idd2N, activeStandby: idd3N, read: idd4R,
      write: idd4W, refresh: idd5, bankRefresh: 0, ioPerBit: 0)
  }
}
