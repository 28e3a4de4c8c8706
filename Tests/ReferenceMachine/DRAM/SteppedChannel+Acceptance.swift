import Hardware

extension SteppedChannel {
  /// Takes a request after the tick of this cycle, or refuses it.
  mutating func accept(_ request: WaitingRequest) -> Bool {
    // DRAMsim3 wants room even for what it serves at once.
    let needsRoom = system.controller.policy == .dramsim3
    // A posted write and a forwarded read: in the first tick; in DRAMsim3, which counts from that, a tick later.
    let atOnce = cycle + (system.controller.policy == .dramsim3 ? 2 : 1)
    let room =
      request.isWrite
      ? system.controller.writeQueue - writes.count : system.controller.readQueue - reads.count
    if needsRoom, room <= 0 { return refuse() }

    if request.isWrite {
      if linesToWrite.contains(request.line) {
        counts.mergedWrites += 1
      } else {
        if room <= 0 { return refuse() }
        writes.append(request)
        linesToWrite.insert(request.line)
      }
      finish([request.number], at: atOnce)
    } else if linesToWrite.contains(request.line) {
      counts.forwardedReads += 1
      finish([request.number], at: atOnce)
    } else if linesToRead.contains(request.line) {
      counts.mergedReads += 1
      merge(request)
    } else {
      if room <= 0 { return refuse() }
      reads.append(request)
      linesToRead.insert(request.line)
    }
    return true
  }

  private mutating func refuse() -> Bool {
    observations.refusals += 1
    return false
  }

  /// Lets a read wait with the one of its line that waits already.
  private mutating func merge(_ request: WaitingRequest) {
    if let position = reads.firstIndex(where: { $0.line == request.line }) {
      reads[position].merged.append(request.number)
      return
    }
    let queue = bank(of: request.place)
    if let position = queues[queue].firstIndex(where: { !$0.isWrite && $0.line == request.line }) {
      queues[queue][position].merged.append(request.number)
    }
  }
}
