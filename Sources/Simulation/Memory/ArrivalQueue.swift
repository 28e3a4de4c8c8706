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
  /// Room to sort many in: a copy of them, and how many there are before each cycle.
  private var copies = Ring(Arrival())
  private var starts = Ring(Int32(0))

  package init() {}

  mutating func makeUnique() {
    arrivals.makeUnique()
    copies.makeUnique()
    starts.makeUnique()
  }

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
  /// Few are moved one by one, since most are late. Many are sorted first, by counting where their cycles are close
  /// together, and merged with those before from the last one on.
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
    while copies.room < count { copies.grow(Arrival(), keeping: 0..<0) }
    let begin = end - count
    var (least, most) = (arrivals[begin].cycle, arrivals[begin].cycle)
    for place in 0..<count {
      let arrival = arrivals[begin + place]
      copies[place] = arrival
      least = min(least, arrival.cycle)
      most = max(most, arrival.cycle)
    }
    if most - least < 16 * count {
      distribute(begin, count, cycles: least...most)
    } else {
      var many = UnsafeMutableBufferPointer(mutating: copies.first(count))
      many.sort { $0.isBefore($1) }
    }
    merge(count)
  }

  /// Copies those that were added by their cycles, and puts those of one cycle in order.
  private mutating func distribute(_ begin: Int, _ count: Int, cycles: ClosedRange<Int>) {
    let least = cycles.lowerBound
    while starts.room < cycles.count + 1 { starts.grow(0, keeping: 0..<0) }
    for cycle in 0...cycles.count { starts[cycle] = 0 }
    for place in begin..<end { starts[arrivals[place].cycle - least + 1] += 1 }
    for cycle in 0..<cycles.count { starts[cycle + 1] += starts[cycle] }
    for place in begin..<end {
      let arrival = arrivals[place]
      let start = Int(starts[arrival.cycle - least])
      starts[arrival.cycle - least] += 1
      copies[start] = arrival
    }
    for place in 1..<count {
      let arrival = copies[place]
      var place = place
      while place > 0, arrival.isBefore(copies[place - 1]) {
        copies[place] = copies[place - 1]
        place -= 1
      }
      copies[place] = arrival
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
