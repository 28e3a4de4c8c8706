import Foundation
import Testing

/// Whether a reader can follow every figure with what `ridgeline explain` says, the result document and a calculator.
@Suite struct RecomputationTests {
  /// Metrics that no document has.
  private static let others: Set = [
    "index"  // of operators.csv alone
  ]

  /// Whether a metric is of comparisons or generations, whose documents DocumentRecomputationTests reads.
  private static func isElsewhere(_ metric: String) -> Bool {
    metric.hasPrefix("compare.") || metric.hasPrefix("generate.")
  }

  @Test func `every figure is what its formula says of the figures beside it, in all that is printed`() throws
  {
    try withRidgeline { ridgeline in
      let formulas = try explained(ridgeline)
      let recomputation = try recomputed(ridgeline)
      let problems = recomputation.problems
      #expect(problems.isEmpty, "\(problems.count): \(problems.prefix(20).joined(separator: "\n"))")

      let withFormula = Set(formulas.filter { $0.value != nil && !Self.isElsewhere($0.key) }.keys)
      let ofTable = Set(recomputation.table.formulas.keys)
      #expect(withFormula == ofTable, "\(withFormula.symmetricDifference(ofTable).sorted())")
      // A figure that is null wherever it stands is not shown to follow from anything.
      let never = withFormula.subtracting(recomputation.compared)
      #expect(never.isEmpty, "never a number: \(never.sorted())")
      // Those of comparisons and generations are in documents of their own.
      let unseen = Set(formulas.keys).subtracting(recomputation.seen).filter { !Self.isElsewhere($0) }
      #expect(unseen == Self.others, "no run has: \(unseen.sorted())")

      // Inputs are figures themselves, or keys of the design.
      for (metric, formula) in formulas where !Self.isElsewhere(metric) {
        let unknown = ExplainedMetrics.keys(of: formula ?? "").filter { key in
          !isKnown(key, formulas, recomputation.keysOfDesigns)
        }
        #expect(unknown.isEmpty, "\(metric) says \(unknown)")
      }
    }
  }

  /// The formulas of all figures that `ridgeline explain` knows.
  private func explained(_ ridgeline: Ridgeline) throws -> [String: String?] {
    let names = ExplainedMetrics.names(try ridgeline("explain").output)
    let all = Set(names)
    // The name of a group answers for all that is in it.
    let groups = names.filter { name in
      let first = name.prefix { $0 != "." }
      return first == name || !all.contains(String(first))
    }
    let line = "for name in \(groups.joined(separator: " ")); do \"$RIDGELINE\" explain $name || exit 1; done"
    let answer = try ridgeline.shell(line)
    try #require(answer.status == 0, "\(answer.errors)")
    let formulas = ExplainedMetrics.formulas(answer.output)
    #expect(Set(formulas.keys) == all, "\(Set(formulas.keys).symmetricDifference(all).sorted())")
    return formulas
  }

  /// All runs, computed again.
  private func recomputed(_ ridgeline: Ridgeline) throws -> Recomputation {
    try RecomputedRuns.prepare(ridgeline)
    var recomputation = Recomputation()
    for run in RecomputedRuns.all {
      let outcome = try ridgeline.shell("\"$RIDGELINE\" \(run) --json")
      try #require(outcome.status == 0, "\(run): \(outcome.errors)")
      let document = JSONValue(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)))
      if run.hasPrefix("memory") {
        recomputation.read(memory: document, of: run)
      } else {
        recomputation.read(result: document, of: run)
      }
    }
    return recomputation
  }

  /// Whether a word of a formula is a figure, the end of one's name, or a path of keys of some design.
  private func isKnown(_ word: String, _ formulas: [String: String?], _ keysOfDesigns: Set<String>) -> Bool {
    var parts = word.split(separator: ".").map(String.init)
    if ["design", "memory"].contains(parts[0]) {
      parts.removeFirst()
      return parts.allSatisfy { $0 == "NAME" || keysOfDesigns.contains($0) }
    }
    if parts[0] == "total" { parts.removeFirst() }
    let name = parts.joined(separator: ".")
    return formulas.keys.contains { $0 == name || $0.hasSuffix("." + name) } || keysOfDesigns.contains(name)
  }
}
