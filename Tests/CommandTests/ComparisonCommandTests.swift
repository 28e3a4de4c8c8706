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
}
