import Hardware
import Quantities

/// What carries a memory's requests from their issue until they are complete (docs/model.md, 5).
protocol RequestPath: AnyObject {
  /// Requests that are issued and not complete.
  var underWay: Int { get }

  /// Takes one more request of a transfer on its way.
  func issue(_ transfer: Transfer, request: Int, in cycle: Int)

  /// Step 1: of each request that completes in a cycle its transfer.
  func complete(in cycle: Int) -> [Transfer]

  /// Whether the memory's bus moved data in a cycle.
  func movedData(in cycle: Int) -> Bool
}

/// The bus of a memory that is a bandwidth and a latency.
///
/// Times on the bus are exact: whole multiples of `1 / unit` of a cycle.
final class FlatPath: RequestPath {
  private struct Request {
    var transfer: Transfer
    var start: Int
    var end: Int
  }

  private var requests: [Request] = []
  private var busEnd = 0
  private let latency: Int
  private let unit: Int
  /// Units of bus time that a byte takes, by operand.
  private let unitsPerByte: [Int]

  /// - Parameter fillBytes: By operand, the bytes its buffer takes in or gives out in a cycle.
  init(_ memory: BandwidthMemory, clock: Frequency, fillBytes: [Int]) {
    latency = cycles(of: memory.latency, clock)
    let rate = Ratio(memory.bandwidth.bytesPerSecond, clock.hertz)
    // A byte takes q / p or 1 / F of a cycle: both are whole in units of the common multiple.
    let unit = ([rate.numerator] + fillBytes).reduce(1) { $0 / greatestCommonDivisor($0, $1) * $1 }
    self.unit = unit
    unitsPerByte = fillBytes.map { max(rate.denominator * (unit / rate.numerator), unit / $0) }
  }

  var underWay: Int { requests.count }

  func issue(_ transfer: Transfer, request: Int, in cycle: Int) {
    let bytes = transfer.contents.requests[request].count
    let start = max((cycle + latency) * unit, busEnd)
    busEnd = start + bytes * unitsPerByte[transfer.operand.index]
    requests.append(Request(transfer: transfer, start: start, end: busEnd))
  }

  func complete(in cycle: Int) -> [Transfer] {
    var done: [Transfer] = []
    while let request = requests.first, ceilingDivision(request.end, by: unit) <= cycle {
      requests.removeFirst()
      done.append(request.transfer)
    }
    return done
  }

  /// Whether some request's time on the bus overlaps a cycle.
  func movedData(in cycle: Int) -> Bool {
    requests.contains { $0.start < (cycle + 1) * unit && $0.end > cycle * unit }
  }
}

/// What a time takes in whole cycles of a clock.
func cycles(of time: TimeSpan, _ clock: Frequency) -> Int {
  ceilingDivision(time.picoseconds * clock.hertz, by: 1_000_000_000_000)
}
