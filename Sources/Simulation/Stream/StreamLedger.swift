import Mapping

/// What is known of the operators under way and of the events to come.
struct StreamLedger: TransferLedger {
  var now = 0
  /// Operators under way, the oldest first; it is the `first`-th of the stream.
  var operators: [LiveOperator] = []
  var first = 0
  var events = EventQueue()
  /// By core, those of inputs and of weights.
  var decoders: [StreamDecoder] = []
  /// Whether some load came through one.
  var hasDecoders = false
  /// The cycle in which the newest operator's last load left its queue, until the next operator has come.
  var loadsLeftAt: Int?
  /// Who is told what happens when; nobody, mostly.
  var recorder: RunRecorder?

  /// The number in the stream of the operator that is next to come.
  var next: Int { first + operators.count }

  /// Whether an operator's passes have ended and its stores are complete.
  func isCommitted(_ sequence: Int) -> Bool {
    sequence < first || operators[sequence - first].isCommitted
  }

  /// Whether what was in a core's slot before an operator's `residency`-th tile of an operand has left it.
  func isFree(in index: Int, core: Int32, operand: Int, residency: Int32) -> Bool {
    let held = operators[index].fixed.before[Int(core)][operand].count
    // Slots that no one has used yet come first.
    let holder = Int(residency) - (operators[index].fixed.prepared.slots[operand] - held)
    guard holder >= 0 else { return true }
    return isFree(operators[index].fixed.before[Int(core)][operand][holder], operand: operand)
  }

  func isFree(_ holder: SlotHolder, operand: Int) -> Bool {
    guard holder.sequence >= first else { return true }
    let index = holder.sequence - first
    return operand == 2
      ? operators[index].completed[Int(holder.index)] : operators[index].passEnded[Int(holder.index)]
  }

  /// Whether the output slot that a pass needs is free.
  func hasOutputSlot(_ pass: Pass, core: Int, in index: Int) -> Bool {
    guard pass.outputResidency >= 0 else { return true }
    if pass.slotStore >= 0 { return operators[index].completed[Int(pass.slotStore)] }
    return isFree(in: index, core: Int32(core), operand: 2, residency: pass.outputResidency)
  }

  func eligibility(of transfer: Int32, in sequence: Int) -> Int? {
    let index = sequence - first
    let moved = operators[index].fixed.prepared.plan.transfers[Int(transfer)]
    switch moved.queue {
    case .input, .weight:
      guard isCommitted(sequence - 2),
        !operators[index].fixed.follows(moved.queue) || isCommitted(sequence - 1)
      else { return nil }
      let operand = moved.operand.index
      guard hasSlot(moved.core, after: moved.afterPass, moved.residency, operand, index) else { return nil }
      for listener in operators[index].fixed.prepared.plan.listeners[moved.listeners] {
        guard hasSlot(listener.core, after: listener.afterPass, moved.residency, operand, index) else {
          return nil
        }
      }
      return max(now, operators[index].fixed.gate)
    case .store:
      return operators[index].storeReady[Int(moved.afterPass)] ? now : nil
    case .partialSums:
      if moved.afterSlotStore >= 0 {
        guard operators[index].completed[Int(moved.afterSlotStore)] else { return nil }
      } else {
        guard isFree(in: index, core: moved.core, operand: 2, residency: moved.residency) else {
          return nil
        }
      }
      return operators[index].completed[Int(moved.afterOwnStore)] ? now : nil
    }
  }

  private func hasSlot(
    _ core: Int32, after pass: Int32, _ residency: Int32, _ operand: Int, _ index: Int
  ) -> Bool {
    pass >= 0
      ? operators[index].passEnded[Int(pass)]
      : isFree(in: index, core: core, operand: operand, residency: residency)
  }

  mutating func leave(
    _ transfer: Int32, in sequence: Int, since: Int, at cycle: Int, _ moved: MovedRequests
  ) {
    let index = sequence - first
    if recorder != nil { recordLeave(transfer, in: sequence, since: since) }
    let (memory, queue) = operators[index].place(of: transfer)
    operators[index].record.memories[memory].requests += moved.requests
    operators[index].record.memories[memory].bursts += moved.bursts
    operators[index].record.memories[memory].overfetchedBytes += moved.overfetchedBytes
    guard queue == .input || queue == .weight else { return }
    operators[index].loadsLeft -= 1
    if operators[index].loadsLeft == 0, sequence == next - 1 { loadsLeftAt = cycle }
  }

  mutating func complete(_ transfer: Int32, in sequence: Int, first: Int, at cycle: Int) {
    events.add(cycle, .transfer, sequence, transfer)
    if recorder != nil { recordCompletion(transfer, in: sequence, at: cycle) }
    let index = sequence - self.first
    guard operators[index].isDecoded(transfer) else { return }
    let moved = operators[index].fixed.prepared.plan.transfers[Int(transfer)]
    decoders[2 * Int(moved.core) + moved.operand.index].note(
      StreamDecoder.Load(sequence: sequence, transfer: transfer, first: first, complete: cycle))
  }
}

extension LiveOperator {
  func place(of transfer: Int32) -> (memory: Int, queue: Transfer.Queue) {
    let moved = fixed.prepared.plan.transfers[Int(transfer)]
    return (moved.memory, moved.queue)
  }
}
