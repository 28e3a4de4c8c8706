import Mapping

/// A memory of one bus by itself, with transfers of which it is known when each may be issued.
///
/// Asked for what happens before a cycle that is far away, it serves stretches of requests at once; asked cycle by cycle, one by
/// one, because no stretch reaches beyond the cycle that it is asked for. So tests hold the one against the other.
package struct BusReplay {
  /// A transfer; those of a queue are served in the order in which they are given.
  package struct Entry: Sendable {
    /// 0 to 3 of each core: inputs, weights, partial sums, stores.
    package var queue: Int
    /// The cycle from which it may be issued.
    package var from: Int
    /// The entry, by its place before it, that has to be complete besides; nil for none.
    package var after: Int?
    package var strips: [Strip]

    package init(queue: Int, from: Int, after: Int? = nil, strips: [Strip]) {
      self.queue = queue
      self.from = from
      self.after = after
      self.strips = strips
    }
  }

  /// What can be seen of the memory.
  package struct State: Hashable, Sendable {
    /// By entry: when its first request and its last one are complete, and when it left its queue; -1 while that is not known.
    package var firsts: [Int]
    package var completions: [Int]
    package var leaves: [Int]
    /// The queue that is asked first for the next request, and the cycle from which that may be issued.
    package var turn: Int
    package var nextIssue: Int
    package var busyCycles: Int
    package var requests: Int
    /// When the bus is done, in whole cycles and units of another one.
    package var busEnd: [Int]
    /// By queue: how many entries have left it, how many requests of the next one were issued, and the bytes of its run that
    /// were not.
    package var heads: [[Int]]
  }

  private var server: BusServer
  private var ledger: Ledger

  /// A memory with so many queues; `mostRequests` as a run has it: with as many under way, nothing is held up.
  package init(_ timing: MemoryTiming, queues: Int, entries: [Entry], mostRequests: Int) {
    var strips: [Strip] = []
    let transfers = entries.map { entry in
      strips += entry.strips
      return Transfer(loading: strips.count - entry.strips.count..<strips.count)
    }
    let segments = (0..<queues).map { queue in
      QueueHead.Segment(
        sequence: 0, queue: entries.indices.filter { entries[$0].queue == queue }.map(Int32.init),
        transfers: transfers, strips: strips)
    }
    server = BusServer(timing: timing.bus, queues: segments, mostRequests: mostRequests)
    ledger = Ledger(entries)
  }

  /// Issues all requests of cycles before `limit`.
  package mutating func serve(before limit: Int) {
    repeat { server.refresh(&ledger) } while server.serveUntilHeadChanges(&ledger, before: limit)
  }

  /// Requests that were served in stretches.
  package var skippedRequests: Int { server.skippedRequests }

  package var isDone: Bool { ledger.completions.allSatisfy { $0 >= 0 } }

  package var state: State {
    State(
      firsts: ledger.firsts, completions: ledger.completions, leaves: ledger.leaves,
      turn: server.nextQueue, nextIssue: server.nextIssue, busyCycles: server.history.busyCycles,
      requests: server.requests, busEnd: [server.busEnd.cycles, server.busEnd.units],
      heads: server.heads.map { head in
        [head.position] + (head.isOpen ? [head.served, head.remaining] : [])
      })
  }

  /// When entries may be issued, left their queues and were complete.
  private struct Ledger: TransferLedger {
    private let entries: [Entry]
    var firsts: [Int]
    var completions: [Int]
    var leaves: [Int]

    init(_ entries: [Entry]) {
      self.entries = entries
      firsts = entries.map { _ in -1 }
      completions = firsts
      leaves = firsts
    }

    func eligibility(of transfer: Int32, in sequence: Int) -> Int? {
      let entry = entries[Int(transfer)]
      guard let before = entry.after else { return entry.from }
      return completions[before] < 0 ? nil : max(entry.from, completions[before])
    }

    mutating func leave(
      _ transfer: Int32, in sequence: Int, since: Int, at cycle: Int, _ moved: MovedRequests
    ) {
      leaves[Int(transfer)] = cycle
    }

    mutating func complete(_ transfer: Int32, in sequence: Int, first: Int, at cycle: Int) {
      firsts[Int(transfer)] = first
      completions[Int(transfer)] = cycle
    }
  }
}
