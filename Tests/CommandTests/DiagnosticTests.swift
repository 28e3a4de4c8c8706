import Testing

/// Wrong inputs end with status 2 and a line `FILE:LINE:COLUMN: error: ...` for each finding.
@Suite struct DiagnosticTests {
  @Test(arguments: [
    ("missing file", "nowhere.yaml", nil, "nowhere.yaml:1:1: error: cannot read the file"),
    ("unknown key", "wrong.yaml", Ridgeline.design + "clok: 1 GHz\n", "did you mean 'clock'?"),
    (
      "wrong unit", "wrong.yaml", Ridgeline.design.replacing("clock: 1 GHz", with: "clock: 1 Ghz"),
      "wrong.yaml:2:8: error: "
    ),
    (
      "missing unit", "wrong.yaml", Ridgeline.design.replacing("clock: 1 GHz", with: "clock: 1000"),
      "wrong.yaml:2:8: error: "
    ),
    ("empty file", "wrong.yaml", "", "wrong.yaml:1:1: error: there is no document here"),
    ("truncated file", "wrong.yaml", String(Ridgeline.design.prefix(230)), "wrong.yaml:"),
  ])
  func `a wrong design is explained`(
    what: String, file: String, text: String?, message: String
  ) throws {
    try withRidgeline { ridgeline in
      if let text { try ridgeline.write(text, to: file) }
      for run in [try ridgeline("run", file, "trace.yaml"), try ridgeline("check", file)] {
        #expect(run.status == 2, "\(what)")
        #expect(run.output.isEmpty)
        #expect(run.errors.contains(message), "\(what): \(run.errors)")
        #expect(run.errors.split(separator: "\n").allSatisfy { $0.contains(": error: ") }, "\(run.errors)")
      }
    }
  }

