/// Requests that come back, in the order in which they do.
package struct ArrivalQueue {
  package struct Arrival: BitwiseCopyable, Hashable, Sendable {
    package var cycle = 0
    /// How many were issued before it.
    package var number = 0

    package init(cycle: Int = 0, number: Int = 0) {
      self.cycle = cycle
      self.number = number
    }

    @inline(__always)
    func isBefore(_ other: Arrival) -> Bool {
      cycle == other.cycle ? number < other.number : cycle < other.cycle
    }
  }

  private var arrivals = Ring(Arrival())
  private var head = 0
  private var end = 0
  /// Those behind it were added since the queue was put in order.
  private var ordered = 0
  /// Room to sort many in: two copies of them, and how many there are of each key.
  private var copies: [Arrival] = []
  private var starts: [Int32] = []

  package init() {}

  mutating func makeUnique() { arrivals.makeUnique() }

  /// The next one; all must be in order.
  @inline(__always)
  package var first: Arrival? { head < end ? arrivals[head] : nil }

  @inline(__always)
  package mutating func removeFirst() { head += 1 }

  /// Adds one, in any order.
  @inline(__always)
  package mutating func add(_ arrival: Arrival) {
    if end - head == arrivals.room { arrivals.grow(Arrival(), keeping: head..<end) }
    arrivals[end] = arrival
    end += 1
  }

  /// Puts those that were added where they belong.
  ///
  /// Few are moved one by one, since most are late. Many are sorted first, each of their two keys by counting where its
  /// values are close together, and merged with those before from the last one on.
  package mutating func order() {
    let count = end - max(ordered, head)
    if count > 24 {
      sortAdded(count)
    } else {
      var place = max(ordered, head)
      while place < end {
        move(place)
        place += 1
      }
    }
    ordered = end
  }

  /// Moves one before those that it comes before.
  @inline(__always)
  private func move(_ place: Int) {
    let arrival = arrivals[place]
    var place = place
    while place > head, arrival.isBefore(arrivals[place - 1]) {
      arrivals[place] = arrivals[place - 1]
      place -= 1
    }
    arrivals[place] = arrival
  }

  private mutating func sortAdded(_ count: Int) {
    if copies.count < 2 * count {
      copies = [Arrival](repeating: Arrival(), count: 4 * count)
    }
    let begin = end - count
    var (least, most) = (arrivals[begin], arrivals[begin])
    for place in 0..<count {
      let arrival = arrivals[begin + place]
      copies[place] = arrival
      least = Arrival(cycle: min(least.cycle, arrival.cycle), number: min(least.number, arrival.number))
      most = Arrival(cycle: max(most.cycle, arrival.cycle), number: max(most.number, arrival.number))
    }
    let (cycles, numbers) = (most.cycle - least.cycle + 1, most.number - least.number + 1)
    if max(cycles, numbers) <= 16 * count {
      distribute(0..<count, to: count, values: numbers) { $0.number - least.number }
      distribute(count..<2 * count, to: 0, values: cycles) { $0.cycle - least.cycle }
    } else {
      copies[..<count].sort { $0.isBefore($1) }
    }
    merge(count)
  }

  /// Copies arrivals to another place by a key below a number, those of equal keys in their order.
  @inline(__always)
  private mutating func distribute(
    _ from: Range<Int>, to: Int, values: Int, key: (Arrival) -> Int
  ) {
    starts.removeAll(keepingCapacity: true)
    starts.append(contentsOf: repeatElement(0, count: values + 1))
    for place in from { starts[key(copies[place]) + 1] += 1 }
    for value in 0..<values { starts[value + 1] += starts[value] }
    for place in from {
      let arrival = copies[place]
      let start = Int(starts[key(arrival)])
      starts[key(arrival)] += 1
      copies[to + start] = arrival
    }
  }

  /// Merges as many sorted ones with those before them, which end where they will begin.
  private func merge(_ count: Int) {
    var (old, new, place) = (end - count - 1, count - 1, end - 1)
    while new >= 0 {
      if old >= head, copies[new].isBefore(arrivals[old]) {
        arrivals[place] = arrivals[old]
        old -= 1
      } else {
        arrivals[place] = copies[new]
        new -= 1
      }
      place -= 1
    }
  }
}
