import Hardware

/// The vector unit and the output tiles that wait for it, first in, first out.
struct VectorQueue {
  private var waiting: [(residency: Int, cycles: Int)] = []
  private var current: (residency: Int, finish: Int)?

  var isIdle: Bool { current == nil && waiting.isEmpty }

  mutating func add(residency: Int, cycles: Int) { waiting.append((residency, cycles)) }

  /// Finishes what it finishes in a cycle and begins the next; returns the residencies that are done.
  mutating func advance(to cycle: Int) -> [Int] {
    var done: [Int] = []
    while true {
      if let work = current {
        guard work.finish <= cycle else { return done }
        done.append(work.residency)
        current = nil
      }
      guard !waiting.isEmpty else { return done }
      let next = waiting.removeFirst()
      current = (next.residency, cycle + next.cycles)
    }
  }
}

extension VectorUnit {
  /// The cycles that a number of element operations takes in one function.
  func cycles(of name: String, operations: Int) throws -> Int {
    guard let function = function(named: name) else {
      throw ReferenceFailure(description: "the vector unit has no function \(name)")
    }
    return function.latency + (operations + lanes - 1) / lanes * function.interval
  }
}
