import Workloads

/// From which operator to which each activation that an operator makes is in use.
struct Lifetimes {
  struct Span {
    var tensor: Int
    var first: Int
    var last: Int
  }

  /// In the order of their first operators.
  private(set) var spans: [Span] = []

  init(_ trace: Trace) {
    var spanOf = [Int: Int]()
    for (index, one) in trace.operators.enumerated() {
      for tensor in [one.input, one.weight].compactMap({ $0 }) {
        if let span = spanOf[tensor] { spans[span].last = max(spans[span].last, index) }
      }
      guard let output = one.output, trace.tensors[output].kind == .activation else { continue }
      if let span = spanOf[output] {
        spans[span].last = index
      } else {
        spanOf[output] = spans.count
        spans.append(Span(tensor: output, first: index, last: index))
      }
    }
    for group in Self.repeatedGroups(trace) {
      for index in spans.indices {
        let span = spans[index]
        if span.first < group.lowerBound, group.contains(span.last) {
          // Every execution may read it.
          spans[index].last = group.upperBound
        } else if group.contains(span.first), span.last > group.upperBound {
          // What leaves a group may be what its next execution begins with.
          spans[index].first = group.lowerBound
        }
      }
    }
    spans.sort { ($0.first, $0.tensor) < ($1.first, $1.tensor) }
  }

  /// The operators of each group that runs more than once.
  private static func repeatedGroups(_ trace: Trace) -> [ClosedRange<Int>] {
    var found: [ClosedRange<Int>] = []
    var open: [(name: String, start: Int)] = []
    for (index, one) in trace.operators.enumerated() {
      let names = one.groups.filter { $0.executions > 1 }.map(\.name)
      while open.count > names.count || zip(open, names).contains(where: { $0.name != $1 }) {
        found.append(open.removeLast().start...(index - 1))
      }
      for name in names.dropFirst(open.count) { open.append((name, index)) }
    }
    for group in open.reversed() { found.append(group.start...(trace.operators.count - 1)) }
    return found
  }
}
