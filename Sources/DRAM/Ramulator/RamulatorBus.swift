/// One data bus: what its cycles went to, in the order of time.
struct RamulatorBus: Sendable {
  enum Class: Int, CaseIterable, Sendable {
    case read, write, turnaround, rowMiss, bankGroup, fourActivate, refresh, controller, noRequest
  }

  private struct Piece: Sendable {
    var kind: Class
    var end: Int
  }

  /// The first cycle that nothing is known of.
  private(set) var end = 0
  private var counts = Array(repeating: 0, count: Class.allCases.count)
  /// Cycles before this are counted.
  private var counted = 0
  /// What may not all be before the end of the run.
  private var pieces: [Piece] = []
  /// Pieces that are counted, and not yet thrown away.
  private var done = 0

  /// The cycles up to one, if there are any, had this class.
  @inline(__always)
  mutating func fill(to cycle: Int, _ kind: Class) {
    guard cycle > end else { return }
    end = cycle
    let last = pieces.count - 1
    if last >= done, pieces[last].kind == kind {
      pieces[last].end = cycle
    } else {
      pieces.append(Piece(kind: kind, end: cycle))
    }
  }

  /// All cycles before one are in the run.
  mutating func count(before cycle: Int) {
    while done < pieces.count, counted < cycle {
      let piece = pieces[done]
      let stop = min(piece.end, cycle)
      counts[piece.kind.rawValue] += stop - counted
      counted = stop
      if stop == piece.end { done += 1 }
    }
    if done > 64 {
      pieces.removeFirst(done)
      done = 0
    }
  }

  /// What the cycles of a run went to.
  func stack(_ cycles: Int) -> DRAMBusStack {
    var bus = self
    bus.fill(to: cycles, .noRequest)
    bus.count(before: cycles)
    var stack = DRAMBusStack()
    stack.read = bus.counts[Class.read.rawValue]
    stack.write = bus.counts[Class.write.rawValue]
    stack.turnaround = bus.counts[Class.turnaround.rawValue]
    stack.rowMiss = bus.counts[Class.rowMiss.rawValue]
    stack.bankGroup = bus.counts[Class.bankGroup.rawValue]
    stack.fourActivate = bus.counts[Class.fourActivate.rawValue]
    stack.refresh = bus.counts[Class.refresh.rawValue]
    stack.controller = bus.counts[Class.controller.rawValue]
    stack.noRequest = bus.counts[Class.noRequest.rawValue]
    return stack
  }
}
