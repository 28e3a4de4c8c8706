import Mapping

/// A stream of operators on one machine that may go on for ever (docs/model.md, 9).
///
/// What an operator adds to the stream is simulated only where the machine is in a state that it was never in before
/// an equal operator; else it is taken from then. It is a value: a copy goes its own way.
public struct OperatorStream: Sendable {
  /// What may be taken from before.
  public enum Reuse: Sendable {
    /// Everything is simulated.
    case never
    /// What follows from an equal state and an equal operator.
    case equalStates
  }

  /// What an operator's coming brought about, until the next one may come.
  private struct Step {
    /// Counted of operators, by how long before the one that came they did: which of `additions`.
    var counted: [(back: Int, addition: Int)]
    var cycles: Int
    /// Operators that may still count something.
    var live: Int
    /// The state after it.
    var state: Int
  }

  private struct StepKey: Hashable {
    var state: Int
    var arrival: Arrival
  }

  /// An operator that comes: which of the stream's, and what it reads of the one before.
  public struct Arrival: Hashable, Sendable {
    public var number: Int
    /// Whether the operator before writes the tensor that is the input here, or appends to it.
    public var inputFollows: Bool
    /// The same of the second factor.
    public var weightFollows: Bool

    public init(number: Int, inputFollows: Bool = false, weightFollows: Bool = false) {
      self.number = number
      self.inputFollows = inputFollows
      self.weightFollows = weightFollows
    }
  }

  /// Operators whose requests can be under way at once: the loads of one wait for the last stores of the one two before
  /// it (docs/model.md, 9).
  private static let mostUnderWay = 3

  private let operators: [PreparedOperator]
  private let reuse: Reuse
  /// The machine in the present state, where that is known by no number.
  private var machine: StreamMachine
  private var machines: [StreamMachine] = []
  private var states: [StreamState] = []
  private var numbers: [StreamState: Int] = [:]
  private var steps: [StepKey: Step] = [:]
  private var state = 0
  /// Words that the machines of all states take, about, and how many they may take: by default 64 MiB.
  private var weight = 0
  private let weightLimit: Int
  private var ledger: RecordLedger

  /// Cycles since the beginning.
  public private(set) var now = 0
  /// Operators that came and had to be simulated.
  public private(set) var simulated = 0
  /// What the last operator's coming brought about, as in a step.
  private var lastCounted: [(back: Int, addition: Int)] = []

  /// A machine in which nothing has happened, and the operators that will come.
  ///
  /// `checkRange(_:_:)` says whether their times can be counted. Beyond so many words of states it forgets them all but
  /// the present one, which changes nothing but how much is simulated.
  public init(
    _ operators: [PreparedOperator], timings: [MemoryTiming?], cores: Int, reuse: Reuse = .equalStates,
    weightLimit: Int = 1 << 23, recorder: RunRecorder? = nil
  ) {
    self.operators = operators
    // A machine's state does not have that of the controllers and devices in it, and no recording.
    let isNew = recorder != nil || timings.contains { $0?.dram != nil }
    self.reuse = isNew ? .never : reuse
    self.weightLimit = weightLimit
    ledger = RecordLedger(operators, cores: cores)
    // That holds if each has to load something.
    let mostRequests: [Int]? =
      operators.contains { !$0.hasLoads }
      ? nil
      : timings.indices.map { memory in
        let most = operators.map { $0.mostRequests(memory, timings[memory]) }.sorted(by: >)
        return Self.mostUnderWay * (most.first ?? 0)
      }
    machine = StreamMachine(cores: cores, timings: timings, mostRequests: mostRequests)
    machine.ledger.recorder = recorder
    if self.reuse == .equalStates { state = number(of: machine.state(), machine) }
  }

  /// An operator comes as soon as it may.
  public mutating func append(_ arrival: Arrival) {
    ledger.begin(arrival.number)
    guard reuse == .equalStates else {
      count(simulate(arrival))
      return
    }
    let key = StepKey(state: state, arrival: arrival)
    if let step = steps[key] {
      state = step.state
      count(step)
      return
    }
    machine = machines[state]
    var step = simulate(arrival)
    step.state = self.number(of: machine.state(), machine)
    steps[key] = step
    // Each is kept, and so is what it comes to with what was counted before.
    weight += 2 * step.counted.count * Self.recordWeight
    state = step.state
    count(step)
    if weight > weightLimit { forget() }
  }

