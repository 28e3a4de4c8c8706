import Quantities
import Testing

@Suite("Quantities are printed as people write them")
struct QuantityPrintingTests {
  @Test(
    "the shortest exact form is printed",
    arguments: [
      (0, "0 B"), (1, "1 B"), (999, "999 B"), (1_000, "1 kB"), (1_024, "1 KiB"), (1_536, "1.5 KiB"),
      (262_144, "256 KiB"), (1 << 20, "1 MiB"), (1 << 40, "1 TiB"), (64_000, "64 kB"),
      (123_456_789, "123456789 B"), (-1_024, "-1 KiB"), (Int.max, "9223372036854775807 B"),
    ])
  func sizes(count: Int, text: String) { #expect(Bytes(count: count).description == text) }

  @Test("rates, frequencies and times are printed with their units")
  func others() {
    #expect("\(Bandwidth(bytesPerSecond: 25_600_000_000))" == "25.6 GB/s")
    #expect("\(Bandwidth(bytesPerSecond: 125_000))" == "125 kB/s")
    #expect("\(Frequency(hertz: 933_000_000))" == "933 MHz")
    #expect("\(Frequency(hertz: 1_500_000_000))" == "1.5 GHz")
    #expect("\(TimeSpan(picoseconds: 13_750))" == "13.75 ns")
    #expect("\(TimeSpan(picoseconds: .min))" == "-9223372036854775808 ps")
  }

  @Test("what is printed parses back to the same value")
  func roundTrip() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let value = Int.random(in: 0...Int.max, using: &random) >> Int.random(in: 0..<63, using: &random)
      let size = Bytes(count: value)
      #expect(Bytes.parse(size.description) == .success(size), "value \(value)")
      let bandwidth = Bandwidth(bytesPerSecond: value)
      #expect(Bandwidth.parse(bandwidth.description) == .success(bandwidth), "value \(value)")
      let span = TimeSpan(picoseconds: value / 500 * 500)
      #expect(TimeSpan.parse(span.description) == .success(span), "value \(value)")
    }
  }

  @Test("quantities compare by amount")
  func order() throws { #expect(try Bytes.parse("1 kB").get() < Bytes.parse("1 KiB").get()) }
}
