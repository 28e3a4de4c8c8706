import Hardware
import Mapping
import Quantities
import Simulation
import Tensors

/// A memory of one bus, and long transfers of one to three of its queues.
struct RandomBus {
  private var units: BusUnits
  private var latency: Int
  private var request: Int
  /// Requests that are under way at most; nil for any number.
  private var outstanding: Int?
  private var queues: Int
  private var entries: [BusReplay.Entry] = []
  /// No fewer than the requests of all entries.
  private var mostRequests = 0

  /// The memory as runs have it: without a window where that never holds a request up.
  var memory: BusReplay { memory(outstanding: outstanding, mostRequests: mostRequests) }

  /// The same with a window in any case. Of a memory without one all requests that are eligible are issued in one cycle, and
  /// so at once even where it is asked cycle by cycle.
  var memoryWithWindow: BusReplay {
    memory(outstanding: min(outstanding ?? mostRequests, mostRequests), mostRequests: mostRequests + 1)
  }

  private func memory(outstanding: Int?, mostRequests: Int) -> BusReplay {
    let timing = MemoryTiming(units: units, latency: latency, outstanding: outstanding, request: request)
    return BusReplay(timing, queues: queues, entries: entries, mostRequests: mostRequests)
  }

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func integer(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }
    func chance(_ percent: Int) -> Bool { integer(1...100) <= percent }
    let request = chance(70) ? 1 << integer(2...6) : integer(1...50)
    self.request = request
    outstanding = chance(25) ? nil : chance(50) ? integer(1...8) : integer(9...60)
    func buffer() -> Buffer { Buffer(capacity: nil, banks: integer(1...4), width: integer(1...32)) }
    // Requests of some cycles, and of some to a cycle; buffers that are slower for some.
    let rate = Ratio(integer(1...40), integer(1...7))
    let buffers = Buffers.perOperand(input: buffer(), weight: buffer(), output: buffer())
    let isUneven = chance(50)
    units = (isUneven ? BusUnits(bytesPerCycle: rate, buffers: buffers) : BusUnits(bytesPerCycle: rate))!
    latency = chance(20) ? integer(0...1) : integer(2...80)
    queues = 4 * integer(1...2)
    let used = Array((0..<queues).shuffled(using: &random).prefix(integer(1...3)))
    let (period, spread) = (integer(1...600), chance(50) ? integer(1...4_000) : 1)
    var counts = [Int](repeating: 0, count: queues)
    for number in 0..<integer(2...14) {
      let queue = used[integer(0...used.count - 1)]
      let from =
        switch integer(0...2) {
        case 0: 0
        case 1: counts[queue] * period
        default: integer(0...spread)
        }
      let after = number > 0 && chance(25) ? integer(0...number - 1) : nil
      counts[queue] += 1
      var address = integer(0...4) * request + (chance(25) ? integer(0...request) : 0)
      let strips = (0..<integer(0...3)).map { _ in
        let whole = integer(1...(chance(50) ? 120 : 6)) * request
        let length = chance(75) ? whole : max(1, whole - integer(0...request))
        let count = chance(60) ? 1 : integer(2...5)
        let gap =
          chance(75)
          ? integer(0...2) * request + (request - length % request) % request : integer(0...request)
        defer { address += count * (length + gap) + (chance(25) ? integer(0...request) : 0) }
        // Each run may begin and end within a request.
        mostRequests += count * (length / request + 2)
        return Strip(start: address, length: length, stride: length + gap, count: count)
      }
      entries.append(BusReplay.Entry(queue: queue, from: from, after: after, strips: strips))
    }
  }
}
