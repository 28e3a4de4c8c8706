import Hardware

/// The data bus of a pseudo-channel: every burst, and of each what held it back.
struct DataBus {
  /// A burst and what its column command waited for; all cycles in which a command would have been allowed.
  struct Burst: Hashable {
    var command: Int
    var data: Int
    var isWrite: Bool
    /// The tick in which its request was first in the controller.
    var known: Int
    var activate: Activate
    /// tRCD after the activate.
    var row: Int
    var turn: Int
    var column: Int
  }

  /// The activate of a burst's row and what that waited for.
  struct Activate: Hashable {
    var cycle = 0
    /// The refresh before: the tick in which its demand became the first, and the last cycle of the refresh.
    var refresh: ClosedRange<Int>?
    var own = 0
    var window = 0
  }

  let burstClocks: Int
  private(set) var bursts: [Burst] = []

  init(burstClocks: Int) { self.burstClocks = burstClocks }

  mutating func add(_ burst: Burst) { bursts.append(burst) }

  /// The class of every cycle until the end of the run, one by one.
  func stack(cycles: Int) -> SteppedDRAM.BusStack {
    var stack = SteppedDRAM.BusStack()
    var cycle = 0
    for burst in bursts {
      while cycle < min(burst.data, cycles) {
        stack[keyPath: Self.cause(of: cycle, before: burst)] += 1
        cycle += 1
      }
      while cycle < min(burst.data + burstClocks, cycles) {
        if burst.isWrite { stack.write += 1 } else { stack.read += 1 }
        cycle += 1
      }
    }
    while cycle < cycles {
      stack.noRequest += 1
      cycle += 1
    }
    return stack
  }

  /// Why a cycle of the gap before a burst is one: what the command lacked that would have filled it.
  private static func cause(of cycle: Int, before burst: Burst) -> WritableKeyPath<SteppedDRAM.BusStack, Int>
  {
    let command = cycle - (burst.data - burst.command)
    if command < burst.known { return \.noRequest }
    if command < burst.activate.cycle {
      if let refresh = burst.activate.refresh, refresh.contains(command) { return \.refresh }
      if command < burst.activate.own { return \.rowMiss }
      if command < burst.activate.window { return \.fourActivate }
      return \.rowMiss
    }
    if command < burst.row { return \.rowMiss }
    if command < max(burst.turn, burst.column) {
      return burst.turn >= burst.column ? \.turnaround : \.bankGroup
    }
    return \.controller
  }
}
