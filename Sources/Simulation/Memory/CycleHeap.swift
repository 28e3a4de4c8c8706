/// Cycles to come, the earliest first: a binary heap.
struct CycleHeap {
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

  mutating func removeFirst() {
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
