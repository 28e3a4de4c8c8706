import Hardware
import ReferenceMachine

extension TraceChecker {
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
    var lines: [Int: [Event]] = [:]
    for command in commands where isColumn(command) {
      let line = number(of: [
        command.channel, command.pseudoChannel, command.rank, command.bankGroup, command.bank, command.row,
        command.column,
      ])
      lines[line, default: []].append(Event(cycle: command.cycle, request: nil, isWrite: isWrite(command)))
    }
    for (index, request) in requests.enumerated() {
      if accepted[index] < request.arrival { complain("request \(index) was accepted before it arrived") }
      if index > 0, accepted[index] < accepted[index - 1] {
        complain("request \(index) was accepted out of order")
      }
      lines[line(of: request.address), default: []].append(
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
      ($0.cycle, $0.request == nil ? -1 : $0.request ?? 0) < (
        $1.cycle, $1.request == nil ? -1 : $1.request ?? 0
      )
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
            if completed[read] != event.cycle + self.read + burst {
              complain("read \(read) is not complete with its data")
            }
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

  /// The fields of a place, in the order in which they make its number.
  private static let fields: [DRAMAddressMap.Field] = [
    .channel, .pseudoChannel, .rank, .bankGroup, .bank, .row, .column,
  ]

  private var counts: [Int] {
    let organization = system.organization
    return [
      organization.channels, organization.pseudoChannels, organization.ranks, organization.bankGroups,
      organization.banks, organization.rows, organization.bursts,
    ]
  }

  private func number(of place: [Int]) -> Int { zip(place, counts).reduce(0) { $0 * $1.1 + $1.0 } }

  /// The number of the place of an address, by division.
  private func line(of address: UInt64) -> Int {
    func index(_ field: DRAMAddressMap.Field) -> Int { Self.fields.firstIndex(of: field) ?? 0 }
    var rest = Int(address / UInt64(system.organization.requestBytes))
    var plain = Array(repeating: 0, count: counts.count)
    var weight = Array(repeating: 1, count: counts.count)
    for part in system.addresses.order.reversed() {
      let field = index(part.field)
      let others = system.addresses.order.filter { $0.field == part.field }
      let size = part.bits.map { 1 << $0 } ?? counts[field] / others.reduce(1) { $0 << ($1.bits ?? 0) }
      plain[field] += rest % size * weight[field]
      weight[field] *= size
      rest /= size
    }
    var place = plain
    for hash in system.addresses.hashes {
      place[index(hash.field)] ^= (plain[index(hash.by)] >> hash.shift) % counts[index(hash.field)]
    }
    return number(of: place)
  }
}
