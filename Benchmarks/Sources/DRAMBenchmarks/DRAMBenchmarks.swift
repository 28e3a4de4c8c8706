import DRAM
import Glibc
import Hardware

/// Processor time of this process, in seconds.
func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// A number with so many digits behind the point, right in so many places.
func text(_ value: Double, digits: Int, width: Int) -> String {
  var factor = 1.0
  for _ in 0..<digits { factor *= 10 }
  let scaled = Int((value * factor).rounded())
  var all = String(scaled)
  if digits > 0 {
    while all.count <= digits { all = "0" + all }
    all.insert(".", at: all.index(all.endIndex, offsetBy: -digits))
  }
  return String(repeating: " ", count: max(0, width - all.count)) + all
}

func pad(_ name: String, _ width: Int) -> String {
  name + String(repeating: " ", count: max(0, width - name.count))
}

/// DRAMsim3's processor time for a stream, by another machine's measurement or this one's.
struct Race {
  /// Seconds, by system and stream.
  var seconds: [String: Double]

  /// Of DRAMsim3 29817593 with its own loop of ticks, the least of three, on an Intel Xeon at 2.1 GHz: with the start of
  /// the process and the reading of the trace.
  static let published = Race(seconds: [
    "ddr4_2400_1r seqrd_16M": 0.6437, "ddr4_2400_1r seqrd_16M.half": 0.3524, "ddr4_2400_1r rand64": 0.0974,
    "ddr4_2400_1r rowmiss": 0.1095, "ddr4_2400_1r wt_act": 0.1059, "ddr4_2400_1r gather256": 0.0572,
    "ddr4_3200_1r_bglow seqrd_16M": 0.7138, "ddr4_3200_1r_bglow seqrd_16M.half": 0.3461,
    "ddr4_3200_1r_bglow rand64": 0.1236, "ddr4_3200_1r_bglow rowmiss": 0.14,
    "ddr4_3200_1r_bglow wt_act": 0.1116, "ddr4_3200_1r_bglow gather256": 0.1319, "hbm2_1ch seqrd_16M": 0.3767,
    "hbm2_1ch seqrd_16M.half": 0.2751, "hbm2_1ch rand64": 0.1341, "hbm2_1ch rowmiss": 0.0965,
    "hbm2_1ch wt_act": 0.0625, "hbm2_1ch gather256": 0.0433, "hbm2_8ch seqrd_16M": 0.3026,
    "hbm2_8ch seqrd_16M.half": 0.3458, "hbm2_8ch rand64": 0.1096, "hbm2_8ch rowmiss": 0.2561,
    "hbm2_8ch wt_act": 0.0587, "hbm2_8ch gather256": 0.0352, "lpddr4_2400_2r seqrd_16M": 0.5792,
    "lpddr4_2400_2r seqrd_16M.half": 0.3198, "lpddr4_2400_2r rand64": 0.1255,
    "lpddr4_2400_2r rowmiss": 0.0967,
    "lpddr4_2400_2r wt_act": 0.0911, "lpddr4_2400_2r gather256": 0.0614,
  ])
}

/// What is asked for on the command line.
struct Options {
  var rounds = 5
  /// Only systems and streams whose names begin so.
  var only = ""
  /// A folder to write the streams to, for a race.
  var folder: String?
  /// A file with DRAMsim3's seconds on this machine.
  var times: String?

  init(_ arguments: some Sequence<String>) {
    var rest = Array(arguments)
    while !rest.isEmpty {
      let argument = rest.removeFirst()
      switch argument {
      case "--write" where !rest.isEmpty: folder = rest.removeFirst()
      case "--times" where !rest.isEmpty: times = rest.removeFirst()
      case "--rounds" where !rest.isEmpty: rounds = Int(rest.removeFirst()) ?? rounds
      default: if let number = Int(argument) { rounds = number } else { only = argument }
      }
    }
  }
}

@main
struct DRAMBenchmarks {
  static func main() throws {
    let options = Options(CommandLine.arguments.dropFirst())
    if let folder = options.folder {
      try StreamFiles.write(to: folder)
      return
    }
    try race(options, against: options.times.flatMap(StreamFiles.times) ?? .published)
    try weights(rounds: options.rounds)
  }

  static func race(_ options: Options, against other: Race) throws {
    print(
      "system              stream           requests      cycles        ms   M requests/s  DRAMsim3 ms   times"
    )
    var ratios: [Bool: [Double]] = [:]
    for (name, system) in Systems.all {
      for stream in Stream.allCases where "\(name) \(stream.rawValue)".hasPrefix(options.only) {
        let requests = stream.requests(for: system)
        let replay = DRAMReplay(system)
        var least = Double.infinity
        var cycles = 0
        for _ in 0..<options.rounds {
          let before = processorTime()
          cycles = try replay.run(requests).cycles
          least = min(least, processorTime() - before)
        }
        var line =
          pad(name, 20) + pad(stream.rawValue, 16) + text(Double(requests.count), digits: 0, width: 9)
        line += text(Double(cycles), digits: 0, width: 12) + text(least * 1e3, digits: 3, width: 10)
        line += text(Double(requests.count) / least / 1e6, digits: 2, width: 15)
        if let seconds = other.seconds["\(name) \(stream.rawValue)"] {
          let times = seconds / least
          ratios[stream.isRandom, default: []].append(times)
          line += text(seconds * 1e3, digits: 1, width: 13) + text(times, digits: 1, width: 8)
        }
        print(line)
      }
    }
    for (isRandom, times) in ratios.sorted(by: { !$0.key && $1.key }) {
      let mean = exp(times.reduce(0) { $0 + log($1) } / Double(times.count))
      let kind = isRandom ? "random" : "sequential and tiled"
      print(
        "\(kind): \(text(mean, digits: 1, width: 0)) times as fast (geometric mean), least "
          + text(times.min() ?? 0, digits: 1, width: 0))
    }
  }

  /// 3.5 GB in order, as a decoding step of a language model of 7 billion parameters of 4 bits reads them, over 32
  /// channels: 16 of HBM2 with two pseudo-channels each, and 32 that have none.
  static func weights(rounds: Int) throws {
    for (name, channels, pseudoChannels) in [("16 x 2 pseudo-channels", 16, 2), ("32 channels", 32, 1)] {
      var system = Systems.hbm2(channels: channels)
      system.controller.policy = .standard
      system.organization.pseudoChannels = pseudoChannels
      system.organization.busWidth = 128 / pseudoChannels
      system.organization.deviceWidth = 128 / pseudoChannels
      system.addresses.order = [.row, .bank, .column, .bankGroup, .pseudoChannel, .channel].map {
        DRAMAddressMap.Part($0)
      }
      let bytes = system.organization.requestBytes
      let whole = DRAMSequence(address: 0, count: 3_500_000_000 / bytes / 32 * 32, stride: UInt64(bytes))
      var least = Double.infinity
      var cycles = 0
      for _ in 0..<rounds {
        let before = processorTime()
        cycles = try DRAMReplay(system).run([whole]).cycles
        least = min(least, processorTime() - before)
      }
      print(
        "3.5 GB over \(name), \(whole.count) requests of \(bytes) bytes, \(cycles) cycles: "
          + "\(text(least, digits: 3, width: 0)) s")
    }
  }
}
