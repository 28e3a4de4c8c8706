import Mapping

/// Notes for a recorder; all of it is left out where there is none.
extension StreamMachine {
  var isRecording: Bool { ledger.recorder != nil }

  /// A pass begins; `end` is when it is over.
  mutating func recordPass(
    _ pass: Pass, _ number: Int32, _ core: Int, _ sequence: Int, _ profile: PassProfile
  ) {
    let execution = Int32(sequence)
    let now = ledger.now
    if ledger.operators[sequence - ledger.first].fixed.prepared.isVector {
      ledger.recorder?.add(
        .vectorUnit(core: core),
        RecordedSlice(
          kind: .pass, start: cores[core].vectorFree - profile.cycles, cycles: profile.cycles,
          execution: execution, number: number))
    } else {
      ledger.recorder?.add(
        .array(core: core),
        RecordedSlice(
          kind: .pass, start: now, cycles: profile.cycles, execution: execution, number: number))
      // When in the pass its ports hold it up is not looked at.
      ledger.recorder?.add(
        .stalls(core: core),
        RecordedSlice(
          kind: .bufferBandwidth, start: now + profile.steps, cycles: profile.cycles - profile.steps,
          execution: execution, number: number))
    }
    if pass.outputResidency >= 0, pass.reload < 0 {
      ledger.recorder?.change(core: core, operand: 2, at: now, by: pass.outputBytes - pass.replacedBytes)
    }
  }

  /// A finished tile takes its core's vector unit until it is free again.
  mutating func recordFinishedTile(_ store: Transfer, _ sequence: Int, cycles: Int) {
    let core = Int(store.core)
    ledger.recorder?.add(
      .vectorUnit(core: core),
      RecordedSlice(
        kind: .finishedTile, start: cores[core].vectorFree - cycles, cycles: cycles,
        execution: Int32(sequence), number: store.afterPass))
  }

  /// Partial tiles take the reduction link until it is free again.
  mutating func recordReduction(_ number: Int32, _ sequence: Int, cycles: Int) {
    ledger.recorder?.add(
      .link,
      RecordedSlice(
        kind: .reduction, start: linkFree - cycles, cycles: cycles, execution: Int32(sequence), number: number
      ))
  }

  /// The cycles from now to `end` belong to an operator.
  mutating func recordExecution(_ index: Int, until end: Int) {
    let now = ledger.now
    let execution = Int32(ledger.first + index)
    ledger.recorder?.add(
      .operators, RecordedSlice(kind: .execution, start: now, cycles: end - now, execution: execution),
      joins: true)
    for memory in servers.indices {
      for moving in busy(1 << UInt64(memory), until: end) {
        ledger.recorder?.add(
          .bus(memory: memory),
          RecordedSlice(
            kind: .data, start: moving.start, cycles: moving.end - moving.start, execution: execution),
          joins: true)
      }
    }
  }

  /// A core's array is in no pass from now to `end`.
  mutating func recordWait(_ kind: RecordedSlice.Kind, _ core: Int, _ index: Int, until end: Int) {
    recordWait(kind, core, index, from: ledger.now, until: end)
  }

  private mutating func recordWait(
    _ kind: RecordedSlice.Kind, _ core: Int, _ index: Int, from start: Int, until end: Int
  ) {
    ledger.recorder?.add(
      .stalls(core: core),
      RecordedSlice(kind: kind, start: start, cycles: end - start, execution: Int32(ledger.first + index)),
      joins: true)
  }

  /// A core waits from now to `end` for a set of memories, or for what they still move: for their data while one of
  /// them moves any.
  mutating func recordWait(for mask: UInt64, _ core: Int, _ index: Int, until end: Int) {
    var at = ledger.now
    for moving in busy(mask, until: end) {
      recordWait(.dramLatency, core, index, from: at, until: moving.start)
      recordWait(.dramBandwidth, core, index, from: moving.start, until: moving.end)
      at = moving.end
    }
    recordWait(.dramLatency, core, index, from: at, until: end)
  }

  /// When from now to `end` a memory of a set moves data.
  private mutating func busy(_ mask: UInt64, until end: Int) -> [(start: Int, end: Int)] {
    var moving: [(start: Int, end: Int)] = []
    for memory in servers.indices where mask & (1 << UInt64(memory)) != 0 {
      servers[memory].forEachBusy(from: ledger.now, to: end) { moving.append(($0, $1)) }
    }
    return WaitIntervals.union(moving)
  }
}

extension StreamLedger {
  /// A transfer leaves its queue; a load has had its slot since it might be issued.
  mutating func recordLeave(_ transfer: Int32, in sequence: Int, since: Int) {
    recorder?.leave(transfer, in: sequence, since: since)
    let plan = operators[sequence - first].fixed.prepared.plan
    let moved = plan.transfers[Int(transfer)]
    guard moved.queue != .store else { return }
    let operand = moved.operand.index
    recorder?.change(
      core: Int(moved.core), operand: operand, at: since, by: moved.bufferBytes - moved.replacedBytes)
    for listener in plan.listeners[moved.listeners] {
      recorder?.change(
        core: Int(listener.core), operand: operand, at: since, by: moved.bufferBytes - listener.replacedBytes)
    }
  }

  mutating func recordCompletion(_ transfer: Int32, in sequence: Int, at cycle: Int) {
    let moved = operators[sequence - first].fixed.prepared.plan.transfers[Int(transfer)]
    let queue: RecordedQueue =
      switch moved.queue {
      case .input: .input
      case .weight: .weight
      case .partialSums: .partialSums
      case .store: .store
      }
    recorder?.complete(
      transfer, in: sequence, at: cycle, bytes: moved.bytes,
      .queue(core: Int(moved.core), memory: moved.memory, queue))
  }
}
