import Glibc

/// How many points of a sweep a second are run: `swift run -c release --package-path Benchmarks Benchmarks sweeps`.
struct SweepBars {
  private let binary: String
  private let folder: String

  /// A sweep, and how many points of it may take how long on two processors.
  private struct Bar {
    var name: String
    /// The axes of ResNet-50 on a design, and what else the file says.
    var text: String
    /// Points of the sweep.
    var points: Int
    var barPoints: Int
    var barSeconds: Double
  }

  init(binary: String) throws(ChildFailure) {
    self.binary = binary
    var template = Array("/tmp/ridgeline-sweeps-XXXXXX\0".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw ChildFailure(command: "mkdtemp", reason: "no temporary folder")
    }
    folder = String(cString: made)
  }

  /// All 10,000 points of the bars.
  private static let wholeMachine = """
    axes:
      array.rows: [8, 16, 32, 48, 64]
      array.columns: [8, 16, 32, 48, 64]
      array.dataflow: [weight_stationary, output_stationary]
      buffers.input.capacity: [64 KiB, 128 KiB, 192 KiB, 256 KiB, 512 KiB]
      buffers.weight.capacity: [64 KiB, 128 KiB, 256 KiB, 512 KiB]
      memories.main.bandwidth: {from: 3.2 GB/s, to: 32 GB/s, step: 3.2 GB/s}

    """

  /// A part that stands for all: every third or so of each axis.
  private static let machine = """
    axes:
      array.rows: [8, 16, 32, 64]
      array.columns: [8, 16, 64]
      array.dataflow: [weight_stationary, output_stationary]
      buffers.input.capacity: [64 KiB, 256 KiB]
      buffers.weight.capacity: [64 KiB, 512 KiB]
      memories.main.bandwidth: [6.4 GB/s, 25.6 GB/s]

    """

  private static let head =
    "trace: resnet50\ndesign: ws32\nmetrics: [cycles, time_s, energy_pj.total]\n"

  private static var bars: [Bar] {
    [
      Bar(
        name: "ResNet-50, the rule", text: head + machine, points: 192, barPoints: 10_000,
        barSeconds: 300),
      Bar(
        name: "ResNet-50, a search at every point",
        text: head + machine + "  mapping.search: [full]\n", points: 192,
        barPoints: 10_000,
        barSeconds: 900),
      Bar(
        name: "masks of both sides",
        text: """
          trace: minilm_l6_global_80_int8
          design: two_sided16
          metrics: [cycles, time_s]
          axes:
            array.sparsity.window: [32, 64, 128]
            array.units: [8, 16]
            memories.main.bandwidth: {from: 6.4 GB/s, to: 51.2 GB/s, factor: 2}

          """, points: 24, barPoints: 1_000, barSeconds: 180),
    ]
  }

  /// Runs each sweep on one processor and on two, and prints what it took.
  func run(rounds: Int) throws(ChildFailure) {
    defer { _ = try? ChildProcess("/bin/rm", ["-rf", folder], isQuiet: true) }
    print("points a second of whole processes, the best of \(rounds) rounds")
    for (number, bar) in Self.bars.enumerated() {
      let file = try write(bar.text, to: "sweep\(number).yaml")
      var best: [Double] = [.infinity, .infinity]
      var peak = 0
      for round in 0..<rounds {
        for jobs in 1...2 {
          let store = "\(folder)/store\(number)-\(round)-\(jobs)"
          let process = try ChildProcess(
            binary, ["sweep", file, "-o", store, "--jobs", "\(jobs)"], isQuiet: true)
          best[jobs - 1] = min(best[jobs - 1], process.seconds)
          peak = max(peak, process.peakBytes)
        }
      }
      let whole = best[1] / Double(bar.points) * Double(bar.barPoints)
      print(
        "\(bar.name): \(Main.text(Double(bar.points) / best[0], 1)) on one processor, "
          + "\(Main.text(Double(bar.points) / best[1], 1)) on two (efficiency \(Main.text(best[0] / best[1] / 2, 2))); "
          + "\(bar.barPoints) points in \(Main.text(whole, 0)) s, the bar is \(Main.text(bar.barSeconds, 0)); "
          + "\(Main.text(Double(peak) / 1e6, 0)) MB")
    }
  }

  /// Runs all 10,000 points once on two processors, by the rule and with a search, and prints what they took.
  func runWhole() throws(ChildFailure) {
    defer { _ = try? ChildProcess("/bin/rm", ["-rf", folder], isQuiet: true) }
    for (name, search, bar) in [
      ("the rule", "", 300.0), ("a search at every point", "  mapping.search: [full]\n", 900),
    ] {
      let file = try write(Self.head + Self.wholeMachine + search, to: "whole.yaml")
      let store = "\(folder)/whole-\(search.isEmpty ? "rule" : "search")"
      let process = try ChildProcess(binary, ["sweep", file, "-o", store, "--jobs", "2"], isQuiet: true)
      let rows = try ChildProcess("/usr/bin/env", ["grep", "-c", ",ok,", "\(store)/results.csv"]).output
      print(
        "ResNet-50, \(name): \(rows.split(separator: "\n").first ?? "0") points with results in "
          + "\(Main.text(process.seconds, 1)) s, the bar is \(Main.text(bar, 0)); "
          + "\(Main.text(Double(process.peakBytes) / 1e6, 0)) MB")
    }
  }

  /// Names of what ships are looked for in the working folder.
  private func write(_ text: String, to name: String) throws(ChildFailure) -> String {
    let file = "\(folder)/\(name)"
    guard let stream = fopen(file, "w") else { throw ChildFailure(command: file, reason: "cannot write") }
    fputs("sweep: bars\n" + text, stream)
    fclose(stream)
    return file
  }
}
