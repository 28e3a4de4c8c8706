import Foundation
import Reports
import Testing

/// Whether `ridgeline explain` answers for the words that stand over columns and before lines of reports.
@Suite struct HeadingTests {
  /// What a sweep counts of its points, and names of things that are no figures.
  private static let others: Set = [
    "axis", "failed", "message", "on the front", "points", "points with results",
    "that hold all constraints", "trace", "traces", "without a value of an objective",
  ]

  /// Words of sentences and of the line of totals.
  private static let words = [
    "MAC utilization", "mapped", "moved", "bound", "a dense MAC", "EDP", "efficiency", "a sample",
    "samples/s a 1,000 USD", "wall factor", "given work", "after memories", "achieved", "EDP ratio",
    "energy ratio",
    "in use", "bandwidth used", "moved, MB", "samples/s",
  ]

  @Test func `every heading of the reports, with its unit or without, is explained`() throws {
    let headings = try Self.headings()
    #expect(headings.count > 150, "\(headings.count)")
    let unknown = headings.union(Self.words).subtracting(Self.others).filter { Metric.answer(to: $0).isEmpty }
    #expect(unknown.isEmpty, "\(unknown.sorted())")
  }

  @Test func `headings answer with the figure that stands below them`() {
    for (heading, names) in [
      ("MAC util.", ["mac_utilization"]), ("EDP ratio", ["compare.energy_delay_product_ratio"]),
      ("after memories, %", ["efficiency_gap.memory_limited"]),
      ("samples/s a 1,000 USD", ["samples_per_s_per_usd"]), ("samples/s", ["throughput_per_s"]),
      ("energy a token", ["generate.energy_per_token_j"]),
      ("moved, MB", ["memories.NAME.read_bytes", "memories.NAME.write_bytes"]),
      ("time per token, mean", ["generate.time_per_token_s"]), ("macs", ["dense_macs"]),
      ("MACs, %", ["mac_utilization"]), ("time, %", ["of the time"]), ("of the time", ["of the time"]),
      ("gated, %", ["gated, % of MACs"]), ("skipped, %", ["skipped, % of MACs"]),
      ("padding, % of MACs", ["padding, % of MACs"]), ("holds", ["holds"]), ("padding", ["padding_macs"]),
      (
        "share",
        ["share (Energy)", "share (Area)", "share (Buffers)", "share (Phases)", "resources.NAME.share"]
      ),
      ("left out", ["sources.left_out"]), ("TTFT", ["generate.time_to_first_token_s"]),
      ("pJ/MAC", ["energy_per_dense_mac_pj", "energy_per_effective_mac_pj"]),
      ("TOPS/mm2", ["tops_per_mm2"]), ("Power over time", ["average_power_w"]),
      ("energy_pj.buffers", ["energy_pj.buffer_NAME"]),
      ("total.wall_factor", ["wall_factor"]), ("operators.wall_factor", ["wall_factor"]),
      ("operators.3.wall_factor", ["wall_factor"]),
      ("total.memories.main.read_bytes", ["memories.NAME.read_bytes"]),
      ("total", ["total", "energy_pj.total"]),
    ] {
      #expect(Metric.answer(to: heading).map(\.name) == names, "\(heading)")
    }
    #expect(Metric.answer(to: "nonsense, %").isEmpty && Metric.answer(to: "total.").isEmpty)
    for (heading, name) in [
      ("memory", "memories.NAME.read_bytes"), ("buffer", "buffers.NAME.reads"), ("wrong bits", "sram_supply"),
      ("Energy by operator", "energy_pj.total"), ("total.cycle_stack", "cycle_stack.working"),
    ] {
      #expect(Metric.answer(to: heading).map(\.name).contains(name), "\(heading)")
    }
    #expect(Metric.nearestName("total.wall_facto") == "wall_factor")
  }

  /// The words as the code of the reports has them.
  private static func headings() throws -> Set<String> {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Reports").standardized
    let patterns = try [
      #"(?:Column|\.init|ComparedFigure)\(\s*title: "([^"\\]+)""#, "<th[^>]*>([^<{]+)</th>",
      #" add\("([^"\\]+)"\)"#, #"Fact\(\s*label: "([^"\\]+)""#,
    ].map { try NSRegularExpression(pattern: $0) }
    var headings: Set<String> = []
    for folder in ["Text", "Figures", "Comparison", "Generation", "Pages", "Sweeps"] {
      let files = try FileManager.default.contentsOfDirectory(
        at: sources.appendingPathComponent(folder), includingPropertiesForKeys: nil)
      // What `show` prints of designs and traces is no result.
      for file in files where !file.lastPathComponent.contains("Summary") {
        let text = try String(contentsOf: file, encoding: .utf8)
        for pattern in patterns {
          for match in pattern.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
            guard let range = Range(match.range(at: 1), in: text) else { continue }
            headings.insert(text[range].trimmingCharacters(in: .whitespaces))
          }
        }
      }
    }
    return headings
  }
}
