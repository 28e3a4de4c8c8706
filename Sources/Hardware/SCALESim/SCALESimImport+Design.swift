import Documents
import Quantities
import Tensors
import Workloads

extension SCALESimImport {
  /// The design that takes the cycles SCALE-Sim counts: no overlap, no partial folds, one byte a word.
  ///
  /// In the mode `CALC` nothing ever waits for memory or a port. In `USER` the memory and the buffers are those
  /// that the file states, in Ridgeline's timing.
  public static func design(_ configuration: SCALESimConfiguration = .example) -> Node {
    let isStated = configuration.mode == .stated
    let dataflow = configuration.dataflow
    let array = SystolicArray(
      rows: configuration.rows, columns: configuration.columns, dataflow: dataflow,
      precision: ArrayPrecision(
        input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32)),
      preload: dataflow == .outputStationary ? .shadowed : .serial,
      foldOverlap: false, partialFolds: .full,
      drain: dataflow == .outputStationary ? .immediate : .serial)
    let design = Design(
      name: identifier(configuration.runName ?? "scalesim"), clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(array), buffers: buffers(configuration),
      memories: [Memory(name: "main", kind: isStated ? stated(configuration) : .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil,
      mapping: MappingDirectives(spatial: [.im2col], whole: !isStated), sources: sources(configuration))
    return design.resolved()
  }

  /// Buffers that no access ever waits for: as many ports as an array that reads back what it writes can want.
  private static func buffers(_ configuration: SCALESimConfiguration) -> Buffers {
    let ports = max(configuration.rows, 2 * configuration.columns)
    let isStated = configuration.mode == .stated
    // A power of two, so that the stated bandwidth can be counted, and no narrower than it.
    var banks = 256
    while isStated, 4 * banks < configuration.bandwidth ?? 1 { banks *= 2 }
    func buffer(_ kilobytes: Int?) -> Buffer {
      let capacity = isStated ? kilobytes.map { Bytes(count: $0 << 10) } : nil
      return Buffer(capacity: capacity, banks: banks, ports: ports, width: 4)
    }
    return .perOperand(
      input: buffer(configuration.inputKilobytes), weight: buffer(configuration.weightKilobytes),
      output: buffer(configuration.outputKilobytes))
  }

  /// One byte a word, at a clock of 1 GHz.
  private static func stated(_ configuration: SCALESimConfiguration) -> Memory.Kind {
    let words = configuration.bandwidth ?? 1
    return .bandwidth(
      BandwidthMemory(
        bandwidth: Bandwidth(bytesPerSecond: words * 1_000_000_000), latency: TimeSpan(picoseconds: 0),
        outstanding: nil, request: 64))
  }

  private static func sources(_ configuration: SCALESimConfiguration) -> [String] {
    func size(_ kilobytes: Int?) -> String { kilobytes.map { "\($0) KiB" } ?? "not stated" }
    var sources = [
      "A SCALE-Sim configuration, mode \(configuration.mode.rawValue): words of one byte, no overlap of folds.",
      "SRAM there: input \(size(configuration.inputKilobytes)), weight "
        + "\(size(configuration.weightKilobytes)), output \(size(configuration.outputKilobytes)); bandwidth "
        + "\(configuration.bandwidth.map { "\($0) words a cycle" } ?? "not stated").",
    ]
    if configuration.mode == .stated {
      sources.append(
        "Mode USER: memory and buffers are as stated, at an assumed clock of 1 GHz and without latency. Sums "
          + "lie in the output buffer as int32. SCALE-Sim's stalls in this mode are not a target.")
    } else {
      sources.append("Mode CALC: the memory is ideal and the buffers never stall, as SCALE-Sim assumes.")
    }
    return sources + configuration.ignored.map { "Left out: \($0.key): \($0.reason)." }
  }

  /// A run's name as a name: what may not stand in one becomes `_`.
  private static func identifier(_ text: String) -> String {
    let letters = text.unicodeScalars.map { scalar in
      let isPart = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      return isPart || scalar == "-" || scalar == "." || scalar == "_" ? Character(scalar) : "_"
    }
    let name = String(letters)
    return name.first.map { $0.isLetter || $0 == "_" } == true ? name : "_\(name)"
  }
}
