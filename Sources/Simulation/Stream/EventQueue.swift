/// Something that happens in a known cycle.
struct Event {
  /// In the order in which they count within a cycle (docs/model.md, 5 and 9).
  enum Kind: UInt8 {
    /// A transfer is complete.
    case transfer
    /// A load has left its decoder.
    case decoder
    /// A sum has come over the reduction link.
    case reduction
    /// A pass leaves the array.
    case pass
    /// A pass leaves the vector unit.
    case vectorPass
    /// A tile leaves the vector unit.
    case vectorTile
  }

  var time: Int
  var kind: Kind
  /// The operator's place in the stream, and the number of the transfer, sum or pass in it.
  var sequence: Int
  var index: Int32
  /// How many events were known before it.
  var order: Int = 0

  func isBefore(_ other: Event) -> Bool {
    if time != other.time { return time < other.time }
    if kind != other.kind { return kind.rawValue < other.kind.rawValue }
    return order < other.order
  }
}

/// The events to come, the earliest first: a binary heap.
struct EventQueue {
  private(set) var heap: [Event] = []
  private var count = 0

  /// The cycle of the earliest event; the greatest integer for none.
  var nextTime: Int { heap.first?.time ?? Int.max }

  mutating func add(_ time: Int, _ kind: Event.Kind, _ sequence: Int, _ index: Int32) {
    heap.append(Event(time: time, kind: kind, sequence: sequence, index: index, order: count))
    count += 1
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].isBefore(heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes out the earliest event if it is in the given cycle.
  mutating func take(at time: Int) -> Event? {
    guard let first = heap.first, first.time == time else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].isBefore(heap[least]) { least = child }
      }
      if least == parent { return first }
      heap.swapAt(parent, least)
      parent = least
    }
  }

  /// All events in their order.
  var sorted: [Event] { heap.sorted { $0.isBefore($1) } }
}
