import Hardware

/// A stream that gives every channel the same requests at the same time, so that one channel stands for all.
///
/// The lowest bits of a line's number are its channel, nothing else depends on them, and the requests come in blocks: one for
/// each channel in turn, of neighbouring lines, with one arrival and direction. As many requests may be accepted in a cycle
/// as there are channels; so a block is accepted in one cycle, all channels are in equal states after it, and accept the next
/// one together too.
struct LockStep {
  let channels: Int
  let bytes: UInt64
  /// One channel of the system.
  let system: DRAMSystem

  /// Nil where the system's channels are not interleaved line by line.
  init?(_ system: DRAMSystem) {
    let map = system.addresses
    let count = system.organization.channels
    guard count > 1, count & (count - 1) == 0, system.organization.requestBytes > 0 else { return nil }
    // Fields of one place have no bits.
    let places: [DRAMAddressMap.Field: Int] = [
      .row: system.organization.rows, .rank: system.organization.ranks,
      .bankGroup: system.organization.bankGroups,
      .bank: system.organization.banks, .channel: count, .pseudoChannel: system.organization.pseudoChannels,
      .column: system.organization.bursts,
    ]
    let order = map.order.filter { places[$0.field] ?? 1 > 1 }
    guard order.last?.field == .channel, order.filter({ $0.field == .channel }).count == 1,
      !map.hashes.contains(where: { $0.field == .channel || $0.by == .channel })
    else { return nil }
    channels = count
    bytes = UInt64(system.organization.requestBytes)
    var one = system
    one.organization.channels = 1
    one.addresses.order = map.order.filter { $0.field != .channel }
    self.system = one
  }

  /// Channel 0's share of a stream; nil where the others' are not the same.
  func share(of requests: UnsafeBufferPointer<DRAMRequest>) -> [DRAMRequest]? {
    guard requests.count % channels == 0 else { return nil }
    let block = bytes * UInt64(channels)
    var share: [DRAMRequest] = []
    share.reserveCapacity(requests.count / channels)
    var index = 0
    while index < requests.count {
      let first = requests[index]
      guard first.address % block == 0 else { return nil }
      for place in 1..<channels {
        let other = requests[index + place]
        guard other.address == first.address + UInt64(place) * bytes, other.arrival == first.arrival,
          other.isWrite == first.isWrite
        else { return nil }
      }
      share.append(
        DRAMRequest(
          address: first.address / UInt64(channels), arrival: first.arrival, isWrite: first.isWrite))
      index += channels
    }
    return share
  }

  /// Channel 0's share of sequences; nil where the others' are not the same.
  func share(of sequences: [DRAMSequence]) -> [DRAMSequence]? {
    var share: [DRAMSequence] = []
    for sequence in sequences {
      guard sequence.stride == bytes, sequence.count % channels == 0,
        sequence.address % (bytes * UInt64(channels)) == 0
      else { return nil }
      share.append(
        DRAMSequence(
          address: sequence.address / UInt64(channels), count: sequence.count / channels, stride: bytes,
          arrival: sequence.arrival, isWrite: sequence.isWrite))
    }
    return share
  }

  /// The record of all channels, of one's.
  func expand(_ record: DRAMRecord) -> DRAMRecord {
    var all = record
    guard let one = record.channels.first else { return record }
    all.channels = Array(repeating: one, count: channels)
    all.completions = []
    all.completions.reserveCapacity(record.completions.count * channels)
    for completion in record.completions {
      for _ in 0..<channels { all.completions.append(completion) }
    }
    all.commands = []
    var start = 0
    while start < record.commands.count {
      var end = start + 1
      while end < record.commands.count && record.commands[end].cycle == record.commands[start].cycle {
        end += 1
      }
      for channel in 0..<channels {
        for index in start..<end {
          var command = record.commands[index]
          command.channel = channel
          all.commands.append(command)
        }
      }
      start = end
    }
    return all
  }
}
