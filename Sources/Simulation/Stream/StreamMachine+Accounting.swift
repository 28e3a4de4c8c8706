import Mapping

extension StreamMachine {
  /// Gives the cycles from now to `end`, in which nothing but memories changes, to their operator and causes
  /// (docs/model.md, 7 to 9).
  mutating func account(until end: Int) {
    let now = ledger.now
    guard end > now else { return }
    let owner = ownerIndex
    let cycles = end - now
    ledger.operators[owner].record.cycles += cycles
    var busy = [Int](repeating: 0, count: servers.count)
    for memory in servers.indices {
      servers[memory].completeHistory(until: end, &ledger)
      servers[memory].forEachBusy(from: now, to: end) { busy[memory] += $1 - $0 }
      ledger.operators[owner].record.memories[memory].busyCycles += busy[memory]
    }
    if isRecording { recordExecution(owner, until: end) }
    for core in cores.indices where cores[core].arraySequence < 0 {
      switch cause(core, owner) {
      case .imbalance:
        ledger.operators[owner].record.cycleStack.imbalance += cycles
        if isRecording { recordWait(.imbalance, core, owner, until: end) }
      case .decode:
        ledger.operators[owner].record.cycleStack.decode += cycles
        if isRecording { recordWait(.decode, core, owner, until: end) }
      case .vectorUnit:
        ledger.operators[owner].record.cycleStack.vectorUnit += cycles
        if isRecording { recordWait(.vectorUnit, core, owner, until: end) }
      case .memories(let mask):
        if isRecording { recordWait(for: mask, core, owner, until: end) }
        let moving = movingCycles(mask, busy, until: end)
        ledger.operators[owner].record.cycleStack.dramBandwidth += moving
        ledger.operators[owner].record.cycleStack.dramLatency += cycles - moving
      }
    }
  }

  /// The cycles after everything else, until the devices have moved all that they took (docs/model.md, 5.1): they
  /// belong to the last operator, as does what the devices did.
  mutating func drainDevices() {
    var end = ledger.now
    var blocking = WaitIntervals(memories: servers.count)
    for memory in servers.indices {
      let drained = servers[memory].drain(&ledger)
      blocking.add(memory: memory, from: ledger.now, to: drained)
      end = max(end, drained)
    }
    let last = ledger.operators.count - 1
    guard last >= 0 else { return }
    if end > ledger.now {
      let (now, cycles) = (ledger.now, end - ledger.now)
      for memory in servers.indices {
        servers[memory].forEachBusy(from: now, to: end) {
          ledger.operators[last].record.memories[memory].busyCycles += $1 - $0
        }
      }
      if isRecording {
        recordExecution(last, until: end)
        let mask = blocking.memories
        for core in cores.indices { recordWait(for: mask, core, last, until: end) }
      }
      let moving = blocking.movingCycles(&servers)
      ledger.operators[last].record.cycles += cycles
      ledger.operators[last].record.cycleStack.dramBandwidth += moving * cores.count
      ledger.operators[last].record.cycleStack.dramLatency += (cycles - moving) * cores.count
      ledger.now = end
    }
    for memory in servers.indices {
      ledger.operators[last].record.memories[memory].dram = servers[memory].dramRecord(until: ledger.now)
    }
  }

  /// The operator, among those under way, that a cycle belongs to.
  private var ownerIndex: Int {
    for core in cores where core.arraySequence >= 0 { return core.arraySequence - ledger.first }
    return ledger.operators.firstIndex { $0.passesToEnd > 0 } ?? ledger.operators.count - 1
  }

  private enum Cause {
    case imbalance
    case decode
    case vectorUnit
    case memories(UInt64)
  }

  /// Why a core's array is in no pass.
  private func cause(_ core: Int, _ owner: Int) -> Cause {
    let (sequence, number) = cores[core].oldest
    let index = sequence - ledger.first
    if index > owner || sequence >= ledger.next {
      if ledger.operators[owner].passesToEnd > 0 { return .imbalance }
      return memories(ledger.operators.reduce(0) { $0 | $1.blockingStores })
    }
    let issue = cores[core].issue
    let isIssued = sequence < issue.sequence || (sequence == issue.sequence && number < issue.pass)
    if isIssued { return .vectorUnit }
    let mask = blocking(number, core, index)
    return mask == 0 && isDecoding(number, index) ? .decode : memories(mask)
  }

  /// Whether a load that a pass is the first to need is complete and has not left its decoder.
  private func isDecoding(_ number: Int, _ index: Int) -> Bool {
    guard !ledger.operators[index].decoded.isEmpty else { return false }
    let pass = ledger.operators[index].fixed.prepared.plan.passes[number]
    return [pass.inputLoad, pass.weightLoad].contains { load in
      load >= 0 && ledger.operators[index].completed[Int(load)] && !ledger.operators[index].isThere(load)
    }
  }

  private func memories(_ mask: UInt64) -> Cause { mask == 0 ? .vectorUnit : .memories(mask) }

  /// The memories that owe a pass something, as bits.
  private func blocking(_ number: Int, _ core: Int, _ index: Int) -> UInt64 {
    let pass = ledger.operators[index].fixed.prepared.plan.passes[number]
    var mask: UInt64 = 0
    for load in [pass.inputLoad, pass.weightLoad]
    where load >= 0 && !ledger.operators[index].completed[Int(load)] {
      let (memory, queue) = ledger.operators[index].place(of: load)
      var waits = false
      var stores: UInt64 = 0
      for before in [index - 2, index - 1] where before >= 0 {
        guard before == index - 2 || ledger.operators[index].fixed.follows(queue) else { continue }
        guard !ledger.operators[before].isCommitted else { continue }
        waits = true
        stores |= ledger.operators[before].blockingStores
      }
      if !waits || stores != 0 { mask |= stores | (1 << UInt64(memory)) }
    }
    if pass.reload >= 0, !ledger.operators[index].completed[Int(pass.reload)] {
      mask |= 1 << UInt64(ledger.operators[index].place(of: pass.reload).memory)
    }
    if let store = slotStore(pass, core, index) { mask |= 1 << UInt64(store) }
    return mask
  }

  /// The memory of the eligible, incomplete store that a pass's output slot waits for.
  private func slotStore(_ pass: Pass, _ core: Int, _ index: Int) -> Int? {
    guard pass.outputResidency >= 0, !ledger.hasOutputSlot(pass, core: core, in: index) else { return nil }
    var (holder, store) = (index, pass.slotStore)
    if store < 0 {
      let ring = ledger.operators[index].fixed.before[core][2]
      let place = Int(pass.outputResidency) - (ledger.operators[index].fixed.prepared.slots[2] - ring.count)
      holder = ring[place].sequence - ledger.first
      store = ring[place].index
    }
    let moved = ledger.operators[holder].fixed.prepared.plan.transfers[Int(store)]
    guard !moved.isSent, ledger.operators[holder].storeReady[Int(moved.afterPass)] else { return nil }
    return moved.memory
  }

  /// Cycles until `end` in which a memory of a set moved data; `busy` are those of each.
  private mutating func movingCycles(_ mask: UInt64, _ busy: [Int], until end: Int) -> Int {
    if mask.nonzeroBitCount == 1 { return busy[mask.trailingZeroBitCount] }
    var waits = WaitIntervals(memories: servers.count)
    for memory in servers.indices where mask & (1 << UInt64(memory)) != 0 {
      waits.add(memory: memory, from: ledger.now, to: end)
    }
    return waits.movingCycles(&servers)
  }
}
