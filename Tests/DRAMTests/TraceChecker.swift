import Hardware
import ReferenceMachine

/// Replays the commands of a run of `standard` and says what of docs/dram.md, 2 to 5, they break.
///
/// It knows no controller: only which commands a device takes, and what must have become of every request.
struct TraceChecker {
  typealias Command = SteppedDRAM.Command

  let system: DRAMSystem
  private(set) var violations: [String] = []

  /// What is wrong with a run; empty where nothing is.
  static func check(
    _ commands: [Command], _ requests: [SteppedDRAM.Request], accepted: [Int], completed: [Int], cycles: Int,
    on system: DRAMSystem
  ) -> [String] {
    var checker = TraceChecker(system: system)
    for channel in 0..<system.organization.channels {
      let own = commands.filter { $0.channel == channel }
      checker.checkCommandBus(own)
      checker.checkRefreshes(own, cycles: cycles)
      for pseudoChannel in 0..<system.organization.pseudoChannels {
        let own = own.filter { $0.pseudoChannel == pseudoChannel }
        checker.checkDistances(own)
        checker.checkRows(own)
        checker.checkDataBus(own)
        for rank in 0..<system.organization.ranks {
          let own = own.filter { $0.rank == rank }
          checker.checkWindows(own)
          if system.timing.clockSync > 0 { checker.checkClock(own) }
        }
      }
    }
    checker.checkService(commands, requests, accepted, completed)
    return checker.violations
  }

  init(system: DRAMSystem) { self.system = system }

  mutating func complain(_ text: String) { violations.append("\(system.name): \(text)") }

  static func name(_ command: Command) -> String {
    "\(command.kind) of \(command.channel)/\(command.pseudoChannel)/\(command.rank)/\(command.bankGroup)/\(command.bank)"
      + " row \(command.row) in \(command.cycle)"
  }

  // MARK: What a device needs

  var read: Int { system.timing.additiveLatency + system.timing.readLatency }
  var write: Int { system.timing.additiveLatency + system.timing.writeLatency }
  var burst: Int { system.organization.burstClocks }

  /// The cycle that counts: of an activate the last of its clocks.
  func counted(_ command: Command) -> Int {
    command.kind == .activate ? command.cycle + system.timing.activateClocks - 1 : command.cycle
  }

  func isRead(_ command: Command) -> Bool { command.kind == .read || command.kind == .readPrecharge }
  func isWrite(_ command: Command) -> Bool { command.kind == .write || command.kind == .writePrecharge }
  func isColumn(_ command: Command) -> Bool { isRead(command) || isWrite(command) }
  func closesItself(_ command: Command) -> Bool {
    command.kind == .readPrecharge || command.kind == .writePrecharge
  }

  func isSameBank(_ one: Command, _ other: Command) -> Bool {
    one.rank == other.rank && one.bankGroup == other.bankGroup && one.bank == other.bank
  }

  // MARK: Buses

  private mutating func checkCommandBus(_ commands: [Command]) {
    var busy: [Int: Int] = [:]
    var busyColumns: [Int: Int] = [:]
    for command in commands {
      let isOfColumns =
        system.organization.hasDualCommandBus && (isColumn(command) || command.kind == .synchronise)
      let clocks = command.kind == .activate ? system.timing.activateClocks : 1
      for cycle in command.cycle..<(command.cycle + clocks) {
        if isOfColumns { busyColumns[cycle, default: 0] += 1 } else { busy[cycle, default: 0] += 1 }
      }
    }
    if let cycle = busy.first(where: { $0.value > 1 })?.key { complain("two commands in cycle \(cycle)") }
    if let cycle = busyColumns.first(where: { $0.value > 1 })?.key {
      complain("two column commands in cycle \(cycle)")
    }
  }

  private mutating func checkDataBus(_ commands: [Command]) {
    var end = 0
    for command in commands where isColumn(command) {
      let start = command.cycle + (isRead(command) ? read : write)
      if start < end { complain("the data bus is used twice: \(Self.name(command))") }
      end = start + burst
    }
  }

  // MARK: Rows, windows, clocks

  private mutating func checkRows(_ commands: [Command]) {
    struct Bank: Hashable {
      var rank: Int
      var group: Int
      var bank: Int
    }
    var open: [Bank: Int] = [:]
    for command in commands {
      let bank = Bank(rank: command.rank, group: command.bankGroup, bank: command.bank)
      switch command.kind {
      case .activate:
        if open[bank] != nil { complain("a row is open already: \(Self.name(command))") }
        open[bank] = command.row
      case .precharge:
        if open[bank] == nil { complain("no row is open: \(Self.name(command))") }
        open[bank] = nil
      case .read, .write, .readPrecharge, .writePrecharge:
        if open[bank] != command.row { complain("another row is open: \(Self.name(command))") }
        if closesItself(command) { open[bank] = nil }
      case .refresh:
        if open.keys.contains(where: { $0.rank == command.rank }) {
          complain("a row is open: \(Self.name(command))")
        }
      case .refreshBank: if open[bank] != nil { complain("a row is open: \(Self.name(command))") }
      case .synchronise: break
      }
    }
  }

  private mutating func checkWindows(_ commands: [Command]) {
    let activates = commands.filter { $0.kind == .activate }
    for (most, clocks) in [(4, system.timing.fourActivates), (32, system.timing.thirtyTwoActivates)] {
      for index in activates.indices where index >= most && clocks > 0 {
        if activates[index].cycle - activates[index - most].cycle < clocks {
          complain("more than \(most) activates in a window: \(Self.name(activates[index]))")
        }
      }
    }
  }

  private mutating func checkClock(_ commands: [Command]) {
    var running = 1...0 + 1
    var isRunning = false
    for command in commands {
      if command.kind == .synchronise {
        if isRunning, command.cycle <= running.upperBound {
          complain("the clock runs: \(Self.name(command))")
        }
        let from = command.cycle + system.timing.clockSync
        running = from...(from + system.timing.clockSyncLasts)
        isRunning = true
      } else if isColumn(command) {
        if !isRunning || !running.contains(command.cycle) { complain("no data clock: \(Self.name(command))") }
        let end = command.cycle + (isRead(command) ? read : write) + burst + system.timing.clockSyncLasts
        running = min(running.lowerBound, end)...end
      }
    }
  }
}
