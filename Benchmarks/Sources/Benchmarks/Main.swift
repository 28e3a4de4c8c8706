import Glibc

/// Times the release binary: `swift run -c release --package-path Benchmarks Benchmarks [RUNS] [BINARY]`; with `sweeps` before
/// these, its sweeps, and with `--whole` behind them those of all 10,000 points.
@main
enum Main {
  private static let memoryLimit = 100_000_000

  static func main() {
    var arguments = CommandLine.arguments.dropFirst()
    let isWhole = arguments.last == "--whole"
    if isWhole { arguments = arguments.dropLast() }
    let timesSweeps = arguments.first == "sweeps"
    if timesSweeps { arguments = arguments.dropFirst() }
    let runs = arguments.first.map { Int($0) ?? 0 } ?? (timesSweeps ? 3 : 10)
    let binary = arguments.dropFirst().first ?? "./.build/release/ridgeline"
    guard runs > 0, access(binary, X_OK) == 0, access("Configs/designs", R_OK) == 0 else {
      report("error: run this in the repository's root, after a release build; see Benchmarks/README.md")
      exit(2)
    }
    let benchmarks: [Benchmark]
    let measurements: [Measurement]
    let digits: [Benchmark.DigitPair]
    do {
      if timesSweeps {
        let bars = try SweepBars(binary: binary)
        return try isWhole ? bars.runWhole() : bars.run(rounds: runs)
      }
      let workshop = try Workshop(binary)
      defer { workshop.remove() }
      benchmarks = Benchmark.all(workshop)
      digits = Benchmark.digits(workshop)
      measurements = try measure(benchmarks, binary, runs: runs)
    } catch {
      report("error: \(error.command): \(error.reason)")
      exit(1)
    }
    print("\(runs) runs, whole processes, \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) processors")
    print(row("", "min ms", "median ms", "limit ms", "min/limit", "peak MB", "Mcycles/s"))
    for (benchmark, measurement) in zip(benchmarks, measurements) {
      print(row(benchmark, measurement))
    }
    printRatio(benchmarks, measurements)
    printRatios(digits, benchmarks, measurements)
    let peak = measurements.map(\.peakBytes).max() ?? 0
    print(
      "\npeak memory \(text(Double(peak) / 1e6, 1)) MB, "
        + "\(text(Double(peak) / Double(memoryLimit), 2)) of the limit of 100 MB")
  }

  /// What the controllers cost beside a bus.
  private static func printRatio(_ benchmarks: [Benchmark], _ measurements: [Measurement]) {
    func least(_ one: Benchmark) -> Double? {
      benchmarks.firstIndex { $0.name == one.name }.map { measurements[$0].least }
    }
    guard let flat = least(.flat), let dram = least(.dram), flat > 0 else { return }
    print("\nResNet-50 with dram, over its time with bandwidth: \(text(dram / flat, 2)) (the aim is 3)")
  }

  /// What adding digits costs beside skipping zeros.
  private static func printRatios(
    _ digits: [Benchmark.DigitPair], _ benchmarks: [Benchmark], _ measurements: [Measurement]
  ) {
    func least(_ one: Benchmark) -> Double? {
      benchmarks.firstIndex { $0.name == one.name }.map { measurements[$0].least }
    }
    for pair in digits {
      guard let skipping = least(pair.skipping), let adding = least(pair.adding), skipping > 0 else {
        continue
      }
      print("\(pair.name), over its time on two_sided16: \(text(adding / skipping, 2)) (the limit is 10)")
    }
  }

  /// Rounds over all benchmarks, so that a slow moment of the machine does not meet one of them alone.
  private static func measure(
    _ benchmarks: [Benchmark], _ binary: String, runs: Int
  ) throws(ChildFailure) -> [Measurement] {
    var measurements = [Measurement](repeating: Measurement(), count: benchmarks.count)
    for _ in 0..<runs {
      for (index, benchmark) in benchmarks.enumerated() {
        measurements[index].add(try ChildProcess(binary, benchmark.arguments))
      }
    }
    return measurements
  }

  private static func row(_ benchmark: Benchmark, _ measured: Measurement) -> String {
    row(
      benchmark.name, text(measured.least * 1e3, 1), text(measured.median * 1e3, 1),
      benchmark.limit.map { text($0, 0) } ?? "-",
      benchmark.limit.map { text(measured.least * 1e3 / $0, 2) } ?? "-",
      text(Double(measured.peakBytes) / 1e6, 1),
      measured.cycles.map { text(Double($0) / measured.least / 1e6, 0) } ?? "-")
  }

  private static func row(_ name: String, _ cells: String...) -> String {
    name + String(repeating: " ", count: max(0, 44 - name.count))
      + cells.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
  }

  /// A number with so many digits after its point.
  static func text(_ value: Double, _ digits: Int) -> String {
    let factor = digits == 0 ? 1 : digits == 1 ? 10 : 100
    let scaled = Int((value * Double(factor)).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = "\(scaled % factor)"
    return "\(scaled / factor)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  private static func report(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}
