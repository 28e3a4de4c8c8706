/// One command of `ridgeline`, timed as a whole process.
struct Benchmark {
  var name: String
  var arguments: [String]
  /// Milliseconds that the shortest run should stay within, on two processors.
  var limit: Double?

  static func all(_ workshop: Workshop) -> [Benchmark] {
    let resnet50 = ["run", "Configs/designs/ws32.yaml", "Traces/resnet50.yaml", "--json"]
    let search = Benchmark(
      name: "ResNet-50 on ws32, full search, --no-wall",
      arguments: resnet50 + ["--no-wall", "--set", "mapping.search=full"], limit: 200)
    return [
      Benchmark(name: "ResNet-50 on ws32, --no-wall", arguments: resnet50 + ["--no-wall"], limit: 50),
      Benchmark(
        name: "ResNet-50 on ws32, saved mapping, --no-wall",
        arguments: resnet50 + ["--no-wall", "--mapping", workshop.savedMapping], limit: 50),
    ] + (workshop.hasFullSearch ? [search] : []) + [
      Benchmark(
        name: "4,000 operators, equal layers, --no-wall",
        arguments: many(workshop.equalLayers), limit: 300),
      Benchmark(
        name: "4,000 operators, equal layers, --json",
        arguments: many(workshop.equalLayers) + ["--json"]),
      Benchmark(
        name: "4,000 operators, all different, --no-wall", arguments: many(workshop.differingLayers)),
    ] + others + [flat, dram] + digits(workshop).flatMap { [$0.skipping, $0.adding] }
  }

  /// A machine that adds digits, beside one that skips the zeros of both sides, on the same values.
  struct DigitPair {
    var name: String
    var skipping: Benchmark
    var adding: Benchmark
  }

  /// ResNet-50 with drawn values, on which digits of inputs, and of both sides, decide the time; and MiniLM with those of the
  /// trained network, whose weights' digits do, where `tools/minilm.py` has written them.
  static func digits(_ workshop: Workshop) -> [DigitPair] {
    func pair(_ network: String, _ trace: String, _ design: String, _ settings: [String] = []) -> DigitPair {
      func run(_ design: String, _ settings: [String]) -> Benchmark {
        Benchmark(
          name: "\(network) on \(design), --no-wall",
          arguments: ["run", "Configs/designs/\(design).yaml", trace, "--json", "--no-wall"] + settings)
      }
      return DigitPair(
        name: "\(network) on \(design)", skipping: run("two_sided16", []), adding: run(design, settings))
    }
    let drawn = "Traces/resnet50_int8_normal.yaml"
    let ofWeights = ["--set", "array.precision.arithmetic.operand=weight"]
    return [
      pair("ResNet-50, values", drawn, "tensor_engine_opt4c"), pair("ResNet-50, values", drawn, "laconic"),
    ]
      + (workshop.trainedValues.map { [pair("MiniLM, its values", $0, "tensor_engine_opt4c", ofWeights)] }
        ?? [])
  }

  /// ResNet-50 behind one channel of DDR4-2400: as a bus of its peak, and as devices.
  static let flat = behind("bandwidth, bandwidth: 19.2 GB/s", name: "19.2 GB/s")
  static let dram = behind("dram, preset: Configs/memories/ddr4_2400.yaml", name: "ddr4_2400")

  private static func behind(_ memory: String, name: String) -> Benchmark {
    let setting = "memories.main={type: \(memory), latency: 20 ns, outstanding: 64, request: 64 B}"
    return Benchmark(
      name: "ResNet-50 on ws32, \(name), --no-wall",
      arguments: [
        "run", "Configs/designs/ws32.yaml", "Traces/resnet50.yaml", "--json", "--no-wall", "--set", setting,
      ])
  }

  private static func many(_ trace: String) -> [String] {
    ["run", "Configs/designs/ws32.yaml", trace, "--no-wall"]
  }

  private static let others = [
    Benchmark(
      name: "ResNet-50 on ws32",
      arguments: ["run", "Configs/designs/ws32.yaml", "Traces/resnet50.yaml", "--json"], limit: 150),
    Benchmark(
      name: "MobileNet-V1 on ws32",
      arguments: ["run", "Configs/designs/ws32.yaml", "Traces/mobilenet_v1.yaml", "--json"]),
    Benchmark(
      name: "LLaMA2-7B decode on hbm_decode, --no-wall",
      arguments: [
        "run", "Configs/designs/hbm_decode.yaml", "Traces/llama2_7b_decode.yaml", "--json", "--no-wall",
      ]),
    Benchmark(
      name: "LLaMA2-7B decode on hbm_decode",
      arguments: ["run", "Configs/designs/hbm_decode.yaml", "Traces/llama2_7b_decode.yaml", "--json"]),
    Benchmark(name: "check of a design", arguments: ["check", "Configs/designs/ws32.yaml"]),
  ]
}

/// Runs of one benchmark.
struct Measurement {
  private(set) var seconds: [Double] = []
  private(set) var peakBytes = 0
  /// Cycles of the whole trace; nil for a command that simulates nothing.
  private(set) var cycles: Int?

  mutating func add(_ run: ChildProcess) {
    seconds.append(run.seconds)
    peakBytes = max(peakBytes, run.peakBytes)
    cycles = Self.cycles(run.output)
  }

  var least: Double { seconds.min() ?? 0 }

  var median: Double {
    let sorted = seconds.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// `cycles` of the document's `total`; energies have totals too, which are numbers.
  private static func cycles(_ document: String) -> Int? {
    guard let total = document.firstRange(of: "\"total\" : {"),
      let key = document[total.upperBound...].firstRange(of: "\"cycles\"")
    else { return nil }
    return Int(document[key.upperBound...].drop { !$0.isNumber }.prefix { $0.isNumber })
  }
}
