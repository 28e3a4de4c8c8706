import Documents
import Hardware
import Quantities
import Workloads

/// Where every tensor of a trace lies in a design's memories.
///
/// Inputs, parameters and caches keep their place; activations share space by liveness in trace order. Every
/// tensor begins at a multiple of the alignment, and so does every copy of a repeated group's.
struct AddressAssignment {
  /// Bytes at whose multiples tensors begin; at least a memory's request, so that equal operators stay equal.
  static let alignment = 4096

  private(set) var places: [OperandAddresses.Place] = []
  /// The first free byte of each memory; partial sums go there.
  private(set) var ends: [Int]

  /// Nil where the tensors together take more than 62-bit addresses.
  init?(_ trace: Trace, _ design: Design) {
    ends = [Int](repeating: 0, count: design.memories.count)
    let made = Self.made(trace)
    let memories = Self.memories(trace, design, made)
    places = memories.map { OperandAddresses.Place(memory: $0, address: 0) }
    for (index, tensor) in trace.tensors.enumerated() where !(tensor.kind == .activation && made[index]) {
      guard let size = Self.size(tensor, design.memories[memories[index]]),
        let all = Self.product(size, tensor.copies)
      else { return nil }
      places[index].address = ends[memories[index]]
      ends[memories[index]] += all
      guard ends[memories[index]] < Self.limit else { return nil }
    }
    guard placeActivations(trace, design, memories) else { return nil }
  }

  private static let limit = 1 << 56

  private static func product(_ left: Int, _ right: Int) -> Int? {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow || product >= limit ? nil : product
  }

  /// Bytes of one copy, rounded up to the alignment.
  private static func size(_ tensor: Tensor, _ memory: Memory) -> Int? {
    var step = alignment
    if case .bandwidth(let bandwidth) = memory.kind, step % bandwidth.request != 0 {
      guard let common = product(step / greatestCommonDivisor(step, bandwidth.request), bandwidth.request)
      else { return nil }
      step = common
    }
    guard let bits = product(tensor.elements, tensor.format.bits) else { return nil }
    return product(ceilingDivision(bits, by: 8 * step), step)
  }

  /// Whether some operator makes each tensor: such activations live only for a while.
  private static func made(_ trace: Trace) -> [Bool] {
    var made = [Bool](repeating: false, count: trace.tensors.count)
    for one in trace.operators { if let output = one.output { made[output] = true } }
    return made
  }

  /// The memory of each tensor: by its kind; an epilogue's parameters lie with the second factor.
  private static func memories(_ trace: Trace, _ design: Design, _ made: [Bool]) -> [Int] {
    var memories = trace.tensors.indices.map { index in
      switch trace.tensors[index].kind {
      case .parameter: design.placement.weight
      case .cache: design.placement.cache
      case .activation: made[index] ? design.placement.output : design.placement.input
      }
    }
    for one in trace.operators {
      if let parameters = one.parameters, let weight = one.weight {
        memories[parameters] = memories[weight]
      }
    }
    return memories
  }

  private mutating func placeActivations(_ trace: Trace, _ design: Design, _ memories: [Int]) -> Bool {
    var live = ends.map { _ in [(end: Int, address: Int, size: Int)]() }
    let floors = ends
    for span in Lifetimes(trace).spans {
      let memory = memories[span.tensor]
      guard let size = Self.size(trace.tensors[span.tensor], design.memories[memory]) else { return false }
      live[memory].removeAll { $0.end < span.first }
      // The lowest gap between those that are live.
      var address = floors[memory]
      for other in live[memory].sorted(by: { $0.address < $1.address }) {
        if other.address >= address + size { break }
        address = max(address, other.address + other.size)
      }
      guard address + size < Self.limit else { return false }
      places[span.tensor].address = address
      live[memory].append((span.last, address, size))
      ends[memory] = max(ends[memory], address + size)
    }
    return true
  }
}

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
