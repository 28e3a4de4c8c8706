import Accounting
import DRAM
import Hardware

/// The result of a replay on a memory as a text.
public struct MemoryText {
  private let report: MemoryReport
  private let style: TextStyle

  public init(_ report: MemoryReport, style: TextStyle = TextStyle()) {
    self.report = report
    self.style = style
  }

  /// The text, ending in a line break.
  public var text: String {
    [head, figures, counts, buses, energy, ranks].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var system: DRAMSystem { report.system }

  private var head: [String] {
    let organization = system.organization
    let count = report.figures.requests
    let title =
      "\(NumberText.grouped(count)) \(count == 1 ? "request" : "requests") of \(organization.requestBytes) B on "
      + "\(system.name.onOneLine)"
    return [
      style.apply(.strong, to: title.fitting(style.width)),
      "\(system.organization.text), \(organization.capacity); peak "
        + "\(system.peakText); policy "
        + "\(system.controller.policy.rawValue)",
    ].map { $0.wrapped(to: style.width, indent: "  ") }
  }

  private var figures: [String] {
    let figures = report.figures
    let seconds = Double(figures.cycles) * Double(system.timing.clockPicoseconds) * 1e-12
    var lines = [
      (
        "time", "\(NumberText.grouped(figures.cycles)) cycles of \(system.clock), \(NumberText.time(seconds))"
      ),
      (
        "bandwidth",
        "\(NumberText.scaled(figures.bytesPerSecond, unit: "B/s", digits: 4)), "
          + "\(NumberText.percent(figures.utilization)) of the peak, until the end of the last burst"
      ),
    ]
    if let latency = figures.readLatency {
      lines.append(
        (
          "latency",
          "\(NumberText.decimal(latency.average, 1)) cycles a read; half within \(latency.half), 90 % within "
            + "\(latency.ninetieth), 99 % within \(latency.ninetyNinth), all within \(latency.most)"
        ))
    }
    lines.append(("row hits", NumberText.percent(figures.rowHitRate)))
    return lines.map(line)
  }

  private var counts: [String] {
    let counts = report.figures.counts.named.filter { $0.count > 0 || Self.always.contains($0.name) }
    let text = counts.map { "\($0.name.replacing("_", with: " ")) \(NumberText.grouped($0.count))".unbroken }
      .joined(separator: ", ")
    return [line("counts", text)]
  }

  private static let always: Set = ["reads", "writes", "activates", "precharges", "refreshes"]

  /// Where the cycles of the data buses went: in all, and for each of several.
  private var buses: [String] {
    let names = report.figures.busStack.named.map(\.name)
    let all = Stack(report.figures.busStack)
    let shown = names.filter { name in all.visible.contains { $0.name == name } }
    var table = TextTable(
      columns: [TextTable.Column(title: "data bus", isLeft: true)]
        + shown.map { TextTable.Column(title: $0.replacing("_", with: " "), unit: Self.mark($0)) }
        + [TextTable.Column(title: "", isLeft: true)])
    func add(_ name: String, _ stack: Stack, _ emphasis: TextStyle.Emphasis? = nil) {
      let shares = stack.parts.filter { shown.contains($0.name) }.map { NumberText.percent(stack.share($0)) }
      table.add([name] + shares + [Self.bar(stack, width: 24)], emphasis)
    }
    let stacks = report.record.channels.flatMap(\.busStacks)
    let several = stacks.count > 1
    let areAlike = Set(stacks).count == 1
    // All alike is one line, and a long list is cut: the document has them all.
    if several, !areAlike {
      for (place, channel) in report.record.channels.enumerated().prefix(Self.mostChannels) {
        for (half, stack) in channel.busStacks.enumerated() {
          add(channel.busStacks.count > 1 ? "\(place).\(half)" : "\(place)", Stack(stack))
        }
      }
      let others = report.record.channels.count - Self.mostChannels
      if others > 0 { table.rows.append(.across("\(others) more channels; --json has them", .faint)) }
    }
    add(several ? (areAlike ? "all alike" : "all") : "0", all, .strong)
    return table.lines(style)
  }

  private static let mostChannels = 16

  static func mark(_ name: String) -> String {
    switch name {
    case "read": "█"
    case "write": "▓"
    case "turnaround": "t"
    case "row_miss": "m"
    case "bank_group": "g"
    case "four_activate": "f"
    case "refresh": "r"
    case "controller": "c"
    default: "."
    }
  }

  private static func bar(_ stack: Stack, width: Int) -> String {
    TextBar.stack(stack, width: width, mark: mark)
  }

  private var energy: [String] {
    guard let energy = report.figures.energy else {
      return [line("energy", "none: the memory file states none")]
    }
    let total = energy.total
    let bits = Double(report.figures.movedBytes) * 8
    let parts = energy.named.filter { $0.picojoules != 0 }.map {
      "\($0.name.replacing("_", with: " ")) \(NumberText.percent(total > 0 ? $0.picojoules / total : nil))"
        .unbroken
    }.joined(separator: ", ")
    let perBit = bits > 0 ? ", \(NumberText.significant(total / bits, 3)) pJ/bit" : ""
    let perDevice = rankCount == 1 ? ", \(deviceText(total)) a device" : ""
    return [line("energy", "\(EnergyRows.text(total))\(perBit)\(perDevice): \(parts)")]
  }

  private var rankCount: Int { report.record.channels.reduce(0) { $0 + $1.ranks.count } }

  private func deviceText(_ picojoules: Double) -> String {
    EnergyRows.text(picojoules / Double(system.organization.devicesPerRank))
  }

  /// What each of several ranks did and took, and each of its devices.
  private var ranks: [String] {
    guard report.figures.energy != nil, rankCount > 1 else { return [] }
    var table = TextTable(
      columns: [TextTable.Column(title: "rank", isLeft: true)]
        + ["activates", "reads", "writes", "refreshes", "active", "energy", "a device"].map {
          TextTable.Column(title: $0)
        })
    let organization = system.organization
    func add(_ name: String, _ rank: DRAMRankRecord) {
      guard let energy = DRAMEnergyFigures(of: rank, on: system)?.total else { return }
      let cycles = rank.activeCycles + rank.idleCycles
      let active = cycles > 0 ? Double(rank.activeCycles) / Double(cycles) : nil
      let counts = [rank.activates, rank.reads, rank.writes, rank.refreshes + rank.bankRefreshes]
      table.add(
        [name] + counts.map(NumberText.grouped)
          + [NumberText.percent(active), EnergyRows.text(energy), deviceText(energy)])
    }
    let all = report.record.channels.flatMap(\.ranks)
    if let first = all.first, Set(all).count == 1 {
      add("each of \(rankCount)", first)
      return table.lines(style)
    }
    for (number, channel) in report.record.channels.enumerated() {
      for (place, rank) in channel.ranks.enumerated() where table.rows.count < Self.mostChannels {
        let half = organization.pseudoChannels > 1 ? ".\(place / organization.ranks)" : ""
        add("\(number)\(half) rank \(place % organization.ranks)", rank)
      }
    }
    let others = rankCount - Self.mostChannels
    if others > 0 { table.rows.append(.across("\(others) more ranks; --json has them", .faint)) }
    return table.lines(style)
  }

  /// A name and what it is, which goes on below itself.
  private func line(_ name: String, _ text: String) -> String {
    let width = 11
    return name.padded(to: width)
      + text.wrapped(to: style.width - width, indent: String(repeating: " ", count: width))
  }
}

extension DRAMOrganization {
  /// "2 channels of 1 rank of 4 x 4 banks".
  var text: String {
    func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    let halves = pseudoChannels > 1 ? " of \(count(pseudoChannels, "pseudo-channel"))" : ""
    return
      "\(count(channels, "channel"))\(halves) of \(busWidth) bits, \(count(ranks, "rank")) of \(bankGroups) x \(banks) "
      + "banks"
  }
}
