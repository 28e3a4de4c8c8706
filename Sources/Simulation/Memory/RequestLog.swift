import DRAM
import Synchronization

/// Hands on the bursts that the DMA sends to a memory of DRAM, in their order, many at a time.
///
/// Ticks are those of the memory's clock: the first in which a burst may be offered to its channel (docs/model.md, 5.1).
public final class RequestLog: Sendable {
  private struct State {
    /// The tick that counts as 0 of what is sent.
    var origin = 0
    var requests: [DRAMRequest] = []
    var isWanted = true
  }

  private static let block = 1 << 14

  private let state = Mutex(State())
  private let take: @Sendable ([DRAMRequest]) -> Bool

  /// - Parameter take: Gets the bursts, a block after the other; returns whether it wants more.
  public init(_ take: @escaping @Sendable ([DRAMRequest]) -> Bool) { self.take = take }

  /// Whether there is anybody to log for.
  public var isWanted: Bool { state.withLock { $0.isWanted } }

  /// What is sent from now on comes of a run that begins in a tick.
  public func begin(at tick: Int) { state.withLock { $0.origin = tick } }

  /// Notes the bursts of a request, of so many bytes each.
  func add(_ bursts: Range<Int>, bytes: Int, isWrite: Bool, tick: Int) {
    state.withLock { state in
      guard state.isWanted else { return }
      for burst in bursts {
        state.requests.append(
          DRAMRequest(
            address: UInt64(burst) * UInt64(bytes), arrival: state.origin + tick, isWrite: isWrite))
      }
      if state.requests.count >= Self.block { hand(on: &state) }
    }
  }

  /// Hands on what is left.
  public func finish() { state.withLock { hand(on: &$0) } }

  private func hand(on state: inout State) {
    guard state.isWanted, !state.requests.isEmpty else { return }
    state.isWanted = take(state.requests)
    state.requests.removeAll(keepingCapacity: true)
  }
}

extension MemoryTiming {
  /// The same memory, whose bursts a log gets; of a memory that is no DRAM there are none.
  public func logging(to log: RequestLog) -> MemoryTiming {
    var timing = self
    timing.dram?.log = log
    return timing
  }

  /// The first tick of a DRAM's clock at or after the beginning of a cycle; nil of a memory that has none.
  public func tick(ofCycle cycle: Int) -> Int? { dram?.ratio.tick(ofCycle: cycle) }
}
