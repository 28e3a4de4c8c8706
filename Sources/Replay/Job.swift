import Documents
import Hardware
import Mapping
import Simulation
import Workloads

/// Work that is simulated once, however many operators of a trace equal it.
struct Job: Hashable, Sendable {
  /// The work with its addresses reduced to what can change a cycle: their place within a request.
  var work: Work
  var directives: MappingDirectives
  /// The mapping that was given for it; nothing is chosen then.
  var given: WorkMapping?
}

extension Job {
  init(
    _ work: Work, _ directives: MappingDirectives, _ design: Design, given: WorkMapping? = nil
  ) {
    func reduced(_ place: OperandAddresses.Place) -> OperandAddresses.Place {
      var place = place
      switch design.memories[place.memory].kind {
      case .ideal: place.address = 0
      case .bandwidth(let memory): place.address %= memory.request
      }
      return place
    }
    self.work = work
    self.directives = given == nil ? directives : MappingDirectives()
    self.given = given
    let addresses = work.addresses
    self.work.addresses = OperandAddresses(
      input: reduced(addresses.input), weight: reduced(addresses.weight),
      parameters: reduced(addresses.parameters), output: reduced(addresses.output),
      partialSums: reduced(addresses.partialSums))
  }
}

/// What simulating a job gave.
struct JobResult: Sendable {
  var mapping: WorkMapping
  var prepared: PreparedOperator
  var record: OperatorRecord
  var wall: MemoryWall?
}

/// Why a job could not be simulated.
enum JobFailure: Error {
  case doesNotMap(MappingFailure)
  /// A mapping that was given cannot run.
  case doesNotAdmit([MappingFailure])
  case tooLarge(PlanError)
}

extension Job {
  func map(on design: Design) -> Result<WorkMapping, JobFailure> {
    if let given {
      let problems = Mapper.problems(given, of: work, on: design)
      return problems.isEmpty ? .success(given) : .failure(.doesNotAdmit(problems))
    }
    do {
      return .success(try Mapper.map(work, on: design, directives: directives))
    } catch { return .failure(.doesNotMap(error)) }
  }

  /// Simulates the job under a mapping, and looks for its memory wall if asked to.
  func run(
    _ mapping: WorkMapping, on design: Design, findsWall: Bool
  ) async -> Result<JobResult, JobFailure> {
    let prepared: PreparedOperator
    let record: OperatorRecord
    do {
      prepared = try PreparedOperator(design: design, work: work, mapping: mapping)
      record = try prepared.run(design)
    } catch { return .failure(.tooLarge(error)) }
    guard findsWall else {
      return .success(JobResult(mapping: mapping, prepared: prepared, record: record, wall: nil))
    }
    let search = MemoryWallSearch([(prepared, 1)], cycles: record.cycles, design: design)
    return await search.find().map {
      JobResult(mapping: mapping, prepared: prepared, record: record, wall: $0)
    }.mapError { .tooLarge($0) }
  }
}
