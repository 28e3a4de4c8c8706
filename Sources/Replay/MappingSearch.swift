import Accounting
import Hardware
import Mapping
import Simulation
import Workloads

/// Looks for an operator's best mapping by simulating all that no bound rules out (docs/mapping.md, "The search").
///
/// One operator is searched by one thread, in an order that depends on nothing else: so the answer does not either.
public struct MappingSearch {
  private let work: Work
  private let design: Design
  private let directives: MappingDirectives
  private let traffics: SharedTraffics?

  /// The search for an operator's mapping; what `directives`, or else the design, fix is kept.
  ///
  /// What other searches found of passes is taken from `traffics`, which changes no result.
  public init(
    _ work: Work, on design: Design, directives: MappingDirectives, reusing traffics: SharedTraffics? = nil
  ) {
    self.work = work
    self.design = design
    self.directives = directives
    self.traffics = traffics
  }

  /// What a search found.
  public struct Found {
    public var mapping: WorkMapping
    public var record: OperatorRecord
    public var effort: SearchEffort
    /// Whether partial sums leave the chip under it.
    var movesPartialSums: Bool
  }

  /// What a search does for one operator at most unless directives say, in passes that are simulated, and what else
  /// counts as so many: making a plan, a walk for a bound.
  private static let defaultWork = 1 << 18
  private static let simulationWork = 64
  private static let walkWork = 16
  /// Steps of the array that are gone through one by one for the work of a pass.
  private static let stepsOfWork = 2

  /// The best mapping of the space; `first`, which the rule chose, if none is better.
  ///
  /// A candidate that the simulator or `admits` does not admit is passed over. Throws where the simulator does not admit
  /// the first.
  public func best(
    from first: WorkMapping, admits: (PreparedOperator) -> Bool = { _ in true }
  ) throws(PlanError) -> Found {
    var profiles = PassProfiles(sharing: traffics)
    let prepared = try PreparedOperator(design: design, work: work, mapping: first, reusing: &profiles)
    let record = try prepared.run(design)
    let space = MappingSpace(
      work, on: design, directives: directives, effectual: record.products.effective)
    var score = MappingScore(record, rank: -1, design)
    let candidates = space.candidates(within: score.cycles)
    var best = Found(
      mapping: first, record: record,
      effort: SearchEffort(candidates: candidates.count, simulated: 1, isExhaustive: true),
      movesPartialSums: prepared.movesPartialSums)
    var next = 0
    var refined = RefinedCandidates()
    let limit = directives.filling(from: design.mapping).searchWork ?? Self.defaultWork
    var spent = 0
    while true {
      if spent + profiles.sweptSteps / Self.stepsOfWork >= limit {
        // Nothing more is simulated; what is left to tell is whether anything could have been better.
        best.effort.isExhaustive =
          !refined.contains { score.mayLose(to: $0) && $0.mapping != first }
          && !candidates[next...].contains { mayBeBetter($0, than: score, first, space) }
        break
      }
      if let known = refined.least,
        next == candidates.count || !MappingCandidate.comesFirst(candidates[next], known)
      {
        guard known.bound <= score.cycles else { break }
        refined.removeLeast()
        guard score.mayLose(to: known), known.mapping != first else { continue }
        best.effort.simulated += 1
        spent += Self.simulationWork
        guard
          let prepared = try? PreparedOperator(
            design: design, work: work, mapping: known.mapping, reusing: &profiles), admits(prepared)
        else { continue }
        spent += prepared.passes
        guard let record = (try? prepared.run(design, within: score.cycles)) ?? nil else { continue }
        let other = MappingScore(record, rank: known.rank, design)
        guard other.isBetter(than: score) else { continue }
        score = other
        (best.mapping, best.record) = (known.mapping, record)
        best.movesPartialSums = prepared.movesPartialSums
      } else if next < candidates.count, candidates[next].bound <= score.cycles {
        var candidate = candidates[next]
        next += 1
        guard score.mayLose(to: candidate) else { continue }
        spent += Self.walkWork
        candidate.bound = space.refinedBound(candidate, limit: score.cycles)
        if score.mayLose(to: candidate) { refined.insert(candidate) }
      } else {
        break
      }
    }
    return best
  }

  /// Whether neither of a candidate's bounds keeps it from being better.
  private func mayBeBetter(
    _ candidate: MappingCandidate, than score: MappingScore, _ first: WorkMapping, _ space: MappingSpace
  ) -> Bool {
    guard score.mayLose(to: candidate), candidate.mapping != first else { return false }
    var candidate = candidate
    candidate.bound = space.refinedBound(candidate, limit: score.cycles)
    return score.mayLose(to: candidate)
  }
}

/// What a search for a mapping did (docs/metrics.md).
public struct SearchEffort: Hashable, Sendable {
  /// Mappings that a bound left to look at after the rule's own was simulated.
  public var candidates: Int
  /// Mappings that were simulated, the rule's own among them.
  public var simulated: Int
  /// Whether no mapping of the space can be better, rather than the search having ended at its budget.
  public var isExhaustive: Bool

  public init(candidates: Int, simulated: Int, isExhaustive: Bool) {
    self.candidates = candidates
    self.simulated = simulated
    self.isExhaustive = isExhaustive
  }
}

/// What decides between simulated mappings: cycles, then bytes that memories move, then energy, then the place in the
/// enumeration.
struct MappingScore {
  let cycles: Int
  private let bytes: Int
  /// Picojoules, or where the design has no energies word accesses of the buffers.
  private let energy: Double
  private let rank: Int

  init(_ record: OperatorRecord, rank: Int, _ design: Design) {
    cycles = record.cycles
    bytes = record.memories.reduce(0) { $0 + ($1.readBytes + $1.writeBytes).reduce(0, +) }
    energy =
      EnergyFigures.picojoules(record, design)
      ?? record.buffers.reduce(0.0) { $0 + Double($1.accesses) }
    self.rank = rank
  }

  func isBetter(than other: MappingScore) -> Bool {
    (cycles, bytes, energy, rank) < (other.cycles, other.bytes, other.energy, other.rank)
  }

  /// Whether a candidate's bounds leave room for it to be better.
  func mayLose(to candidate: MappingCandidate) -> Bool {
    (candidate.bound, candidate.bytes) <= (cycles, bytes)
  }
}

/// Candidates whose bounds are refined, the least of which comes first.
private struct RefinedCandidates {
  /// The least last.
  private var candidates: [MappingCandidate] = []

  var least: MappingCandidate? { candidates.last }

  func contains(_ isWanted: (MappingCandidate) -> Bool) -> Bool { candidates.contains(where: isWanted) }

  mutating func removeLeast() { candidates.removeLast() }

  mutating func insert(_ candidate: MappingCandidate) {
    var (low, high) = (0, candidates.count)
    while low < high {
      let middle = (low + high) / 2
      if MappingCandidate.comesFirst(candidate, candidates[middle]) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    candidates.insert(candidate, at: low)
  }
}
