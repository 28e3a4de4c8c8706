import CMaskKernels
import CPlainLoops
import Glibc
import Quantities
import Tensors

/// Times masks and their kernels: `swift run -c release --package-path Benchmarks MaskBenchmarks [ROUNDS]`.
@main
enum MaskBenchmarks {
  static func main() throws {
    let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 5
    guard rounds > 0 else {
      print("usage: MaskBenchmarks [ROUNDS]")
      exit(2)
    }
    kernels(rounds)
    try patterns()
    try values()
    try billions()
  }

  /// Words a second of the kernels, against plain loops.
  private static func kernels(_ rounds: Int) {
    var generator = SplitMix64(seed: 1)
    // Two ranges of 16 KiB, which stay in the first cache; a filter of 9 words against 256 rows of them.
    let words = 2_048
    let (a, b) = ((0..<words).map { _ in generator.next() }, (0..<words).map { _ in generator.next() })
    let repeats = 20_000
    var counts = [UInt32](repeating: 0, count: 256)
    var most = [UInt64](repeating: 0, count: words)
    let loops: [(String, Int, () -> UInt64)] = [
      ("mask_count_and", words, { mask_count_and(a, b, words) }),
      ("the same loop in plain C", words, { plain_count_and(a, b, words) }),
      (
        "the same loop in plain Swift", words,
        { zip(a, b).reduce(0) { $0 + UInt64(($1.0 & $1.1).nonzeroBitCount) } }
      ),
      (
        "mask_count_and_rows, 8 rows of 256 words", 8 * 256,
        {
          mask_count_and_rows(a, b, 8, 256, 256, &counts)
          return UInt64(counts[0])
        }
      ),
      (
        "mask_count_and_rows, 227 rows of 9 words", 227 * 9,
        {
          mask_count_and_rows(a, b, 227, 9, 9, &counts)
          return UInt64(counts[0])
        }
      ),
      (
        "mask_lock_step, a row against 16 lanes, windows of 64", words,
        { lockStep(a, b, words: words / 16, width: 64, &most) }
      ),
      (
        "mask_lock_step, a row against 16 lanes, windows of 16", words,
        { lockStep(a, b, words: words / 16, width: 16, &most) }
      ),
    ]
    var least = [Double](repeating: .infinity, count: loops.count)
    var checksum: UInt64 = 0
    for _ in 0..<rounds {
      for (index, loop) in loops.enumerated() {
        let start = cpuSeconds()
        for _ in 0..<repeats { checksum &+= loop.2() }
        least[index] = min(least[index], cpuSeconds() - start)
      }
    }
    print("Counting, \(rounds) rounds, the least CPU time (checksum \(checksum))")
    for (loop, seconds) in zip(loops, least) {
      let rate = Double(loop.1 * repeats) / seconds / 1e9
      let plain = Double(loops[1].1 * repeats) / least[1] / 1e9
      print("  \(loop.0): \(text(rate)) G words/s, \(text(rate / plain)) times plain C")
    }
  }

  /// Elements a second of each pattern, on one processor.
  private static func patterns() throws {
    let (rows, columns) = (8_192, 8_192)
    let density = Ratio(37, 100)
    let patterns: [SparsityPattern] = [
      .uniform(density: density), .uniform(density: Ratio(1, 2)), .uniform(density: Ratio(1, 2_000)),
      .skewed(density: density, exponent: Ratio(1, 2), axis: .rows),
      .skewed(density: density, exponent: Ratio(1, 2), axis: .columns),
      .clustered(density: Ratio(1, 10), block: BlockShape(height: 8, width: 8), fill: Ratio(1, 2)),
      .structured(GroupBound(n: 2, m: 4), axis: .columns, density: nil),
      .structured(GroupBound(n: 2, m: 4), axis: .rows, density: nil),
      .structured(GroupBound(n: 8, m: 16), axis: .columns, density: nil),
      .structured(GroupBound(n: 2, m: 4), axis: .columns, density: density),
      .block(density: density, block: BlockShape(height: 16, width: 16)),
      .activation(density: density, spread: Ratio(1, 5)),
      .batchCorrelated(density: density, batch: 32, common: Ratio(1, 2)),
    ]
    print("\nPatterns of \(rows) x \(columns), one processor")
    for pattern in patterns {
      let start = cpuSeconds()
      let mask = try pattern.mask(rows: rows, columns: columns, seed: 1, name: "weight")
      let seconds = cpuSeconds() - start
      print(
        "  \(pattern): \(text(Double(mask.elements) / seconds / 1e9)) G elements/s, \(mask.count) non-zeros")
    }
  }

  /// As many weights as a model of 6.5 billion has, in one tensor.
  private static func billions() throws {
    let (rows, columns) = (80_000, 81_250)
    let workers = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let (start, clock) = (cpuSeconds(), ContinuousClock.now)
    let mask = try SparsityPattern.uniform(density: Ratio(37, 100)).mask(
      rows: rows, columns: columns, seed: 1, name: "weight", workers: workers)
    let count = mask.rowCounts().reduce(0, +)
    let wall = ContinuousClock.now - clock
    print("\n\(mask.elements) weights, \(workers) processors: made and counted, \(count) non-zeros")
    print("  \(text(cpuSeconds() - start)) s of CPU, \(wall) by the clock (limit 15 s)")
    print("  peak memory \(text(Double(usage().ru_maxrss) * 1_024 / 1e9)) GB (limit 2 GB)")
  }

  /// A row against 16 lanes that multiply 16 pairs a step: what a machine that skips zeros of both factors is counted with.
  private static func lockStep(
    _ row: [UInt64], _ lanes: [UInt64], words: Int, width: Int, _ most: inout [UInt64]
  ) -> UInt64 {
    let windows = words * 64 / width
    let steps = (0...width).map { UInt32(($0 + 15) / 16) }
    let least = [UInt32](repeating: 1, count: windows)
    var (full, rest) = (mask_steps(), mask_steps())
    steps.withUnsafeBufferPointer { steps in
      least.withUnsafeBufferPointer { least in
        var layout = mask_windows(
          width: Int32(width), windows: windows, words: words, steps: steps.baseAddress,
          least: least.baseAddress)
        mask_lock_step(row, 1, 1, lanes, 16, &layout, &most, &full, &rest)
      }
    }
    return full.steps
  }

  private static func usage() -> rusage {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return usage
  }

  static func cpuSeconds() -> Double {
    let usage = usage()
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
