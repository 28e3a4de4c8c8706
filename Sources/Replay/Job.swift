import Documents
import Hardware
import Mapping
import Simulation
import Workloads

/// Work that is simulated once, however many operators of a trace equal it.
struct Job: Hashable {
  /// The work with its addresses reduced to what can change a cycle: their place within a request.
  var work: Work
  var directives: MappingDirectives
}

extension Job {
  init(_ work: Work, _ directives: MappingDirectives, _ design: Design) {
    func reduced(_ place: OperandAddresses.Place) -> OperandAddresses.Place {
      var place = place
      switch design.memories[place.memory].kind {
      case .ideal: place.address = 0
      case .bandwidth(let memory): place.address %= memory.request
      }
      return place
    }
    self.work = work
    self.directives = directives
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
  case tooLarge(PlanError)
}

extension Job {
  func run(on design: Design, findsWall: Bool) throws(JobFailure) -> JobResult {
    let mapping: WorkMapping
    do {
      mapping = try Mapper.map(work, on: design, directives: directives)
    } catch { throw .doesNotMap(error) }
    do {
      let prepared = try PreparedOperator(design: design, work: work, mapping: mapping)
      let record = try prepared.run(design)
      let wall =
        findsWall
        ? try MemoryWallSearch([(prepared, 1)], cycles: record.cycles, design: design).find() : nil
      return JobResult(mapping: mapping, prepared: prepared, record: record, wall: wall)
    } catch { throw .tooLarge(error) }
  }
}
