import Documents
import Hardware

/// What a board has, as a text.
public struct BoardSummary {
  private let board: Board
  private let style: TextStyle

  public init(_ board: Board, style: TextStyle = TextStyle()) {
    self.board = board
    self.style = style
  }

  /// The summary, ending in a line break.
  public var text: String {
    var lines = [style.apply(.strong, to: board.name.onOneLine), "  part      \(board.part.onOneLine)"]
    for resource in Board.Resource.allCases {
      guard let count = board.counts[resource] else { continue }
      let of = resource == .dsp ? ", \(board.multiplier.onOneLine)" : ""
      let shapes = board.shapes[resource].map { shapes in
        ", " + shapes.map { "\($0.words) x \($0.bits) bit" }.joined(separator: " or ")
      }
      lines.append("  has       \(NumberText.grouped(count)) \(resource.text)\(of)\(shapes ?? "")")
    }
    lines += board.memories.map { memory in
      let channels = memory.channels.map { ", \(counted($0, "channel"))" } ?? ""
      let dataLines = memory.dataLines.map { ", \(NumberText.grouped($0)) lines of data" } ?? ""
      return
        "  memory    \(memory.name.onOneLine): \(memory.capacity), \(memory.bandwidth)\(channels)\(dataLines)"
    }
    lines += Board.Resource.allCases.compactMap { resource in
      board.clocks[resource].map { "  clock     \(resource.text): \($0) at most" }
    }
    if let clock = board.floatClock { lines.append("  clock     DSPs of floats: \(clock) at most") }
    if let macs = board.macs {
      lines.append("  macs      \(macs.name.onOneLine), of \(macs.rows.count) pairs of formats")
    }
    lines.append(
      "  price     " + (board.price.map { "\(NumberText.grouped($0)) USD" } ?? "none is known"))
    lines += board.sources.map { SummaryEntry("source", $0).line(style) }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// What is declared of a machine, as a text.
public struct DeclaredSummary {
  private let machine: DeclaredMachine
  private let style: TextStyle

  public init(_ machine: DeclaredMachine, style: TextStyle = TextStyle()) {
    self.machine = machine
    self.style = style
  }

  /// The summary, ending in a line break.
  public var text: String {
    var lines = [style.apply(.strong, to: machine.name.onOneLine), "  declared  nothing of it is simulated"]
    lines += machine.peaks.map {
      "  peak      \($0.format.onOneLine): \(NumberText.scaled(Double($0.operationsPerSecond), unit: "op/s"))"
    }
    let share = machine.bandwidthUtilization.value
    lines.append(
      "  memory    \(machine.bandwidth)"
        + (share < 1 ? ", of which programs reach \(NumberText.percent(share))" : ""))
    if let power = machine.powerWatts { lines.append("  power     \(power) W") }
    if let price = machine.price { lines.append("  price     \(NumberText.grouped(price)) USD") }
    lines += machine.sources.map { SummaryEntry("source", $0).line(style) }
    return lines.joined(separator: "\n") + "\n"
  }
}
