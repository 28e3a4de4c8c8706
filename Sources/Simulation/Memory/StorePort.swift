/// The port through which stores are read from a core's output buffer, one request after the other.
struct StorePort {
  /// A request that waits to be sent: its bursts, of so many from one on.
  struct Waiting {
    var number: Int
    var first: Int
    var count: Int
    var bytes: Int
    /// When it is there.
    var cycle = 0
  }

  private var end = BusTime()
  private var waiting: [Waiting] = []
  private var first = 0

  /// The cycle in which the next request is there, and its number; the greatest integer for none.
  var next: Int { first < waiting.count ? waiting[first].cycle : Int.max }
  var number: Int { first < waiting.count ? waiting[first].number : Int.max }

  /// Lets a request that is issued in a cycle take its turn, and the port for a time; returns it if it is there at once.
  mutating func take(_ request: Waiting, time: BusTime, fill: Int, in cycle: Int) -> Waiting? {
    if end.cycles < cycle { end = BusTime(cycles: cycle) }
    end.add(time, perCycle: fill)
    guard end.roundedUp > cycle else { return request }
    var request = request
    request.cycle = end.roundedUp
    waiting.append(request)
    return nil
  }

  mutating func removeFirst() -> Waiting {
    let request = waiting[first]
    first += 1
    if first > 64, first * 2 > waiting.count {
      waiting.removeFirst(first)
      first = 0
    }
    return request
  }

  func contains(_ number: Int) -> Bool { waiting[first...].contains { $0.number == number } }
}
