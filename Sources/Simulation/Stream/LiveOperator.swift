import Mapping

/// What is in a buffer's slot when an operator begins: a tile of an operator before.
struct SlotHolder {
  var sequence: Int
  /// Of an input or weight tile the last pass that uses it, of an output tile its store.
  var index: Int32
  var bytes: Int
}

/// The slots of one core's three operands, the one last used longest ago first; slots never used are left out.
typealias SlotRing = [[SlotHolder]]

/// What stays as it is while an operator of the stream runs.
///
/// It is a class because a look at one of its fields must not copy, and count references to, all the others.
final class StreamedOperator: Sendable {
  let prepared: PreparedOperator
  /// What tells it from others in a state: equal numbers are equal operators.
  let identity: Int
  let inputFollows: Bool
  let weightFollows: Bool
  /// The cycle from which its loads may be issued at all.
  let gate: Int
  /// What was in the slots of each core when it began.
  let before: [SlotRing]
  /// For each sum that comes over the reduction link its transfers: the first core's store and what others send.
  let sums: [[Int32]]

  init(
    _ prepared: PreparedOperator, identity: Int, inputFollows: Bool, weightFollows: Bool, gate: Int,
    before: [SlotRing]
  ) {
    self.prepared = prepared
    self.identity = identity
    self.inputFollows = inputFollows
    self.weightFollows = weightFollows
    self.gate = gate
    self.before = before
    var sums: [[Int32]] = []
    for (index, transfer) in prepared.plan.transfers.enumerated() where transfer.reduction >= 0 {
      while sums.count <= Int(transfer.reduction) { sums.append([]) }
      sums[Int(transfer.reduction)].append(Int32(index))
    }
    self.sums = sums
  }

  func follows(_ queue: Transfer.Queue) -> Bool { queue == .input ? inputFollows : weightFollows }
}

/// An operator of the stream that is not over, and how far it is.
struct LiveOperator {
  let fixed: StreamedOperator

  var passEnded: [Bool]
  /// By pass, whether its store may be issued.
  var storeReady: [Bool]
  var completed: [Bool]
  /// Of transfers that come through a decoder, whether they have left it, true of others; empty where there are none.
  var decoded: [Bool]
  /// Of how many cores a sum is there.
  var arrivals: [Int32]
  var loadsLeft: Int
  var passesToIssue: Int
  var passesToEnd: Int
  var storesLeft: Int
  /// Cores whose array is in one of its passes.
  var arraysBusy = 0
  /// By memory, stores that are eligible and incomplete.
  var readyStores: [Int]
  /// What was counted while it ran.
  var record: OperatorRecord

  init(_ fixed: StreamedOperator) {
    self.fixed = fixed
    let (prepared, plan) = (fixed.prepared, fixed.prepared.plan)
    var (loads, stores) = (0, 0)
    for transfer in plan.transfers {
      switch transfer.queue {
      case .input, .weight: loads += 1
      case .store: stores += 1
      case .partialSums: break
      }
    }
    arrivals = [Int32](repeating: 0, count: fixed.sums.count)
    passEnded = [Bool](repeating: false, count: plan.passes.count)
    storeReady = passEnded
    completed = [Bool](repeating: false, count: plan.transfers.count)
    decoded = prepared.decodeCycles.map { $0 < 0 }
    loadsLeft = loads
    storesLeft = stores
    passesToIssue = plan.passes.count
    passesToEnd = plan.passes.count
    readyStores = [Int](repeating: 0, count: prepared.memories)
    record = prepared.emptyRecord
  }

  var plan: Plan { fixed.prepared.plan }

  /// Whether a transfer comes through a decoder.
  func isDecoded(_ transfer: Int32) -> Bool {
    !decoded.isEmpty && fixed.prepared.decodeCycles[Int(transfer)] >= 0
  }

  /// Whether a load is in its buffer, to be used.
  func isThere(_ load: Int32) -> Bool {
    completed[Int(load)] && (decoded.isEmpty || decoded[Int(load)])
  }

  /// Its passes have ended and its stores are complete.
  var isCommitted: Bool { passesToEnd == 0 && storesLeft == 0 }

  /// Which memories have a store that is eligible and incomplete, as bits.
  var blockingStores: UInt64 {
    var mask: UInt64 = 0
    for memory in readyStores.indices where readyStores[memory] > 0 { mask |= 1 << UInt64(memory) }
    return mask
  }
}
