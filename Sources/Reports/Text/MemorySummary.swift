import Hardware
import Quantities

/// What a memory of DRAM devices is, as a text.
public struct MemorySummary {
  private let system: DRAMSystem
  private let style: TextStyle

  public init(_ system: DRAMSystem, style: TextStyle = TextStyle()) {
    self.system = system
    self.style = style
  }

  /// The summary, ending in a line break.
  public var text: String {
    let (organization, timing) = (system.organization, system.timing)
    let perClock = NumberText.significant(system.peakBytesPerClock.value, 4).trimmingZeros
    var lines = [
      style.apply(.strong, to: system.name.onOneLine),
      "  clock     \(system.clock) (\(Self.scaled(1e12 / Double(timing.clockPicoseconds), unit: "Hz")))",
      "  peak      \(system.peakText) (\(perClock) B a clock)",
      "  capacity  \(organization.capacity)",
      SummaryEntry(
        "channels",
        "\(organization.text), \(organization.devicesPerRank == 1 ? "1 device" : "\(organization.devicesPerRank) devices") a rank"
          + (organization.hasDualCommandBus ? ", row and column commands in one clock" : "")
      ).line(style),
      "  request   \(organization.requestBytes) B in \(organization.burstClocks) clocks; a row holds "
        + "\(organization.bursts) (\(Bytes(count: organization.rowBytes)))",
      "  mapping   \(system.addresses.text)\(hashes)",
      SummaryEntry("control", control).line(style),
    ]
    lines.append(
      "  timing    "
        + timing.named.filter { $0.clocks > 0 }.map { "\($0.name) \($0.clocks)".unbroken }.joined(
          separator: ", "
        )
        .wrapped(to: style.width - 12, indent: indent))
    lines.append("  clocks    " + derived.wrapped(to: style.width - 12, indent: indent))
    lines.append(SummaryEntry("energy", energy).line(style))
    lines += system.sources.map { SummaryEntry("source", $0).line(style) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// To four digits, without zeros at the number's end.
  static func scaled(_ value: Double, unit: String) -> String {
    NumberText.scaled(value, unit: unit, digits: 4).split(separator: " ").map { String($0).trimmingZeros }
      .joined(separator: " ")
  }

  private let indent = String(repeating: " ", count: 12)

  private var hashes: String {
    let texts = system.addresses.hashes.map { "\($0.field.rawValue) ^= \($0.by.rawValue) >> \($0.shift)" }
    return texts.isEmpty ? "" : "; " + texts.joined(separator: ", ")
  }

  /// Distances that follow from several numbers (docs/dram.md, 2).
  private var derived: String {
    let (timing, burst) = (system.timing, system.organization.burstClocks)
    let (read, write) = (timing.readLatency, timing.writeLatency)
    let parts: [(String, Int)] =
      [
        ("read of a closed bank", timing.activateToRead + timing.additiveLatency + read + burst),
        ("of an open row", timing.additiveLatency + read + burst),
        ("read to read between bank groups", max(burst, timing.columnOther)),
        ("in one", max(burst, timing.columnSame)),
      ] + (timing.writeSame > 0 ? [("write to write in one", max(burst, timing.writeSame))] : []) + [
        ("read to write", max(1, read + burst + timing.readToWriteGap - write)),
        ("write to read between bank groups", write + burst + timing.writeToReadOther),
        ("in one", write + burst + timing.writeToReadSame),
      ]
    return parts.map { "\($0.0) \($0.1)".unbroken }.joined(separator: ", ")
  }

  private var control: String {
    let controller = system.controller
    let rows =
      switch controller.rowPolicy {
      case .open: "open rows"
      case .closed: "closed rows"
      case .timeout(let clocks): "rows closed after \(clocks) idle clocks"
      }
    let order =
      switch controller.scheduler {
      case .firstReady(let cap): "ready requests first, at most \(cap) before an older one"
      case .inOrder: "in order"
      }
    return
      "\(controller.policy.rawValue), \(rows), \(order), refresh \(controller.refresh.rawValue); queues of "
      + "\(controller.readQueue) reads and \(controller.writeQueue) writes, \(controller.bankQueue) a bank; writes drained "
      + "from \(controller.drainFrom) to \(controller.drainTo)"
  }

  private var energy: String {
    switch system.energy {
    case nil: return "none stated"
    case .perBit(let picojoules): return "\(NumberText.significant(picojoules, 3).trimmingZeros) pJ/bit"
    case .currents(let currents):
      let milliamperes = [
        ("IDD0", currents.activatePrecharge), ("IDD2N", currents.prechargedStandby),
        ("IDD3N", currents.activeStandby), ("IDD4R", currents.read), ("IDD4W", currents.write),
        ("IDD5AB", currents.refresh), ("IDD5PB", currents.bankRefresh),
      ].filter { $0.1 > 0 }.map { "\($0.0) \(NumberText.significant($0.1, 3).trimmingZeros) mA" }
      let io =
        currents.ioPerBit > 0
        ? ["io \(NumberText.significant(currents.ioPerBit, 3).trimmingZeros) pJ/bit"] : []
      let standby = currents.standby == .perBank ? ["IDD3N by open banks"] : []
      return
        (["\(NumberText.significant(currents.voltage, 3).trimmingZeros) V"] + milliamperes + io + standby)
        .joined(separator: ", ")
    }
  }
}

extension DRAMSystem {
  /// The peak in the unit that suits it: "256 GB/s".
  var peakText: String { MemorySummary.scaled(peakBytesPerSecond, unit: "B/s") }
}