  @Test(arguments: [
    ("no operators", "network: none\nformats: {input: int8, weight: int8, output: int8}\noperators: []\n"),
    ("empty file", ""),
    ("truncated file", String(Ridgeline.trace.prefix(200))),
    ("unknown operator", Ridgeline.trace.replacing("op: matmul", with: "op: matmull")),
  ])
  func `a wrong trace is explained`(what: String, text: String) throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(text, to: "wrong.yaml")
      let run = try ridgeline("run", "design.yaml", "wrong.yaml")
      #expect(run.status == 2, "\(what)")
      #expect(run.output.isEmpty)
      #expect(run.errors.hasPrefix("wrong.yaml:"), "\(what): \(run.errors)")
    }
  }

  @Test func `findings of both files are printed at once`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(Ridgeline.design + "clok: 1\nnam: x\n", to: "design.yaml")
      try ridgeline.write(Ridgeline.trace + "sorce: x\n", to: "trace.yaml")
      let run = try ridgeline("run", "design.yaml", "trace.yaml")
      #expect(run.status == 2)
      for name in ["'clok'", "'nam'", "'sorce'"] { #expect(run.errors.contains(name), "\(run.errors)") }
    }
  }

  @Test func `a trace that the design cannot run is explained at its line`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(
        Ridgeline.trace + "  - {name: third, op: softmax, input: second, rows: 16, columns: 16}\n",
        to: "trace.yaml")
      let run = try ridgeline("run", "design.yaml", "trace.yaml")
      #expect(run.status == 2)
      #expect(run.errors.hasPrefix("trace.yaml:8:"), "\(run.errors)")
      #expect(run.errors.contains("'softmax'"))
    }
  }

  @Test func `a wrong setting is explained at its place`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline("run", "design.yaml", "trace.yaml", "--set", "array.rowz=4")
      #expect(run.status == 2)
      #expect(run.errors.contains("--set array.rowz=4:1:"), "\(run.errors)")
      #expect(run.errors.contains("did you mean 'rows'?"))
    }
  }

  @Test(arguments: [
    ("--seed", "-1", "it must be a whole number from 0 on"),
    ("--seed", "x", "it must be a whole number from 0 on"),
    ("--seed", "99999999999999999999", "it must be at most 18446744073709551615"),
    ("--seeds", "-3", "it must be a whole number from 1 on"),
    ("--seeds", "0", "it must be a whole number from 1 on"),
    ("--jobs", "-1", "it must be a whole number from 1 on"),
    ("--jobs", "0", "it must be a whole number from 1 on"),
    ("--jobs", "1.5", "it must be a whole number from 1 on"),
  ])
  func `a number that is none is answered with what it must be`(
    option: String, value: String, message: String
  ) throws {
    try withRidgeline { ridgeline in
      for run in [
        try ridgeline("run", "design.yaml", "trace.yaml", option, value),
        try ridgeline("compare", "design.yaml", "--trace", "trace.yaml", option, value),
      ] {
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("'\(value)'") && run.errors.contains(message), "\(run.errors)")
      }
    }
  }

  @Test func `what is wrong in very many operators is shown a hundred times, and counted`() throws {
    try withRidgeline { ridgeline in
      let operators = (0..<1_200).map {
        "  - {name: o\($0), op: matmul, input: x, m: 4, k: 4, n: 65536, mapping: {whole: true}}"
      }
      try ridgeline.write(
        """
        network: wrong
        formats: {input: int8, weight: int8, output: int8}
        inputs: {x: {elements: 16}}
        operators:
        \(operators.joined(separator: "\n"))
        """, to: "wrong.yaml")
      let run = try ridgeline("run", "design.yaml", "wrong.yaml")
      let lines = run.errors.split(separator: "\n")
      #expect(run.status == 2 && lines.count == 101)
      #expect(lines.last == "and 1100 more findings, not shown", "\(lines.last ?? "")")
    }
  }

  @Test func `a document of another kind is answered once, with what is wanted`() throws {
    try withRidgeline { ridgeline in
      #expect(try ridgeline("run", "design.yaml", "trace.yaml", "-o", "a").status == 0)
      #expect(
        try ridgeline.shell("$RIDGELINE compare design.yaml --trace trace.yaml --format json -o c.json")
          .status == 0)
      func expect(_ arguments: String, _ message: String) throws {
        let run = try ridgeline.shell("$RIDGELINE \(arguments)")
        #expect(run.status == 2 && run.output.isEmpty, "\(arguments)")
        #expect(run.errors == message + "\n", "\(arguments)")
      }
      let design = "a design is wanted here; a design has 'array' and 'memories'"
      let trace = "a trace is wanted here; a trace has 'network' and 'operators'"
      let mapping =
        "a saved mapping is wanted here; a saved mapping is the mapping.yaml that 'ridgeline run -o DIR' writes"
      try expect("run trace.yaml trace.yaml", "trace.yaml:1:1: error: this is a trace, and \(design)")
      try expect("run design.yaml design.yaml", "design.yaml:1:1: error: this is a design, and \(trace)")
      try expect(
        "run a/mapping.yaml trace.yaml", "a/mapping.yaml:1:1: error: this is a saved mapping, and \(design)")
      try expect(
        "run design.yaml a/result.json", "a/result.json:1:1: error: this is the result of a run, and \(trace)"
      )
      try expect(
        "run design.yaml trace.yaml --mapping a/result.json",
        "a/result.json:1:1: error: this is the result of a run, and a saved mapping is wanted here; name the "
          + "mapping.yaml of the same folder, which says what every operator was mapped to")
      try expect(
        "run design.yaml trace.yaml --mapping design.yaml",
        "design.yaml:1:1: error: this is a design, and \(mapping)")
      try expect(
        "run design.yaml trace.yaml --mapping c.json",
        "c.json:1:1: error: this is a document of schema 'ridgeline-comparison/1', and \(mapping)")
      try expect(
        "compare design.yaml --trace trace.yaml trace.yaml",
        "trace.yaml:1:1: error: this is a trace, and \(design); each trace needs a '--trace' of its own")
      try expect(
        "compare design.yaml --trace design.yaml", "design.yaml:1:1: error: this is a design, and \(trace)")
      try expect(
        "compare design.yaml --trace trace.yaml --mapping trace.yaml",
        "trace.yaml:1:1: error: this is a trace, and \(mapping)")
      for command in ["show", "check"] {
        let run = try ridgeline(command, "a/result.json")
        #expect(run.status == 2)
        #expect(
          run.errors.contains("this is the result of a run, which 'ridgeline diff' reads"), "\(run.errors)")
      }
    }
  }

  @Test(arguments: [
    ["run"], ["run", "a", "b", "--nonsense"], ["run", "a", "b", "--seed", "x"],
  ])
  func `a wrong usage ends with status 2`(arguments: [String]) throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline.shell("$RIDGELINE " + arguments.joined(separator: " "))
      #expect(run.status == 2)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("Usage"), "\(run.errors)")
    }
  }
}
