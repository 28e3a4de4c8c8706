import Hardware

/// A server that takes one piece of work at a time, first in, first out.
struct WorkQueue<Item> {
  private var waiting: [(item: Item, joined: Int, cycles: Int)] = []
  private var freeFrom = 0

  var isIdle: Bool { waiting.isEmpty }

  mutating func add(_ item: Item, cycles: Int, in cycle: Int) { waiting.append((item, cycle, cycles)) }

  /// What is done by a cycle; the next begins when the one before is done, or when it joins.
  mutating func advance(to cycle: Int) -> [Item] {
    var done: [Item] = []
    while let (item, joined, cycles) = waiting.first {
      let finish = max(joined, freeFrom) + cycles
      guard finish <= cycle else { break }
      freeFrom = finish
      done.append(item)
      waiting.removeFirst()
    }
    return done
  }
}

/// What waits for a core's vector unit.
enum VectorItem {
  /// An output tile of a product, by its residency.
  case tile(residency: Int)
  /// A vector operator's pass.
  case pass(Int)
}

/// The tiles of all cores that add up to one, each with its residency.
struct ReductionItem {
  var operation: Int
  var parts: [(core: Int, residency: Int)]
}

extension VectorUnit {
  /// The cycles that a tile takes in functions that it passes through one after the other, or stage by stage of one
  /// pipeline; each with its number of element operations.
  func cycles(of stages: [(name: String, operations: Int)]) throws -> Int {
    let parts = try stages.map { name, operations in
      guard let function = function(named: name) else {
        throw ReferenceFailure(description: "the vector unit has no function \(name)")
      }
      return (latency: function.latency, issue: (operations + lanes - 1) / lanes * function.interval)
    }
    let latencies = parts.map(\.latency).reduce(0, +)
    return latencies + (isChained ? parts.map(\.issue).max() ?? 0 : parts.map(\.issue).reduce(0, +))
  }
}
