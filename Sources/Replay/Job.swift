import Documents
import Hardware
import Mapping
import Simulation
import Workloads

/// Work that is simulated once, however many operators of a trace equal it.
struct Job: Hashable, Sendable {
  /// The work with its addresses reduced to what can change a cycle.
  var work: Work
  var directives: MappingDirectives
  /// The mapping that was given for it; nothing is chosen then.
  var given: WorkMapping?
  /// Bytes that the memory of its output has left for partial sums; nil where there is no end of them.
  var partialSumRoom: Int?
}

extension Job {
  init(
    _ work: Work, _ extents: OperandExtents, _ directives: MappingDirectives, _ design: Design,
    given: WorkMapping?, partialSumRoom: Int?
  ) {
    self.work = work
    // Of these, only how it may lie on the array binds what is given.
    self.directives = given == nil ? directives : MappingDirectives(spatial: directives.spatial)
    self.given = given
    self.partialSumRoom = partialSumRoom
    self.work.addresses = work.addresses.reduced(design, extents)
  }
}

/// What simulating a job gave.
struct JobResult: Sendable {
  var mapping: WorkMapping
  /// Nil where the job was simulated before.
  var prepared: PreparedOperator?
  /// Bytes of the partial sums that leave the chip.
  var partialSumBytes: Int
  var record: OperatorRecord
  var wall: MemoryWall?
  /// What zeros bring; nil where it was not asked for, or the machine skips none.
  var gain: SparsityGain?
}

extension JobResult {
  /// What was simulated before.
  init(_ chosen: ChosenMapping, _ outcome: JobOutcome) {
    self.init(
      mapping: chosen.mapping, prepared: nil, partialSumBytes: outcome.partialSumBytes, record: outcome.record
    )
  }
}

/// A mapping, and what was done to find it.
struct ChosenMapping: Sendable {
  var mapping: WorkMapping
  /// Nil where it was not searched for.
  var search: SearchEffort? = nil
  /// What simulating it gave, where that was done to choose it.
  var outcome: JobOutcome? = nil
}

/// What is left of a job that was simulated.
struct JobOutcome: Sendable {
  var record: OperatorRecord
  /// Bytes of the partial sums that leave the chip.
  var partialSumBytes: Int
}

/// Why a job could not be simulated.
enum JobFailure: Error {
  case doesNotMap(MappingFailure)
  /// A mapping that was given cannot run.
  case doesNotAdmit([MappingFailure])
  case tooLarge(PlanError)
  /// Partial sums that leave the chip find no room in the memory of the output.
  case noRoomForPartialSums(memory: Int, needed: Int, available: Int)
}

extension Job {
  /// The given mapping, or one that the rule or the search chooses.
  func map(on design: Design, reusing traffics: SharedTraffics? = nil) -> Result<ChosenMapping, JobFailure> {
    if let given {
      let problems = Mapper.problems(given, of: work, on: design, directives: directives)
      return problems.isEmpty ? .success(ChosenMapping(mapping: given)) : .failure(.doesNotAdmit(problems))
    }
    let rule: ChosenMapping
    do {
      rule = faster(try Mapper.map(work, on: design, directives: directives), on: design)
    } catch { return .failure(.doesNotMap(error)) }
    if leavesOut(design) { return .success(cutToBlocks(rule, on: design)) }
    guard directives.filling(from: design.mapping).search == .full else { return .success(rule) }
    do {
      let search = MappingSearch(work, on: design, directives: directives, reusing: traffics)
      let found = try search.best(from: rule.mapping) { partialSumFailure($0, design) == nil }
      return .success(
        ChosenMapping(
          mapping: found.mapping, search: found.effort,
          outcome: JobOutcome(
            record: found.record,
            partialSumBytes: partialSumBytes(isMoved: found.movesPartialSums, design))))
    } catch { return .failure(.tooLarge(error)) }
  }

  /// Of groups side by side that the rule chose and of its mapping with one group at a time the one that takes fewer cycles.
  ///
  /// The rule does not see how often channels that lie side by side meet in one bank: it may be most of the time.
  private func faster(_ rule: WorkMapping, on design: Design) -> ChosenMapping {
    let alike = ChosenMapping(mapping: rule)
    guard case .product(let mapping) = rule, mapping.spatial == .channelWise,
      directives.filling(from: design.mapping).spatial == nil
    else { return alike }
    var alone = directives
    alone.spatial = [.im2col]
    guard let other = try? Mapper.map(work, on: design, directives: alone),
      let here = simulated(rule, design),
      let there = simulated(other, design)
    else { return alike }
    return there.record.cycles < here.record.cycles
      ? ChosenMapping(mapping: other, outcome: there) : ChosenMapping(mapping: rule, outcome: here)
  }

  func simulated(_ mapping: WorkMapping, _ design: Design) -> JobOutcome? {
    guard case .success(let prepared) = plan(mapping, on: design), let record = try? prepared.run(design)
    else { return nil }
    return JobOutcome(record: record, partialSumBytes: partialSumBytes(prepared, design))
  }

  func plan(_ mapping: WorkMapping, on design: Design) -> Result<PreparedOperator, JobFailure> {
    do {
      let prepared = try PreparedOperator(design: design, work: work, mapping: mapping)
      try prepared.checkRange(design)
      if let failure = partialSumFailure(prepared, design) { return .failure(failure) }
      return .success(prepared)
    } catch { return .failure(.tooLarge(error)) }
  }

  /// Simulates the job under a mapping, unless choosing it has, and looks for its memory wall if asked to.
  func run(
    _ chosen: ChosenMapping, on design: Design, findsWall: Bool
  ) async -> Result<JobResult, JobFailure> {
    if let outcome = chosen.outcome, !findsWall { return .success(JobResult(chosen, outcome)) }
    let mapping = chosen.mapping
    let prepared: PreparedOperator
    let record: OperatorRecord
    do {
      prepared = try PreparedOperator(design: design, work: work, mapping: mapping)
      if let failure = partialSumFailure(prepared, design) { return .failure(failure) }
      if let known = chosen.outcome?.record { record = known } else { record = try prepared.run(design) }
    } catch { return .failure(.tooLarge(error)) }
    guard findsWall else {
      return .success(
        JobResult(
          mapping: mapping, prepared: prepared, partialSumBytes: partialSumBytes(prepared, design),
          record: record))
    }
    let search = MemoryWallSearch([(prepared, 1)], cycles: record.cycles, design: design)
    let gain = sparsityGain(mapping, cycles: record.cycles, effectual: record.products.effectual, on: design)
    return await search.find().map {
      JobResult(
        mapping: mapping, prepared: prepared, partialSumBytes: partialSumBytes(prepared, design),
        record: record, wall: $0, gain: gain)
    }.mapError { .tooLarge($0) }
  }

  /// Bytes of the partial sums that leave the chip: all sums of each core, wherever some of them do.
  func partialSumBytes(_ prepared: PreparedOperator, _ design: Design) -> Int {
    partialSumBytes(isMoved: prepared.movesPartialSums, design)
  }

  private func partialSumBytes(isMoved: Bool, _ design: Design) -> Int {
    guard isMoved, case .product(let product, _) = work.body else { return 0 }
    return design.cores.count * ((product.outputElements * design.array.accumulatorFormat.bits + 7) / 8)
  }

  private func partialSumFailure(_ prepared: PreparedOperator, _ design: Design) -> JobFailure? {
    let needed = partialSumBytes(prepared, design)
    guard let room = partialSumRoom, needed > room else { return nil }
    return .noRoomForPartialSums(
      memory: work.addresses.partialSums.memory, needed: needed, available: room)
  }
}
