import Hardware
import Workloads

/// Tensors that have to lie in one memory: most are alone, but an epilogue's parameters lie with the weight, and what
/// a group hands on lies where what was there before it does.
struct TensorBundle {
  struct Member {
    var tensor: Int
    /// The operators that use it first and last.
    var first: Int
    var last: Int
    /// Whether it is there from the beginning to the end.
    var stays: Bool
  }

  /// The first one made first.
  var members: [Member]
  /// The memories that may hold it, in the order of preference.
  var choice: [Int]

  /// Whether all of it is there from the beginning to the end.
  let stays: Bool
  /// The first operator that uses one of those that come and go.
  let first: Int
  private let leastTensor: Int

  private init(_ members: [Member], choice: [Int]) {
    self.members = members.sorted {
      ($0.stays ? 0 : 1, $0.first, $0.tensor) < ($1.stays ? 0 : 1, $1.first, $1.tensor)
    }
    self.choice = choice
    stays = members.allSatisfy(\.stays)
    first = members.filter { !$0.stays }.map(\.first).min() ?? 0
    leastTensor = members.map(\.tensor).min() ?? 0
  }

  /// All bundles of a trace, in the order in which they get their places: what stays, as the trace names it, then
  /// what comes and goes, as it comes.
  static func all(_ trace: Trace, _ placement: Placement) -> [TensorBundle] {
    let made = Self.made(trace)
    var roots = Array(trace.tensors.indices)
    func root(_ tensor: Int) -> Int {
      var root = tensor
      while roots[root] != root { root = roots[root] }
      return root
    }
    func join(_ one: Int, _ other: Int) {
      let (first, second) = (root(one), root(other))
      roots[max(first, second)] = min(first, second)
    }
    for carry in trace.carries { join(carry.earlier, carry.later) }
    for one in trace.operators {
      if let parameters = one.parameters, let weight = one.weight { join(parameters, weight) }
    }
    var members: [Int: [Member]] = [:]
    for span in Lifetimes(trace).spans {
      members[root(span.tensor), default: []].append(
        Member(tensor: span.tensor, first: span.first, last: span.last, stays: false))
    }
    for tensor in trace.tensors.indices where !made[tensor] {
      members[root(tensor), default: []].append(Member(tensor: tensor, first: 0, last: Int.max, stays: true))
    }
    let bundles = members.map { root, members in
      let choice =
        switch trace.tensors[root].kind {
        case .parameter: placement.weight
        case .cache: placement.cache
        case .activation: made[root] ? placement.output : placement.input
        }
      return TensorBundle(members, choice: choice)
    }
    return bundles.sorted {
      ($0.stays ? 0 : 1, $0.first, $0.leastTensor) < ($1.stays ? 0 : 1, $1.first, $1.leastTensor)
    }
  }

  /// Whether some operator makes each tensor and it is no cache: such tensors live only for a while.
  private static func made(_ trace: Trace) -> [Bool] {
    var made = [Bool](repeating: false, count: trace.tensors.count)
    for one in trace.operators {
      if let output = one.output, trace.tensors[output].kind == .activation { made[output] = true }
    }
    return made
  }
}
