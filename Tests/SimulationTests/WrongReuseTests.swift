import Mapping
import Simulation
import Testing
import Workloads

/// A wrong reuse would be seen: what comes of two states that differ in one part alone is simulated for each, and is not the same.
@Suite struct WrongReuseTests {
  /// Parts without which some operator would be taken from a state in which it took something else.
  ///
  /// The others are in the state because it has to be whole: in random streams they follow from the rest.
  private static let deciding: [StreamStatePart] = [
    .operators, .bytes, .events, .queues, .turn, .bus, .requests,
  ]
  /// Of 6,000 streams those in which what is rare comes, and some others.
  private static let rare: [UInt64] = [236, 248, 259, 275, 636, 985, 1290, 3047]

  @Test func `Equal states have one outcome, and states without one of their parts have several`() throws {
    let seed: UInt64 = 4_000_000
    var wrong: [StreamStatePart: Int] = [:]
    var simulated = 0
    for number in Array(0..<UInt64(160)) + Self.rare {
      let one = RepeatedStream(seed: seed + number)
      guard !one.design.hasDRAM else { continue }
      // Nothing is used again here, so this is what happens.
      let steps = try one.steps()
      let whole = Outcomes(steps, without: nil)
      #expect(whole.contradictions == 0, "seed \(seed + number): one state, and two outcomes")
      for part in StreamStatePart.allCases {
        let without = Outcomes(steps, without: part)
        if without.contradictions > 0 { wrong[part, default: 0] += 1 }
      }
      // With reuse as many operators are simulated as there are states with what comes in them, and no fewer.
      let reusing = try one.run(.equalStates)
      #expect(reusing.simulated == whole.count, "seed \(seed + number)")
      simulated += reusing.simulated
    }
    #expect(simulated > 1000)
    for part in Self.deciding { #expect(wrong[part, default: 0] > 0, "\(part) decides nothing: \(wrong)") }
  }
}

/// What an operator's coming brought about, by what a reuse may look at.
private struct Outcomes {
  private var known: [Key: RepeatedStream.Outcome] = [:]
  /// Steps that a reuse by these keys would get wrong.
  private(set) var contradictions = 0
  var count: Int { known.count }

  private struct Key: Hashable {
    var words: [Int]
    var arrival: OperatorStream.Arrival
  }

  init(_ steps: [RepeatedStream.Step], without part: StreamStatePart?) {
    for step in steps {
      let key = Key(words: step.state.words(without: part), arrival: step.arrival)
      if let before = known[key], before != step.outcome {
        contradictions += 1
      } else {
        known[key] = step.outcome
      }
    }
  }
}

extension RepeatedStream {
  /// What was counted until the next operator could come.
  fileprivate struct Outcome: Hashable {
    var cycles: Int
    var counted: [Counted]

    struct Counted: Hashable {
      var back: Int
      var record: OperatorRecord
    }
  }

  /// An operator that came, in what state, and what was counted then.
  fileprivate struct Step {
    var state: StreamState
    var arrival: OperatorStream.Arrival
    var outcome: Outcome
  }

  /// The stream, everything simulated.
  fileprivate func steps() throws -> [Step] {
    var stream = try stream(.never)
    return order.map { arrival in
      let (state, start) = (stream.markedState(), stream.now)
      stream.append(arrival)
      let counted = stream.counted.map { Outcome.Counted(back: $0.back, record: $0.record) }
      return Step(
        state: state, arrival: arrival, outcome: Outcome(cycles: stream.now - start, counted: counted))
    }
  }
}
