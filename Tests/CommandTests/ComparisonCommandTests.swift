import Testing

@Suite struct ComparisonCommandTests {
  @Test func `compare prints a row for each design, and warns where they are not alike`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write("base: design.yaml\nname: faster\nclock: 2 GHz\n", to: "faster.yaml")
      let run = try ridgeline("compare", "design.yaml", "faster.yaml", "--trace", "trace.yaml")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("faster"))
      #expect(run.output.contains("geometric mean"))
      #expect(run.output.contains("Not alike: the designs differ in peak by 2.00 x") && run.errors.isEmpty)
      for format in ["markdown", "latex", "csv", "json"] {
        let other = try ridgeline(
          "compare", "design.yaml", "faster.yaml", "--trace", "trace.yaml", "--format", format, "--baseline",
          "faster")
        #expect(other.status == 0 && other.output.contains("faster"), "\(other.errors)")
        #expect(other.errors.contains("warning: the designs differ in peak by 2.00 x"), "\(other.errors)")
      }
    }
  }

  @Test func `compare answers what it cannot compare`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write("base: design.yaml\nname: faster\nclock: 2 GHz\n", to: "faster.yaml")
      let twice = try ridgeline("compare", "design.yaml", "design.yaml", "--trace", "trace.yaml")
      #expect(twice.status == 2 && twice.errors.contains("are both named"), "\(twice.errors)")
      let baseline = try ridgeline(
        "compare", "design.yaml", "faster.yaml", "--trace", "trace.yaml", "--baseline", "fastr")
      #expect(
        baseline.status == 2 && baseline.errors.contains("did you mean 'faster'?"), "\(baseline.errors)")
      let missing = try ridgeline("compare", "nowhere.yaml", "elsewhere.yaml", "--trace", "trace.yaml")
      #expect(missing.status == 2 && missing.output.isEmpty)
      #expect(missing.errors.contains("nowhere.yaml:1:1") && missing.errors.contains("elsewhere.yaml:1:1"))
      #expect(try ridgeline("compare", "design.yaml").status == 2)
    }
  }

  @Test func `each design may run a trace of its own, of the same work`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write("base: design.yaml\nname: faster\nclock: 2 GHz\n", to: "faster.yaml")
      try ridgeline.write(Ridgeline.trace.replacing("small_net", with: "narrow_net"), to: "narrow.yaml")
      let compare = ["compare", "design.yaml", "faster.yaml", "--trace"]
      let run = try ridgeline.shell(
        "$RIDGELINE \((compare + ["trace.yaml,narrow.yaml"]).joined(separator: " "))")
      #expect(run.status == 0 && run.output.contains("small_net or narrow_net"), "\(run.errors)")
      #expect(
        run.output.replacing("\n  ", with: " ").contains(
          "each design runs a trace of its own: small trace.yaml, faster narrow.yaml"), "\(run.output)")
      try ridgeline.write(Ridgeline.trace.replacing("m: 16", with: "m: 8"), to: "less.yaml")
      for (value, message) in [
        ("trace.yaml,narrow.yaml,less.yaml", "names 3 files for 2 designs"),
        ("trace.yaml,trace.yaml", "names one file for all designs"),
        ("trace.yaml,narrow.yaml --trace narrow.yaml", "would count twice"),
        ("trace.yaml,", "names 1 file for 2 designs"), ("trace.yaml,nowhere.yaml", "nowhere.yaml:1:1"),
      ] {
        let wrong = try ridgeline.shell("$RIDGELINE \((compare + [value]).joined(separator: " "))")
        #expect(
          wrong.status == 2 && wrong.output.isEmpty && wrong.errors.contains(message), "\(wrong.errors)")
      }
    }
  }

  @Test func `diff says what moved, of folders and of files`() throws {
    try withRidgeline { ridgeline in
      #expect(try ridgeline("run", "design.yaml", "trace.yaml", "-o", "a").status == 0)
      #expect(
        try ridgeline("run", "design.yaml", "trace.yaml", "-o", "b", "--set", "array.rows=2").status == 0)
      let folders = try ridgeline("diff", "a", "b/")
      #expect(folders.status == 0 && folders.output.contains("class of cycles"), "\(folders.errors)")
      let files = try ridgeline("diff", "a/result.json", "b/result.json", "--format", "csv")
      #expect(files.output.hasPrefix("operator,class,before,after,change\ntotal,cycles,"))
      #expect(try ridgeline("diff", "a", "a", "--format", "json").output.contains("ridgeline-difference/1"))
      let wrong = try ridgeline("diff", "a", "trace.yaml")
      #expect(wrong.status == 2 && wrong.errors.hasPrefix("trace.yaml:1:1: error: this is no result"))
    }
  }

  @Test func `compare says everything that cannot run, of all pairs, before it prints anything`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write("base: design.yaml\nname: faster\nclock: 2 GHz\n", to: "faster.yaml")
      try ridgeline.write(
        Ridgeline.trace.replacing("small_net", with: "other_net")
          + "  - {name: third, op: softmax, input: second, rows: 16, columns: 16}\n", to: "other.yaml")
      let run = try ridgeline(
        "compare", "design.yaml", "faster.yaml", "--trace", "trace.yaml", "--trace", "other.yaml", "-o",
        "out.txt")
      #expect(run.status == 2 && run.output.isEmpty)
      let lines = run.errors.split(separator: "\n")
      #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("other.yaml:8:") }, "\(run.errors)")
      #expect(run.errors.contains("'small'") && run.errors.contains("'faster'"), "\(run.errors)")
      #expect(!ridgeline.exists("out.txt"))
    }
  }

  @Test func `compare gives the same for any number of threads, on standard output or in a file`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write("base: design.yaml\nname: faster\nclock: 2 GHz\n", to: "faster.yaml")
      let one = try ridgeline(
        "compare", "design.yaml", "faster.yaml", "--trace", "trace.yaml", "--format", "json", "--jobs", "1")
      let many = try ridgeline(
        "compare", "design.yaml", "faster.yaml", "--trace", "trace.yaml", "--format", "json", "--jobs", "7",
        "-o", "out.json")
      #expect(one.status == 0 && many.status == 0 && many.output.isEmpty, "\(many.errors)")
      #expect(try ridgeline.read("out.json") == one.output)
      let refused = try ridgeline("compare", "design.yaml", "--trace", "trace.yaml", "-o", "out.json")
      #expect(refused.status == 2 && refused.errors.contains("'out.json' exists"), "\(refused.errors)")
      #expect(try ridgeline.read("out.json") == one.output)
      let forced = try ridgeline(
        "compare", "design.yaml", "--trace", "trace.yaml", "-o", "out.json", "--force")
      #expect(forced.status == 0, "\(forced.errors)")
      #expect(try ridgeline.read("out.json").contains("geometric mean"))
      let folder = try ridgeline("compare", "design.yaml", "--trace", "trace.yaml", "-o", ".", "--force")
      #expect(folder.status == 2 && folder.errors.contains("no file that --force could replace"))
    }
  }

  @Test func `a setting changes every design, and a wrong one is said once`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write("base: design.yaml\nname: faster\nclock: 2 GHz\n", to: "faster.yaml")
      let run = try ridgeline(
        "compare", "design.yaml", "faster.yaml", "--trace", "trace.yaml", "--set", "clock=3 GHz", "--format",
        "json")
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      #expect(run.output.contains("\"clock=3 GHz\""))
      let wrong = try ridgeline(
        "compare", "design.yaml", "faster.yaml", "--trace", "trace.yaml", "--set", "array.rowz=3")
      #expect(wrong.status == 2 && wrong.errors.split(separator: "\n").count == 1, "\(wrong.errors)")
    }
  }

  @Test func `diff tells by its status that results differ only where it is asked to`() throws {
    try withRidgeline { ridgeline in
      #expect(try ridgeline("run", "design.yaml", "trace.yaml", "-o", "a").status == 0)
      #expect(
        try ridgeline("run", "design.yaml", "trace.yaml", "-o", "b", "--set", "array.rows=2").status == 0)
      #expect(try ridgeline("diff", "a", "b").status == 0)
      let asked = try ridgeline("diff", "a", "b", "--exit-code", "--format", "markdown")
      #expect(asked.status == 1 && asked.errors.isEmpty && asked.output.contains("| operator |"))
      #expect(try ridgeline("diff", "a", "a", "--exit-code").status == 0)
    }
  }
}
