import Testing

/// `mapping.yaml` of an output folder, and `--mapping`.
@Suite struct SavedMappingCommandTests {
  @Test func `a replay of the saved mapping gives the same result, but for its inputs`() throws {
    try withRidgeline { ridgeline in
      #expect(try ridgeline("run", "design.yaml", "trace.yaml", "-o", "a").status == 0)
      let replay = try ridgeline(
        "run", "design.yaml", "trace.yaml", "--mapping", "a/mapping.yaml", "-o", "b")
      #expect(replay.status == 0 && replay.errors.isEmpty, "\(replay.errors)")
      for name in ["mapping.yaml", "operators.csv", "design.resolved.yaml"] {
        #expect(try ridgeline.read("b/\(name)") == ridgeline.read("a/\(name)"), "\(name)")
      }
      /// The document without its list of inputs, and that list.
      func parts(_ name: String) throws -> (rest: [Substring], inputs: [Substring]) {
        let lines = try ridgeline.read(name).split(separator: "\n")
        let start = try #require(lines.firstIndex { $0.contains("\"inputs\"") })
        let end = try #require(lines[start...].firstIndex { $0.contains("]") })
        return (Array(lines[..<start] + lines[(end + 1)...]), Array(lines[start...end]))
      }
      let (first, second) = (try parts("a/result.json"), try parts("b/result.json"))
      #expect(first.rest == second.rest)
      #expect(!first.inputs.contains { $0.contains("a/mapping.yaml") })
      #expect(second.inputs.contains { $0.contains("a/mapping.yaml") })
    }
  }

  @Test func `a mapping that does not fit is explained at its lines`() throws {
    try withRidgeline { ridgeline in
      let sizes = "spatial: im2col, groups: 1, rows: 16, columns: 1, channels: 48, filters: 48"
      try ridgeline.write(
        """
        schema: ridgeline-mapping/1
        network: small_net
        design: small
        operators:
          first: {\(sizes), order: [batch, m, n, k]}
          second: {\(sizes), order: [batch, m, n, k]}
        """, to: "a/mapping.yaml")
      let replay = try ridgeline(
        "run", "design.yaml", "trace.yaml", "--mapping", "a/mapping.yaml", "--set",
        "buffers.weight.capacity=1 KiB", "-o", "b")
      #expect(replay.status == 2)
      #expect(!ridgeline.exists("b"))
      let lines = replay.errors.split(separator: "\n")
      #expect(lines.count == 1)
      #expect(
        replay.errors.hasPrefix(
          "a/mapping.yaml:5:3: error: operator 'first' cannot run on the design 'small'"))
      #expect(replay.errors.contains("the weight buffer has 1024 B, and its tile slots need 1536 B"))
    }
  }

  @Test func `how an operator may lie on the array binds what is replayed, whatever the design lists`() throws
  {
    try withRidgeline { ridgeline in
      func trace(_ mapping: String) -> String {
        """
        network: one
        formats: {input: int8, weight: int8, output: int8}
        inputs: {image: {elements: 256}}
        operators:
          - {name: conv, op: conv2d, input: image, height: 8, width: 8, channels: 4, filters: 4, kernel: 3, padding: 1\(mapping)}

        """
      }
      try ridgeline.write(trace(""), to: "trace.yaml")
      try ridgeline.write(trace(", mapping: {spatial: direct}"), to: "direct.yaml")
      let listed = "--set mapping.spatial=im2col"
      #expect(try ridgeline.shell("$RIDGELINE run design.yaml trace.yaml -o a \(listed)").status == 0)
      #expect(try ridgeline.shell("$RIDGELINE run design.yaml direct.yaml -o b \(listed)").status == 0)
      func replay(_ folder: String) throws -> Ridgeline.Outcome {
        try ridgeline.shell(
          "$RIDGELINE run design.yaml direct.yaml --mapping \(folder)/mapping.yaml \(listed)")
      }
      #expect(try replay("b").status == 0)
      let other = try replay("a")
      #expect(other.status == 2)
      #expect(other.errors.contains("the operator's 'mapping.spatial' has 'direct'"), "\(other.errors)")
    }
  }

  @Test func `a wrong mapping is explained with what is wrong with the other files`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(Ridgeline.design + "clok: 1\n", to: "design.yaml")
      try ridgeline.write("schema: ridgeline-mapping/1\nnetwrk: x\n", to: "mapping.yaml")
      let run = try ridgeline("run", "design.yaml", "trace.yaml", "--mapping", "mapping.yaml")
      #expect(run.status == 2)
      for name in ["'clok'", "mapping.yaml:2:1", "'netwrk'"] {
        #expect(run.errors.contains(name), "\(run.errors)")
      }
      let check = try ridgeline("check", "mapping.yaml")
      #expect(check.status == 2)
      #expect(check.errors.contains("'netwrk'"))
      #expect(try ridgeline("show", "mapping.yaml").status == 2)
    }
  }

  @Test func `designs are compared under a saved mapping`() throws {
    try withRidgeline { ridgeline in
      #expect(try ridgeline("run", "design.yaml", "trace.yaml", "-o", "a").status == 0)
      #expect(try ridgeline("check", "a/mapping.yaml").status == 0)
      #expect(try ridgeline("show", "a/mapping.yaml").errors.contains("is a saved mapping"))
      let designs = ["compare", "design.yaml", "--trace", "trace.yaml", "--format", "csv"]
        .joined(separator: " ")
      let mapped = try ridgeline.shell("$RIDGELINE \(designs) --mapping a/mapping.yaml")
      #expect(mapped.status == 0, "\(mapped.errors)")
      #expect(try mapped.output == ridgeline.shell("$RIDGELINE \(designs)").output)
      let wrong = try ridgeline.shell(
        "$RIDGELINE \(designs) --mapping a/mapping.yaml --mapping a/mapping.yaml")
      #expect(wrong.status == 2)
      #expect(wrong.errors.contains("give a mapping for each trace"))
    }
  }
}