  /// The last operator has come: runs until everything is over.
  public mutating func finish() {
    if reuse == .equalStates { machine = machines[state] }
    let start = machine.ledger.now
    let pause = machine.run(isLast: true)
    precondition(pause == .isDone, "a stream that has ended waits for an operator")
    count(step(since: start, live: 0))
  }

  /// The records of executions that are over, in their order, once each.
  public mutating func takeFinished() -> [OperatorRecord] {
    takeFinishedPlaces().map { finishedRecords[$0] }
  }

  /// The same, each by its place among the records that differ.
  public mutating func takeFinishedPlaces() -> [Int] { ledger.takeFinished() }

  /// The records of executions that are over, each that differs once.
  public var finishedRecords: [OperatorRecord] { ledger.finishedRecords }

  /// Why a memory was given up; what was counted means nothing then.
  public var failure: PlanError? { machine.failure }

  /// Whether its states can be told apart by `currentState()`: those of DRAM are not among them.
  public var hasStates: Bool { !machine.hasDRAM }

  /// The state that the stream is in, between two operators.
  public mutating func currentState() -> StreamState {
    reuse == .equalStates ? states[state] : machine.state()
  }

  /// The same, with its parts told apart.
  package mutating func markedState() -> StreamState {
    if reuse == .equalStates { machine = machines[state] }
    return machine.state(isMarked: true)
  }

  /// What was counted when the last operator came, each of an operator so far back.
  package var counted: [(back: Int, record: OperatorRecord)] {
    lastCounted.map { ($0.back, ledger[$0.addition]) }
  }

  /// The recording of what was simulated, which ends here; nil where there is none.
  public mutating func takeRecorder() -> RunRecorder? { machine.takeRecorder() }

  // MARK: Steps

  private mutating func simulate(_ arrival: Arrival) -> Step {
    simulated += 1
    let start = machine.ledger.now
    machine.append(
      operators[arrival.number], identity: arrival.number, inputFollows: arrival.inputFollows,
      weightFollows: arrival.weightFollows)
    let pause = machine.run(isLast: false)
    precondition(pause == .wantsOperator, "an operator's loads never leave their queues")
    machine.dropCommitted()
    return step(since: start, live: machine.ledger.operators.count)
  }

  /// What the machine counted since a cycle.
  private mutating func step(since start: Int, live: Int) -> Step {
    let newest = machine.ledger.next - 1
    let records = machine.takeRecords()
    let cycles = machine.ledger.now - start
    precondition(
      records.reduce(0) { $0 + $1.record.cycles } == cycles, "operators do not sum to the time that passed")
    let counted = records.map { (back: newest - $0.sequence, addition: ledger.addition($0.record)) }
    return Step(counted: counted, cycles: cycles, live: live, state: 0)
  }

  private mutating func count(_ step: Step) {
    now += step.cycles
    lastCounted = step.counted
    for (back, addition) in step.counted { ledger.add(addition, back: back) }
    ledger.close(until: step.live)
  }

  // MARK: States

  private mutating func number(of state: StreamState, _ machine: StreamMachine) -> Int {
    if let number = numbers[state] { return number }
    let number = machines.count
    numbers[state] = number
    states.append(state)
    machines.append(machine)
    weight += 2 * state.words.count + machine.weight
    return number
  }

  /// Words of a record with those of its few buffers and memories, about.
  private static let recordWeight = 128

  /// Begins anew with the present state, so that memory stays bounded.
  private mutating func forget() {
    let (present, machine) = (states[state], machines[state])
    numbers = [:]
    states = []
    machines = []
    steps = [:]
    weight = 0
    ledger.forget()
    state = number(of: present, machine)
  }
}

extension StreamMachine {
  /// Words that a copy of it takes, about.
  fileprivate var weight: Int {
    let windows = servers.reduce(0) { $0 + $1.weight }
    return windows
      + ledger.operators.reduce(0) {
        $0 + ($1.passEnded.count + $1.storeReady.count + $1.completed.count) / 8
      }
  }
}

extension PreparedOperator {
  fileprivate var hasLoads: Bool { plan.transfers.contains { $0.queue == .input || $0.queue == .weight } }

  /// Whether the times of a stream fit into 64-bit units, with each operator as often as given.
  public static func checkRange(
    _ operators: [(one: PreparedOperator, times: Int)], _ timings: [MemoryTiming?]
  ) throws(PlanError) {
    var sum = 0.0
    for (one, times) in operators {
      try one.checkRange(timings)
      sum += one.greatestTime(timings) * Double(times)
    }
    guard sum < 4e18 else { throw .tooLarge }
  }
}
