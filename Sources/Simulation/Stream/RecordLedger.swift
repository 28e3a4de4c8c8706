import Mapping

/// What the executions of a stream counted, each sum made once.
///
/// Most executions count what others did, in the same steps. So sums are known by numbers, and adding what is known to
/// what is known takes a look-up of two numbers, and no arithmetic on records.
struct RecordLedger: Sendable {
  private let operators: [PreparedOperator]
  private let cores: Int
  /// What steps counted.
  private var additions: [OperatorRecord] = []
  /// Sums of executions that are not over, and for each the place of what it comes to in the end.
  private var partials = DistinctRecords()
  private var ends: [Int?] = []
  private var sums: [Sum: Int] = [:]
  /// For each operator what its executions begin with, where that has a number.
  private var starts: [Int?]
  /// Executions that are not over, by their partial sums; few, since loads wait for stores.
  private var open: [Int] = []
  private var distinct = DistinctRecords()
  private var finished: [Int] = []

  private struct Sum: Hashable {
    var partial: Int
    var addition: Int
  }

  init(_ operators: [PreparedOperator], cores: Int) {
    self.operators = operators
    starts = [Int?](repeating: nil, count: operators.count)
    self.cores = cores
  }

  /// The records of executions that are over, each that differs once.
  var finishedRecords: [OperatorRecord] { distinct.records }

  /// An execution of an operator begins.
  mutating func begin(_ number: Int) {
    let start = starts[number] ?? partial(operators[number].counts)
    starts[number] = start
    open.append(start)
  }

  /// The number of what a step counted.
  mutating func addition(_ record: OperatorRecord) -> Int {
    additions.append(record)
    return additions.count - 1
  }

  /// What a step counted.
  subscript(addition: Int) -> OperatorRecord { additions[addition] }

  /// Adds to the execution that began so many before the last one.
  mutating func add(_ addition: Int, back: Int) {
    let place = open.count - 1 - back
    let sum = Sum(partial: open[place], addition: addition)
    if let known = sums[sum] {
      open[place] = known
      return
    }
    var record = partials.records[sum.partial]
    record.add(additions[addition], times: 1)
    open[place] = partial(record)
    sums[sum] = open[place]
  }

  /// The oldest executions are over, until so many are left.
  mutating func close(until live: Int) {
    while open.count > live {
      let partial = open.removeFirst()
      if let end = ends[partial] {
        finished.append(end)
        continue
      }
      var record = partials.records[partial]
      record.fillSlots(cores: cores)
      let end = distinct.place(of: record)
      ends[partial] = end
      finished.append(end)
    }
  }

  /// The places of executions that are over among the finished records, once each.
  mutating func takeFinished() -> [Int] {
    defer { finished.removeAll(keepingCapacity: true) }
    return finished
  }

  /// Forgets all numbers but those of finished records, so that memory stays bounded.
  mutating func forget() {
    let records = open.map { partials.records[$0] }
    (additions, sums, ends, partials) = ([], [:], [], DistinctRecords())
    starts = [Int?](repeating: nil, count: operators.count)
    open = records.map { partial($0) }
  }

  private mutating func partial(_ record: OperatorRecord) -> Int {
    let place = partials.place(of: record)
    if place == ends.count { ends.append(nil) }
    return place
  }
}

/// Records, each that differs once.
private struct DistinctRecords: Sendable {
  private(set) var records: [OperatorRecord] = []
  private var places: [OperatorRecord: Int] = [:]

  /// The place of a record, a new one where it is not there yet.
  mutating func place(of record: OperatorRecord) -> Int {
    if let place = places[record] { return place }
    places[record] = records.count
    records.append(record)
    return records.count - 1
  }
}
