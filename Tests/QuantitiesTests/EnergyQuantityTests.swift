import Quantities
import Testing

@Suite("Energies and powers")
struct EnergyQuantityTests {
  @Test("what is written is read exactly and printed back")
  func roundTrip() throws {
    #expect(try Energy.parse("12.6203 pJ").get().attojoules == 12_620_300)
    #expect(try EnergyPerBit.parse("3.9 pJ/bit").get().attojoules == 3_900_000)
    #expect(try Power.parse("1.5 mW").get().nanowatts == 1_500_000)
    for value in [0, 1, 200_000, 12_620_300, 512_000_000] {
      let energy = Energy(attojoules: value)
      #expect(Energy.parse(energy.description) == .success(energy))
      let perBit = EnergyPerBit(attojoules: value)
      #expect(EnergyPerBit.parse(perBit.description) == .success(perBit))
      let power = Power(nanowatts: value)
      #expect(Power.parse(power.description) == .success(power))
    }
  }
}

@Suite("Voltages and currents")
struct ElectricityTests {
  @Test("read and print in their units")
  func units() {
    #expect(Voltage.parse("1.35 V") == .success(Voltage(microvolts: 1_350_000)))
    #expect(Current.parse("0.25 A") == .success(Current(microamperes: 250_000)))
    #expect(Voltage(microvolts: 1_200_000).volts == 1.2)
    #expect(Current(microamperes: 34_500).milliamperes == 34.5)
    #expect("\(Current(microamperes: 34_500)) \(Voltage(microvolts: 1_200_000))" == "34.5 mA 1.2 V")
  }
}
