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
  /// Nil where the mapping was not searched for.
  var effort: SearchEffort?
}

/// Why a job could not be simulated.
enum JobFailure: Error {
  case doesNotMap(MappingFailure)
  case tooLarge(PlanError)
}

extension Job {
  func map(on design: Design) -> Result<WorkMapping, JobFailure> {
    do {
      return .success(try Mapper.map(work, on: design, directives: directives))
    } catch { return .failure(.doesNotMap(error)) }
  }

  /// Whether mappings are simulated, and not only estimated.
  func searches(on design: Design) -> Bool { directives.filling(from: design.mapping).search == .full }

  /// Simulates the job, and looks for its memory wall if asked to.
  ///
  /// With `searches` the best of all mappings is looked for, starting with the given one.
  func run(
    _ mapping: WorkMapping, on design: Design, searches: Bool, findsWall: Bool
  ) async -> Result<JobResult, JobFailure> {
    var result: JobResult
    do {
      if searches {
        let found = try MappingSearch(work, on: design, directives: directives).best(from: mapping)
        result = JobResult(
          mapping: found.mapping, prepared: found.prepared, record: found.record, effort: found.effort)
      } else {
        let prepared = try PreparedOperator(design: design, work: work, mapping: mapping)
        result = JobResult(mapping: mapping, prepared: prepared, record: try prepared.run(design))
      }
    } catch { return .failure(.tooLarge(error)) }
    guard findsWall else { return .success(result) }
    let search = MemoryWallSearch([(result.prepared, 1)], cycles: result.record.cycles, design: design)
    return await search.find().map {
      result.wall = $0
      return result
    }.mapError { .tooLarge($0) }
  }
}
