import Quantities
import Testing

@Suite("Quantities are parsed exactly")
struct QuantityParsingTests {
  @Test(
    "a number and a unit give a whole number of base units",
    arguments: [
      ("256 KiB", 262_144), ("0 B", 0), ("0.5 KiB", 512), ("1.5kB", 1_500), ("  8 B ", 8),
      ("0.00000000093132257461547851562500 GiB", 1), ("16.0 B", 16),
      ("9223372036854775807 B", Int.max), ("1TB", 1_000_000_000_000), ("0.00000 GB", 0),
    ])
  func sizes(text: String, count: Int) { #expect(Bytes.parse(text) == .success(Bytes(count: count))) }

  @Test(
    "every kind has its own units",
    arguments: [("25.6 GB/s", 25_600_000_000), ("100 Gbit/s", 12_500_000_000), ("1 KiB/s", 1_024)])
  func bandwidths(text: String, value: Int) {
    #expect(Bandwidth.parse(text) == .success(Bandwidth(bytesPerSecond: value)))
  }

  @Test("frequencies and times are whole hertz and picoseconds")
  func frequenciesAndTimes() {
    #expect(Frequency.parse("1.5 GHz") == .success(Frequency(hertz: 1_500_000_000)))
    #expect(Frequency.parse("933MHz") == .success(Frequency(hertz: 933_000_000)))
    #expect(TimeSpan.parse("13.75 ns") == .success(TimeSpan(picoseconds: 13_750)))
    #expect(TimeSpan.parse("3.9 us") == .success(TimeSpan(picoseconds: 3_900_000)))
    #expect(TimeSpan.parse("2 s") == .success(TimeSpan(picoseconds: 2_000_000_000_000)))
  }

  @Test(
    "what is no size says why",
    arguments: [
      ("256", QuantityError.missingUnit(found: "256")),
      ("2.5", .missingUnit(found: "2.5")),
      ("256 KB", .unknownUnit(found: "KB", nearest: "kB")),
      ("256 kib", .unknownUnit(found: "kib", nearest: "KiB")),
      ("256 parsecs", .unknownUnit(found: "parsecs", nearest: nil)),
      ("1 000 B", .unknownUnit(found: "000 B", nearest: nil)),
      ("1e3 B", .unknownUnit(found: "e3 B", nearest: nil)),
      ("", .notANumber(found: "")),
      ("KiB", .notANumber(found: "KiB")),
      (".5 KiB", .notANumber(found: ".5 KiB")),
      ("5. KiB", .notANumber(found: "5. KiB")),
      ("1.2.3 B", .notANumber(found: "1.2.3 B")),
      ("٣ B", .notANumber(found: "٣ B")),
      ("-1 KiB", .signed(found: "-1 KiB")),
      ("+1 KiB", .signed(found: "+1 KiB")),
      ("0.3 B", .notWhole(found: "0.3 B", baseUnit: "B")),
      ("0.1 KiB", .notWhole(found: "0.1 KiB", baseUnit: "B")),
      ("9223372036854775808 B", .tooLarge(found: "9223372036854775808 B")),
      ("8388608 TiB", .tooLarge(found: "8388608 TiB")),
      (
        "99999999999999999999999999999999999999999 B",
        .tooLarge(found: "99999999999999999999999999999999999999999 B")
      ),
    ])
  func wrongSizes(text: String, error: QuantityError) { #expect(Bytes.parse(text) == .failure(error)) }

  @Test("the example of every kind parses")
  func examples() throws {
    _ = try Bytes.parse(Bytes.example).get()
    _ = try Frequency.parse(Frequency.example).get()
    _ = try Bandwidth.parse(Bandwidth.example).get()
    _ = try TimeSpan.parse(TimeSpan.example).get()
  }

  @Test(
    "ratios are exact",
    arguments: [
      ("3/4", Ratio(3, 4)), ("0.25", Ratio(1, 4)), ("2", Ratio(2)), ("6/4", Ratio(3, 2)), ("0", Ratio(0)),
      ("1.50", Ratio(3, 2)), ("0/7", Ratio(0)),
    ])
  func ratios(text: String, ratio: Ratio) { #expect(Ratio.parse(text) == .success(ratio)) }

  @Test(
    "what is no ratio is refused",
    arguments: ["", "/", "1/0", "1/2/3", "0.5/2", "-1", "1e2", " 1", "99999999999999999999", "1:2"])
  func wrongRatios(text: String) { #expect(throws: QuantityError.self) { try Ratio.parse(text).get() } }
}
