import Synchronization

/// Values that several threads ask for by key, each made once while it is kept.
///
/// It keeps what was made last, as much as `limit` allows by `cost`, and one value at least.
final class SharedValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct State {
    var tasks: [Key: Task<Value, Never>] = [:]
    /// What is made already, the oldest first, with what it costs.
    var made: [(key: Key, cost: Int)] = []
    var total = 0
  }

  private let state = Mutex(State())
  private let limit: Int
  private let cost: @Sendable (Value) -> Int

  init(limit: Int, cost: @escaping @Sendable (Value) -> Int = { _ in 1 }) {
    self.limit = limit
    self.cost = cost
  }

  func value(for key: Key, _ make: @escaping @Sendable () async -> Value) async -> Value {
    let (task, isNew) = state.withLock { state in
      if let known = state.tasks[key] { return (known, false) }
      let task = Task { await make() }
      state.tasks[key] = task
      return (task, true)
    }
    let value = await task.value
    if isNew { note(key, cost(value)) }
    return value
  }

  private func note(_ key: Key, _ cost: Int) {
    state.withLock { state in
      state.made.append((key, cost))
      state.total += cost
      while state.total > limit, state.made.count > 1 {
        let oldest = state.made.removeFirst()
        state.tasks[oldest.key] = nil
        state.total -= oldest.cost
      }
    }
  }
}
