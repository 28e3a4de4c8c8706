import Foundation
import Testing

/// Sweeps as a user runs them: whole processes, killed and stopped.
@Suite struct SweepCommandTests {
  static let sweep = """
    sweep: kills
    design: design.yaml
    trace: trace.yaml
    axes:
      array.rows: {from: 1, to: 4, step: 1}
      array.columns: {from: 1, to: 8, step: 1}
      memories.main.bandwidth: [2 GB/s, 4 GB/s]
      # No buffer is so small: a quarter of the points fails.
      buffers.input.capacity: [4 B, 4 KiB, 8 KiB, 16 KiB]
    metrics: [cycles, time_s]
    objectives: {cycles: min, array.rows: min}

    """

  /// Points of all axes.
  static let points = 256

  @Test(arguments: ["TERM", "HUP"])
  func `a sweep that is told to end says so, and goes on`(signal: String) throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(
        Self.sweep.replacing("to: 4,", with: "to: 24,").replacing("to: 8,", with: "to: 24,"),
        to: "sweep.yaml")
      let run = try ridgeline.shell(
        // Not before it runs points, however busy the machine is.
        """
        "$RIDGELINE" sweep sweep.yaml -o out --jobs 2 & p=$!
        until [ "$(wc -l 2>/dev/null <out/results.1-of-1.jsonl)" -gt 1 ] 2>/dev/null; do kill -0 $p || break; sleep 0.01; done
        kill -\(signal) $p; wait $p
        """)
      #expect(run.status == 1)
      #expect(run.errors.contains("the same command goes on"))
      #expect(!ridgeline.exists("out/results.csv"))
      let rows = try ridgeline.read("out/results.1-of-1.jsonl")
      #expect(rows.hasSuffix("}\n"))
    }
  }

  @Test func `shards of several processes make one table`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(Self.sweep, to: "sweep.yaml")
      #expect(try ridgeline("sweep", "sweep.yaml", "-o", "whole").status == 0)
      let shards = try ridgeline.shell(
        "for i in 1 2 3; do \"$RIDGELINE\" sweep run sweep.yaml -o parts --shard $i/3 --jobs 1 & done; wait")
      #expect(shards.status == 0)
      let auto = try ridgeline.shell(
        "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=0 \"$RIDGELINE\" sweep run sweep.yaml "
          + "-o parts --shard auto")
      #expect(auto.errors.contains("ran 0,"), "\(auto.errors)")
      #expect(
        try ridgeline("sweep", "collect", "sweep.yaml", "-o", "parts", "--csv", "parts.csv").status == 0)
      #expect(try ridgeline.read("parts.csv") == ridgeline.read("whole/results.csv"))
      let wrong = try ridgeline("sweep", "run", "sweep.yaml", "-o", "parts", "--shard", "4/3")
      #expect(wrong.status == 2)
    }
  }

  @Test func `a sweep that grew takes over what was run, and a search says why it ends early`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(Self.sweep, to: "sweep.yaml")
      #expect(try ridgeline("sweep", "sweep.yaml", "-o", "old").status == 0)
      try ridgeline.write(Self.sweep.replacing("to: 4,", with: "to: 6,"), to: "grown.yaml")
      let refused = try ridgeline("sweep", "grown.yaml", "-o", "old")
      #expect(refused.status == 2 && refused.errors.contains("--reuse"), "\(refused.errors)")
      let run = try ridgeline("sweep", "grown.yaml", "-o", "grown", "--reuse", "old")
      // A quarter failed, and is tried again.
      #expect(run.errors.contains("ran 192, took over 192, reused 0, failed 96;"), "\(run.errors)")
      #expect(try ridgeline("sweep", "grown.yaml", "-o", "fresh").status == 0)
      #expect(try ridgeline.read("grown/results.csv") == ridgeline.read("fresh/results.csv"))
      try ridgeline.write(
        Self.sweep + "constraints: [array.rows > 4]\nsearch: {method: random, budget: 9}\n",
        to: "search.yaml")
      let expanded = try ridgeline("sweep", "expand", "search.yaml", "--samples", "0")
      #expect(expanded.output.hasPrefix("kills: 0 points, chosen by random"), "\(expanded.output)")
      let search = try ridgeline("sweep", "search.yaml", "-o", "search")
      #expect(
        search.status == 0 && search.errors.contains("chose 0 points of a budget of 9"), "\(search.errors)")
    }
  }

  @Test func `which figures there are does not depend on the order of values`() throws {
    let rest = """
        array.rows: {from: 1, to: 50, step: 1}
        buffers.input.capacity: [4 B, 5 B, 6 B, 7 B, 64 KiB]

      """
    let board = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Configs/boards/u280.yaml").path
    try withRidgeline { ridgeline in
      for boards in ["null, \(board)", "\(board), null"] {
        func expand(_ metric: String) throws -> Ridgeline.Outcome {
          try ridgeline.write(
            "sweep: boards\ndesign: ws32\ntrace: tiny\naxes:\n  board: [\(boards)]\n  clock: [225 MHz]\n\(rest)metrics: [cycles, \(metric)]\n",
            to: "sweep.yaml")
          return try ridgeline("sweep", "expand", "sweep.yaml")
        }
        let shares = try expand("resources.dsp.share")
        #expect(shares.status == 0, "\(shares.errors)")
        for (wrong, right) in [
          ("energy_pj.totl", "energy_pj.total"), ("resources.dps.share", "resources.dsp.share"),
          ("memories.mian.read_bytes", "memories.main.read_bytes"),
        ] {
          let refused = try expand(wrong)
          #expect(
            refused.status == 2 && refused.errors.contains("did you mean '\(right)'?"), "\(refused.errors)")
          #expect(try ridgeline("check", "sweep.yaml").status == 2)
        }
      }
    }
  }

  @Test func `questions are answered, one line each`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(Self.sweep, to: "sweep.yaml")
      try ridgeline.write(
        """
        {"id": 1, "parameters": {"array.rows": 4, "array.columns": 4, "memories.main.bandwidth": "2 GB/s", "buffers.input.capacity": 4096}}
        {"id": "two", "point": 0}
        {"id": 3, "parameters": {"array.rowz": 4}}
        no JSON
        {"id": 4, "parameters": {"array.rows": 4, "array.columns": 4, "memories.main.bandwidth": 2000000000, "buffers.input.capacity": "4 KiB"}}

        """, to: "questions")
      let run = try ridgeline.shell("\"$RIDGELINE\" sweep ask sweep.yaml -o out --jobs 1 < questions")
      #expect(run.status == 0, "\(run.errors)")
      let lines = run.output.split(separator: "\n")
      #expect(lines.count == 6)
      #expect(lines[0].contains("\"schema\":\"ridgeline-ask/1\""))
      #expect(lines[1].hasPrefix("{\"id\":1,") && lines[1].contains("\"cycles\":"))
      #expect(lines[2].contains("\"id\":\"two\"") && lines[2].contains("\"failed\""))
      #expect(lines[3].contains("'array.rows'") && lines[3].contains("refused"))
      #expect(lines[4].contains("refused"))
      #expect(lines[5].dropFirst(8) == lines[1].dropFirst(8))
      #expect(try ridgeline.read("out/results.1-of-1.jsonl").split(separator: "\n").count == 3)
    }
  }

  @Test func `a front and its best say how many numbers are assumptions, and a table has them as columns`()
    throws
  {
    try withRidgeline { ridgeline in
      let design = "\(MemoryCommandTests.repository)/Configs/designs/ws32.yaml"
      try ridgeline.write(
        """
        sweep: numbers
        design: \(design)
        trace: trace.yaml
        axes: {array.rows: [8, 16]}
        metrics: [energy_pj.total, sources.energies_assumed, sources.energies, sources.energy_assumed_share, sources.areas]
        objectives: {energy_pj.total: min, cycles: min}
        """, to: "sweep.yaml")
      let swept = try ridgeline("sweep", "sweep.yaml", "-o", "out")
      #expect(swept.status == 0, "\(swept.errors)")
      let run = try ridgeline("run", design, "trace.yaml", "--set", "array.rows=8", "--no-wall", "--json")
      let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
      let sources = try #require((document?["total"] as? [String: Any])?["sources"] as? [String: Any])
      let lines = try ridgeline.read("out/results.csv").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      for key in ["energies_assumed", "energies", "energy_assumed_share", "areas"] {
        let column = try #require(lines[0].firstIndex(of: "sources.\(key)"), "\(lines[0])")
        let (kept, run) = (try #require(Double(lines[1][column])), try #require(sources[key] as? Double))
        #expect(abs(kept - run) <= 1e-12 * run, "\(key)")
      }
      let counts = try #require(sources["energies_assumed"] as? Int, "\(sources)")
      let words =
        "energies of a chip and its memories: \(counts) of \(sources["energies"] as? Int ?? 0) numbers are assumptions"
      for (command, place) in [("front", "of the front"), ("best", "of the best points")] {
        let text = try ridgeline("sweep", command, "sweep.yaml", "-o", "out")
        #expect(text.status == 0 && text.output.contains("\(place): \(words)"), "\(text)")
      }
      let refused = try ridgeline.shell(
        "sed 's/sources.areas/sources.left_out/' sweep.yaml > list.yaml; $RIDGELINE check list.yaml")
      #expect(refused.status == 2 && refused.errors.contains("'sources.left_out'"), "\(refused)")
    }
  }

  @Test func `what results say comes as texts, a database and a page`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(Self.sweep, to: "sweep.yaml")
      #expect(try ridgeline("sweep", "sweep.yaml", "-o", "out").status == 0)
      for command in ["front", "sensitivity", "best"] {
        let text = try ridgeline("sweep", command, "sweep.yaml", "-o", "out")
        #expect(text.status == 0 && text.output.contains("kills: 192 points"), "\(text)")
        let json = try ridgeline("sweep", command, "sweep.yaml", "-o", "out", "--json")
        #expect((try? JSONSerialization.jsonObject(with: Data(json.output.utf8))) != nil)
      }
      let best = try ridgeline(
        "sweep", "best", "sweep.yaml", "-o", "out", "--where", "array.rows * array.columns <= 4")
      #expect(best.output.contains("hold all constraints"), "\(best)")
      let files = try ridgeline(
        "sweep", "collect", "sweep.yaml", "-o", "out", "--sqlite", "points.db", "--html", "front.html")
      #expect(files.status == 0, "\(files.errors)")
      let page = try ridgeline.read("front.html")
      #expect(page.contains("<svg id=\"scatter\"") && page.contains("sort by this column"))
      let again = try ridgeline("sweep", "collect", "sweep.yaml", "-o", "out", "--sqlite", "points.db")
      #expect(again.status == 2 && again.errors.contains("--force"))
      let script = try ridgeline("sweep", "emit", "slurm", "sweep.yaml", "-o", "out", "--shards", "8")
      #expect(script.output.contains("#SBATCH --array=0-7"))
      let again2 = try ridgeline("sweep", "sweep.yaml", "-o", "out")
      #expect(again2.errors.contains("ran 0, reused 192, failed 0, failed before 64;"), "\(again2.errors)")
      #expect(again2.errors.contains("--retry-failed"))
      #expect(try ridgeline.read("front.html").contains("<h2>Why points failed"))
      try ridgeline.write(Self.sweep + "search: {method: evolutionary, budget: 9}\n", to: "search.yaml")
      let search = try ridgeline("sweep", "emit", "slurm", "search.yaml", "--shards", "8")
      #expect(search.status == 2 && search.errors.contains("no shards"))
      let time = try ridgeline("sweep", "emit", "slurm", "sweep.yaml", "--shards", "8", "--time", "soon")
      #expect(time.status != 0 && time.errors.contains("01:00:00"), "\(time.errors)")
    }
  }

  @Test func `a wrong sweep is answered at its lines, by check too`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(Self.sweep.replacing("array.rows:", with: "array.rowz:"), to: "sweep.yaml")
      for run in [try ridgeline("sweep", "sweep.yaml"), try ridgeline("check", "sweep.yaml")] {
        #expect(run.status == 2)
        #expect(run.errors.contains("sweep.yaml:5:"), "\(run.errors)")
        #expect(run.errors.contains("did you mean 'rows'?"))
      }
      try ridgeline.write(
        Self.sweep.replacing("[cycles, time_s]", with: "[cycles, energy_pj.total]"), to: "sweep.yaml")
      let run = try ridgeline("sweep", "sweep.yaml")
      // Designs with energies have it.
      #expect(run.status == 0 && run.errors.contains("sweep.yaml:10:19: warning: none of"), "\(run.errors)")
      try ridgeline.write(
        Self.sweep.replacing("{cycles: min,", with: "{cycles: min, bound: min,"), to: "sweep.yaml")
      let text = try ridgeline("sweep", "sweep.yaml")
      #expect(text.status == 2 && text.errors.contains("the objective 'bound' is a text"), "\(text.errors)")
      let swapped = try ridgeline("sweep", "trace.yaml")
      #expect(swapped.status == 2)
    }
  }
}
