import Workloads

/// All executions of a trace, one after the other, and what each reads of the one before it.
struct ExecutionOrder {
  struct Execution: Sendable {
    /// The operator's place in the trace.
    var number: Int
    /// Whether the execution before writes the tensor that is the input here, or appends to it.
    var inputFollows: Bool
    /// The same of the second factor.
    var weightFollows: Bool
  }

  /// Executions that are kept one by one.
  static let limit = 1 << 20

  private(set) var executions: [Execution] = []
  /// The first execution where the trace runs again without a break.
  private(set) var firstAgain = Execution(number: 0, inputFollows: false, weightFollows: false)

  private let trace: Trace
  private var carries: [String: [Int: Int]] = [:]
  /// The groups around the present operator, and how often each ran before.
  private var frames: [(group: String, before: Int)] = []
  /// How often each operator ran before.
  private var counts: [Int]
  /// What the execution before wrote: a tensor, and which of its copies.
  private var written: Copy?

  private struct Copy: Equatable {
    var tensor: Int
    var copy: Int
  }

  /// Nil where there are more executions than are kept.
  init?(_ trace: Trace) {
    var sum = 0
    for one in trace.operators {
      sum += one.executions
      guard one.executions <= Self.limit, sum <= Self.limit else { return nil }
    }
    self.trace = trace
    counts = [Int](repeating: 0, count: trace.operators.count)
    for carry in trace.carries { carries[carry.group, default: [:]][carry.earlier] = carry.later }
    executions.reserveCapacity(sum)
    walk(trace.operators.indices, depth: 0)
    guard let first = trace.operators.indices.first else { return }
    counts = [Int](repeating: 0, count: trace.operators.count)
    firstAgain = execution(of: first)
  }

  private mutating func walk(_ range: Range<Int>, depth: Int) {
    var index = range.lowerBound
    while index < range.upperBound {
      let one = trace.operators[index]
      guard one.groups.count > depth else {
        let times = one.executions / one.groups.reduce(1) { $0 * $1.executions }
        for _ in 0..<times { run(index) }
        index += 1
        continue
      }
      let group = one.groups[depth]
      let end =
        range.suffix(from: index).first {
          let groups = trace.operators[$0].groups
          return groups.count <= depth || groups[depth] != group
        } ?? range.upperBound
      for before in 0..<group.executions {
        frames.append((group.name, before))
        walk(index..<end, depth: depth + 1)
        frames.removeLast()
      }
      index = end
    }
  }

  private mutating func run(_ index: Int) {
    executions.append(execution(of: index))
    written = trace.operators[index].output.map { copy($0, of: index) }
    counts[index] += 1
  }

  private func execution(of index: Int) -> Execution {
    let one = trace.operators[index]
    func follows(_ tensor: Int?) -> Bool {
      guard let tensor, let written else { return false }
      return written == copy(carried(tensor), of: index)
    }
    return Execution(number: index, inputFollows: follows(one.input), weightFollows: follows(one.weight))
  }

  /// The copy of a tensor that the present execution uses: every execution has its own part of a cache.
  private func copy(_ tensor: Int, of index: Int) -> Copy {
    let hasCopies = trace.tensors[tensor].kind == .cache && trace.tensors[tensor].copies > 1
    return Copy(tensor: tensor, copy: hasCopies ? counts[index] : 0)
  }

  /// What is read where a tensor is named: the innermost group that ran before and carries it decides.
  private func carried(_ tensor: Int) -> Int {
    for frame in frames.reversed() where frame.before > 0 {
      if let later = carries[frame.group]?[tensor] { return later }
    }
    return tensor
  }
}
