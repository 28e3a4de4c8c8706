/// Requests that come back, in the order in which they do.
struct ArrivalQueue {
  struct Arrival: BitwiseCopyable {
    var cycle = 0
    /// How many were issued before it.
    var number = 0

    @inline(__always)
    func isBefore(_ other: Arrival) -> Bool {
      cycle == other.cycle ? number < other.number : cycle < other.cycle
    }
  }

  private var arrivals = Ring(Arrival())
  private var head = 0
  private var end = 0

  mutating func makeUnique() { arrivals.makeUnique() }

  @inline(__always)
  var first: Arrival? { head < end ? arrivals[head] : nil }

  /// Puts one where it belongs, which is mostly last.
  @inline(__always)
  mutating func insert(_ arrival: Arrival) {
    if end - head == arrivals.room { arrivals.grow(Arrival(), keeping: head..<end) }
    var place = end
    end += 1
    while place > head, arrival.isBefore(arrivals[place - 1]) {
      arrivals[place] = arrivals[place - 1]
      place -= 1
    }
    arrivals[place] = arrival
  }

  @inline(__always)
  mutating func removeFirst() { head += 1 }
}
