import Foundation
import Testing

@Suite struct RunTests {
  @Test func `a run prints the report and nothing else`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline("run", "design.yaml", "trace.yaml")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.isEmpty)
      for text in ["small_net on small", "first", "second", "slots ", "cycles ", "ridge"] {
        #expect(run.output.contains(text), "\(text)")
      }
      #expect(!run.output.contains("\u{1B}"))
    }
  }

  @Test func `the output folder holds the results, and the same ones for any number of threads`() throws {
    try withRidgeline { ridgeline in
      let first = try ridgeline("run", "design.yaml", "trace.yaml", "-o", "a", "--json", "--jobs", "1")
      let second = try ridgeline("run", "design.yaml", "trace.yaml", "-o", "b", "--json", "--jobs", "4")
      #expect(first.status == 0 && second.status == 0)
      #expect(first.output == second.output)
      #expect(try ridgeline.read("a/result.json") == first.output)
      for name in ["result.json", "operators.csv", "design.resolved.yaml", "report.html"] {
        #expect(try ridgeline.read("a/\(name)") == ridgeline.read("b/\(name)"), "\(name)")
      }
      // The resolved design is a design, and gives the same figures.
      let third = try ridgeline("run", "a/design.resolved.yaml", "trace.yaml", "--csv")
      #expect(third.status == 0, "\(third.errors)")
      #expect(try third.output == ridgeline.read("a/operators.csv"))
    }
  }

  @Test func `a trace with its keys reordered gives the same result, but for its own digest`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(
        """
        network: one
        formats: {input: int8, weight: int8, output: int8}
        inputs: {x: {elements: 64}}
        operators:
          - {name: a, op: matmul, m: 8, k: 8, n: 8, input: x, mapping: {rows: 4, filters: 4}}
        """, to: "t/one.yaml")
      try ridgeline.write(
        """
        operators:
          - {mapping: {filters: 4, rows: 4}, input: x, n: 8, k: 8, m: 8, op: matmul, name: a}
        inputs: {x: {elements: 64}}
        formats: {output: int8, weight: int8, input: int8}
        network: one
        """, to: "u/one.yaml")
      let folder = ridgeline.folder.path
      let first = try ridgeline("run", "design.yaml", "\(folder)/t/one.yaml", "--json")
      let second = try ridgeline("run", "design.yaml", "\(folder)/u/one.yaml", "--json")
      #expect(first.status == 0 && second.status == 0, "\(first.errors)")
      func withoutDigests(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.contains("\"sha256\"") }
      }
      #expect(withoutDigests(first.output) == withoutDigests(second.output))
      #expect(first.output != second.output)
    }
  }

  @Test func `absolute paths and relative ones give the same result`() throws {
    try withRidgeline { ridgeline in
      let folder = ridgeline.folder.path
      let absolute = try ridgeline("run", "\(folder)/design.yaml", "\(folder)/trace.yaml", "--json")
      #expect(absolute.status == 0)
      #expect(try absolute.output == ridgeline("run", "design.yaml", "trace.yaml", "--json").output)
    }
  }

  @Test func `a setting changes the design and is named in the result`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline(
        "run", "design.yaml", "trace.yaml", "--set", "array.rows=4", "--json", "--no-wall")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("\"array.rows=4\""))
      #expect(run.output.contains("\"rows\" : 4"))
      #expect(!run.output.contains("wall_factor"))
    }
  }

  @Test func `an output that exists is kept without force and replaced with it`() throws {
    try withRidgeline { ridgeline in
      #expect(try ridgeline("run", "design.yaml", "trace.yaml", "-o", "out").status == 0)
      try ridgeline.write("mine", to: "out/result.json")
      let refused = try ridgeline("run", "design.yaml", "trace.yaml", "-o", "out")
      #expect(refused.status == 2)
      #expect(refused.errors.contains("'out' exists"))
      #expect(refused.output.isEmpty)
      #expect(try ridgeline.read("out/result.json") == "mine")
      #expect(try ridgeline("run", "design.yaml", "trace.yaml", "-o", "out", "--force").status == 0)
      #expect(try ridgeline.read("out/result.json").contains("ridgeline-result/1"))
    }
  }

  @Test func `force does not replace a folder that holds anything else`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline("run", "design.yaml", "trace.yaml", "-o", ridgeline.folder.path, "--force")
      #expect(run.status == 2)
      #expect(run.errors.contains("is no result of ridgeline"))
      #expect(ridgeline.exists("design.yaml"))
    }
  }

  @Test func `a failed run leaves nothing behind`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline("run", "design.yaml", "missing.yaml", "-o", "out")
      #expect(run.status == 2)
      #expect(!ridgeline.exists("out"))
      let left = try FileManager.default.contentsOfDirectory(atPath: ridgeline.folder.path)
      #expect(!left.contains { $0.contains("partial") })
    }
  }

  @Test func `an output that cannot be written is a failed run`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline("run", "design.yaml", "trace.yaml", "-o", "design.yaml/out")
      #expect(run.status == 1)
      #expect(run.errors.contains("cannot write 'design.yaml/out'"))
      let full = try ridgeline.shell("$RIDGELINE run design.yaml trace.yaml > /dev/full")
      #expect(full.status == 1)
      #expect(full.errors.contains("cannot write the result"))
    }
  }

  @Test func `a reader that goes away is no failure`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline.shell(
        "set -o pipefail; $RIDGELINE run design.yaml trace.yaml --json | head -c 1; echo; echo ${PIPESTATUS[0]}"
      )
      #expect(run.output.hasSuffix("\n0\n"))
      #expect(run.errors.isEmpty)
    }
  }

  @Test func `several seeds share a mapping, and say what they spread over`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(
        """
        network: sparse
        formats: {input: int8, weight: int8, output: int8}
        inputs: {x: {elements: 256, sparsity: {pattern: uniform, density: 0.5}}}
        operators:
          - {name: a, op: matmul, m: 16, k: 16, n: 16, input: x, weight: {sparsity: {pattern: "2:4"}}}
        """, to: "sparse.yaml")
      let run = try ridgeline("run", "design.yaml", "sparse.yaml", "--seeds", "3", "--seed", "5")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("5 to 7") && run.output.contains("50.0"))
      let json = try ridgeline("run", "design.yaml", "sparse.yaml", "--seeds", "3", "--json")
      #expect(json.output.contains("\"seeds\"") && json.output.contains("\"asked\" : 0.5"))
      let one = try ridgeline("run", "design.yaml", "sparse.yaml", "--json")
      #expect(!one.output.contains("\"seeds\""))
      let both = try ridgeline(
        "compare", "design.yaml", "--trace", "sparse.yaml", "--trace", "trace.yaml", "--seeds", "2")
      #expect(both.status == 0 && both.output.contains("\nsparse\n  small  cycles"), "\(both.errors)")
      let csv = try ridgeline("run", "design.yaml", "sparse.yaml", "--seeds", "3", "--csv")
      #expect(csv.status == 0 && csv.output.contains("seeds_cycles_mean"))
      for format in ["markdown", "csv", "latex"] {
        let table = try ridgeline(
          "compare", "design.yaml", "--trace", "sparse.yaml", "--seeds", "2", "--format", format)
        #expect(table.status == 0 && table.output.contains("mean"), "\(table.output)")
      }
      for arguments in [["--seed", "\(UInt64.max)"]] {
        let wrong = try ridgeline.shell(
          "$RIDGELINE run design.yaml sparse.yaml --seeds 2 \(arguments.joined(separator: " "))")
        #expect(wrong.status == 2 && wrong.errors.contains("--seeds"))
      }
      #expect(try ridgeline("run", "design.yaml", "sparse.yaml", "--seeds", "0").status == 2)
    }
  }

  @Test func `show draws the zeros of a trace, and a missing file is said at its line`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(
        """
        network: sparse
        formats: {input: int8, weight: int8, output: int8}
        inputs: {x: {elements: 16, sparsity: {pattern: banded, below: 0, above: 0}}}
        operators:
          - {name: a, op: matmul, m: 4, k: 4, n: 4, input: x}
        """, to: "sparse.yaml")
      let show = try ridgeline("show", "sparse.yaml")
      #expect(show.status == 0, "\(show.errors)")
      for text in ["banded", "25.0", "█···", "···█"] { #expect(show.output.contains(text), "\(text)") }
      try ridgeline.write(
        """
        network: sparse
        formats: {input: int8, weight: int8, output: int8}
        inputs: {x: {elements: 16, mask: none.npy}}
        operators:
          - {name: a, op: matmul, m: 4, k: 4, n: 4, input: x}
        """, to: "folder/sparse.yaml")
      for command in ["show folder/sparse.yaml", "run design.yaml folder/sparse.yaml"] {
        let missing = try ridgeline.shell("$RIDGELINE \(command)")
        #expect(missing.status == 2)
        #expect(
          missing.errors.hasPrefix("folder/sparse.yaml:3:28: error: 'folder/none.npy': "), "\(missing.errors)"
        )
      }
    }
  }
}
