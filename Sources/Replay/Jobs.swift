import Hardware
import Workloads

/// The distinct jobs of a trace.
struct Jobs: Sendable {
  var jobs: [Job] = []
  /// For each operator its job.
  var indices: [Int] = []
  /// For each job the bytes of its operands.
  private var bytes: [Int] = []
  /// For each operator the mapping that was given for it.
  var given: [SavedMapping.Entry]?

  init(
    _ trace: Trace, _ works: [Work], _ design: Design, _ addresses: AddressAssignment,
    _ given: [SavedMapping.Entry]?
  ) {
    self.given = given
    var known: [Job: Int] = [:]
    for (place, (one, work)) in zip(trace.operators, works).enumerated() {
      let room = addresses.room(behind: work.addresses.partialSums.memory)
      let extents = addresses.extents(of: one, work)
      let job = Job(
        work, extents, one.mapping, design, given: given?[place].mapping,
        partialSumRoom: room)
      if let index = known[job] {
        indices.append(index)
      } else {
        known[job] = jobs.count
        indices.append(jobs.count)
        jobs.append(job)
        bytes.append(extents.ranges.prefix(4).reduce(0) { $0 + ($1?.count ?? 0) })
      }
    }
  }

  /// What `body` makes of each job, in the order of the jobs whatever the order in which they finish.
  func each<Value: Sendable>(
    _ workers: Int, _ body: @escaping @Sendable (Job) async -> Value
  ) async -> [Value] {
    await jobs.each(workers, progress: nil, body)
  }

  /// What `body` makes of each job's number, in the order of the jobs. Those with most bytes are begun first, so that no
  /// long one is left to one processor at the end.
  func eachLongestFirst<Value: Sendable>(
    _ workers: Int, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?,
    _ body: @escaping @Sendable (Int) async -> Value
  ) async -> [Value] {
    let order = jobs.indices.sorted { (bytes[$1], $0) < (bytes[$0], $1) }
    let made = await order.each(workers, progress: progress, body)
    return zip(order, made).sorted { $0.0 < $1.0 }.map(\.1)
  }

  func with(_ chosen: [ChosenMapping]) -> [(job: Job, chosen: ChosenMapping)] {
    zip(jobs, chosen).map { ($0, $1) }
  }
}

extension Array where Element: Sendable {
  /// What `body` makes of each element, at most `workers` at a time; in order.
  func each<Value: Sendable>(
    _ workers: Int, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil,
    _ body: @escaping @Sendable (Element) async -> Value
  ) async -> [Value] {
    await withTaskGroup(of: (Int, Value).self) { group in
      var results = [Value?](repeating: nil, count: count)
      var next = 0
      func start() {
        guard next < count else { return }
        let (index, element) = (next, self[next])
        next += 1
        group.addTask { (index, await body(element)) }
      }
      for _ in 0..<Swift.min(Swift.max(1, workers), count) { start() }
      var done = 0
      for await (index, value) in group {
        results[index] = value
        done += 1
        progress?(done, count)
        start()
      }
      return results.map { $0! }
    }
  }
}
