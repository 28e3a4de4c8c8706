import Hardware

extension RamulatorChannel {
  /// Commands that may be chosen from a queue.
  struct Admission {
    var columns = true
    var activates = true
    var precharges = true
    /// The cycles in which HBM3's precharges follow a row command of the rising edge.
    var followsRisingEdge = false
  }

  /// What a queue can issue now; if nothing, when it can.
  struct Choice {
    var order = Int.max
    var bank = -1
    var command = Command.activate
    /// The first cycle in which a column command, an activate or a precharge is legal.
    var wake = Int.max
    var isFound: Bool { bank >= 0 }
  }

  /// The oldest request in the queue of the present mode whose next command is legal.
  func choose(from queue: borrowing RamulatorQueue, isWrite: Bool, _ admission: Admission, _ clock: Int)
    -> Choice
  {
    var choice = Choice()
    for (index, word) in queue.occupied.enumerated() {
      var bits = word
      while bits != 0 {
        let bank = index * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        let row = rows[bank]
        if row >= 0 {
          if admission.columns && queue.firstHit(bank: bank) < choice.order {
            consider(isWrite ? .write : .read, bank, queue.firstHit(bank: bank), clock, &choice)
          }
          if admission.precharges && !isReserved[bank] && queue.firstMiss(bank: bank) < choice.order
            && (!admission.followsRisingEdge || canFollowRisingEdge(bank, clock))
          {
            consider(.precharge, bank, queue.firstMiss(bank: bank), clock, &choice)
          }
        } else if row == Self.closed && admission.activates && queue.firstMiss(bank: bank) < choice.order {
          consider(.activate, bank, queue.firstMiss(bank: bank), clock, &choice)
        }
      }
    }
    return choice
  }

  @inline(__always)
  private func consider(_ command: Command, _ bank: Int, _ order: Int, _ clock: Int, _ choice: inout Choice) {
    let ready = timing.ready(command, bank: bank)
    if ready <= clock {
      choice.order = order
      choice.bank = bank
      choice.command = command
    } else {
      choice.wake = min(choice.wake, dueTick(of: command, ready))
    }
  }

  /// HBM3 issues all but precharges in odd ticks.
  func dueTick(of command: Command, _ ready: Int) -> Int {
    guard family == .hbm34, command != .precharge, command != .prechargeAll else { return ready }
    return ready | 1
  }

  /// The first to come of the active requests whose command is legal: its place, or when one is legal.
  func chooseActive(_ clock: Int) -> (place: Int?, wake: Int) {
    var place: Int?
    var wake = Int.max
    for (index, candidate) in active.enumerated() {
      let ready = timing.ready(candidate.isWrite ? .write : .read, bank: candidate.bank)
      if ready > clock {
        wake = min(wake, dueTick(of: .read, ready))
      } else if let best = place {
        if candidate.entry.accepted < active[best].entry.accepted { place = index }
      } else {
        place = index
      }
    }
    return (place, wake)
  }

  /// What the first demand needs, if it is legal; else when it is, as far as that is known.
  func chooseDemand(_ clock: Int) -> (command: Command?, wake: Int) {
    guard let unit = demands.first else { return (nil, .max) }
    let command = openBanks[unit] > 0 ? Command.prechargeAll : .refresh
    if command == .prechargeAll && reservedBanks[unit] > 0 { return (nil, .max) }
    let ready = timing.ready(command, bank: unit * unitBanks)
    return ready <= clock ? (command, .max) : (nil, dueTick(of: command, ready))
  }
}
