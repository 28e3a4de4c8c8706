import Hardware
import ReferenceMachine

extension TraceChecker {
  /// A burst's place, as a key.
  private typealias Place = [DRAMAddressMap.Field: Int]

  /// What happens to a line, in time: commands before accepts of the same cycle.
  private struct Event {
    var cycle: Int
    /// The request that is accepted; nil where it is a command.
    var request: Int?
    var isWrite: Bool
  }

  /// Follows the values of each line: a read returns what the last write before it wrote, and at the end all are in the devices.
  mutating func checkService(
    _ commands: [Command], _ requests: [SteppedDRAM.Request], _ accepted: [Int], _ completed: [Int]
  ) {
    var lines: [Place: [Event]] = [:]
    for command in commands where isColumn(command) {
      let place: Place = [
        .channel: command.channel, .pseudoChannel: command.pseudoChannel, .rank: command.rank,
        .bankGroup: command.bankGroup, .bank: command.bank, .row: command.row, .column: command.column,
      ]
      lines[place, default: []].append(Event(cycle: command.cycle, request: nil, isWrite: isWrite(command)))
    }
    for (index, request) in requests.enumerated() {
      if accepted[index] < request.arrival { complain("request \(index) was accepted before it arrived") }
      if index > 0, accepted[index] < accepted[index - 1] { complain("request \(index) was accepted out of order") }
      lines[place(of: request.address), default: []].append(
        Event(cycle: accepted[index], request: index, isWrite: request.isWrite))
    }
    for (_, events) in lines { follow(events, accepted, completed) }
  }

  private mutating func follow(_ events: [Event], _ accepted: [Int], _ completed: [Int]) {
    var stored = -1
    var waitingWrites: [Int] = []
    var waitingReads: [Int] = []
    var lastWrite = -1
    /// What each waiting read has to return.
    var expected: [Int: Int] = [:]
    let ordered = events.sorted {
      ($0.cycle, $0.request == nil ? -1 : $0.request ?? 0) < ($1.cycle, $1.request == nil ? -1 : $1.request ?? 0)
    }
    for event in ordered {
      guard let request = event.request else {
        if event.isWrite {
          if waitingWrites.isEmpty { complain("a write in \(event.cycle) that nobody asked for") }
          stored = waitingWrites.last ?? stored
          waitingWrites = []
        } else {
          if waitingReads.isEmpty { complain("a read in \(event.cycle) that nobody asked for") }
          for read in waitingReads {
            if completed[read] != event.cycle + self.read + burst { complain("read \(read) is not complete with its data") }
            if stored != expected[read] { complain("read \(read) returns what write \(stored) wrote") }
          }
          waitingReads = []
        }
        continue
      }
      if event.isWrite {
        if completed[request] != accepted[request] + 1 { complain("write \(request) is not posted") }
        waitingWrites.append(request)
        lastWrite = request
      } else if completed[request] == accepted[request] + 1 {
        if waitingWrites.isEmpty { complain("read \(request) has been served from nothing") }
      } else {
        waitingReads.append(request)
        expected[request] = lastWrite
      }
    }
    if !waitingReads.isEmpty { complain("reads \(waitingReads) were not served") }
    if stored != lastWrite { complain("write \(lastWrite) never reached its device") }
  }

  /// Where an address lies, by division.
  private func place(of address: UInt64) -> Place {
    let organization = system.organization
    let counts: Place = [
      .channel: organization.channels, .pseudoChannel: organization.pseudoChannels, .rank: organization.ranks,
      .bankGroup: organization.bankGroups, .bank: organization.banks, .row: organization.rows,
      .column: organization.bursts,
    ]
    var rest = Int(address / UInt64(organization.requestBytes))
    var plain: Place = counts.mapValues { _ in 0 }
    var weight: Place = counts.mapValues { _ in 1 }
    for part in system.addresses.order.reversed() {
      let others = system.addresses.order.filter { $0.field == part.field && $0.bits != nil }
      let stated = others.reduce(1) { $0 << ($1.bits ?? 0) }
      let size = part.bits.map { 1 << $0 } ?? (counts[part.field] ?? 1) / stated
      plain[part.field, default: 0] += rest % size * (weight[part.field] ?? 1)
      weight[part.field, default: 1] *= size
      rest /= size
    }
    var place = plain
    for hash in system.addresses.hashes {
      place[hash.field, default: 0] ^= ((plain[hash.by] ?? 0) >> hash.shift) % (counts[hash.field] ?? 1)
    }
    return place
  }
}
