/// Cycles to come, the earliest first.
///
/// Most become known in their order, and stand in a line; the others in a heap.
struct CycleQueue {
  private var line = Ring(0)
  private var head = 0
  private var end = 0
  private var others = CycleHeap()

  mutating func makeUnique() { line.makeUnique() }

  @inline(__always)
  var first: Int? {
    guard head < end else { return others.first }
    guard let other = others.first else { return line[head] }
    return min(line[head], other)
  }

  @inline(__always)
  mutating func add(_ cycle: Int) {
    if head < end, cycle < line[end - 1] {
      others.add(cycle)
      return
    }
    if end - head == line.room { line.grow(0, keeping: head..<end) }
    line[end] = cycle
    end += 1
  }

  /// Takes out all up to a cycle; returns how many there were.
  @inline(__always)
  mutating func remove(through cycle: Int) -> Int {
    let before = head
    while head < end, line[head] <= cycle { head += 1 }
    return head - before + others.remove(through: cycle)
  }
}

/// Cycles to come that are known in any order: a binary heap.
private struct CycleHeap {
  private var heap: [Int] = []

  var first: Int? { heap.first }

  mutating func add(_ cycle: Int) {
    heap.append(cycle)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard cycle < heap[parent] else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = cycle
  }

  /// Takes out all up to a cycle; returns how many there were.
  @inline(__always)
  mutating func remove(through cycle: Int) -> Int {
    var count = 0
    while let least = heap.first, least <= cycle {
      removeFirst()
      count += 1
    }
    return count
  }

  private mutating func removeFirst() {
    let last = heap.removeLast()
    guard !heap.isEmpty else { return }
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < last else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = last
  }
}
