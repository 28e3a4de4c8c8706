import Testing

@Suite struct OtherCommandTests {
  @Test func `check says nothing of right files and tells designs from traces`() throws {
    try withRidgeline { ridgeline in
      let right = try ridgeline("check", "design.yaml", "trace.yaml")
      #expect(right.status == 0 && right.output.isEmpty && right.errors.isEmpty, "\(right.errors)")
      try ridgeline.write("color: red\n", to: "other.yaml")
      let other = try ridgeline("check", "design.yaml", "other.yaml")
      #expect(other.status == 2)
      #expect(other.errors.hasPrefix("other.yaml:1:1: error: this is neither a design nor a trace"))
    }
  }

  @Test func `check makes the masks of a trace`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(
        "network: masked\nformats: {input: int8, weight: int8, output: int8}\n"
          + "inputs: {x: {elements: 64, mask: \"missing.npz#x\"}}\n"
          + "operators: [{name: product, op: matmul, input: x, m: 8, k: 8, n: 8}]\n", to: "masked.yaml")
      let check = try ridgeline("check", "masked.yaml")
      #expect(check.status == 2 && check.errors.hasPrefix("masked.yaml:3:"), "\(check.errors)")
    }
  }

  @Test func `show says what a design is, and what a trace is`() throws {
    try withRidgeline { ridgeline in
      let design = try ridgeline("show", "design.yaml")
      #expect(design.status == 0)
      for text in ["64 MACs a cycle", "128 Gop/s", "16 KiB", "4 GB/s", "ridge 32"] {
        #expect(design.output.contains(text), "\(text): \(design.output)")
      }
      let trace = try ridgeline("show", "trace.yaml")
      #expect(trace.status == 0)
      for text in ["small_net", "36,864", "2,304", "op/B"] {
        #expect(trace.output.contains(text), "\(trace.output)")
      }
    }
  }

  @Test func `show says that fewer bits in series take fewer steps`() throws {
    try withRidgeline { ridgeline in
      let show = try ridgeline("show", "\(MemoryCommandTests.repository)/Configs/designs/stripes.yaml")
      #expect(
        show.output.contains("each bit of the input's own format a step: of 8 bits 8 steps"), "\(show.output)"
      )
    }
  }

  @Test func `energies of a pair of formats are of its products`() throws {
    try withRidgeline { ridgeline in
      let root = MemoryCommandTests.repository
      let run = try ridgeline(
        "run", "\(root)/Configs/designs/ws32_fp8.yaml", "\(root)/Traces/tiny_resnet8_fp8.yaml", "--no-wall")
      #expect(run.output.contains(" products of fp8_e3m4 x fp8_e3m4 "), "\(run.output)\(run.errors)")
    }
  }

  @Test func `operators without values are one error`() throws {
    try withRidgeline { ridgeline in
      let root = MemoryCommandTests.repository
      let run = try ridgeline(
        "run", "\(root)/Configs/designs/tensor_engine_opt4c.yaml", "\(root)/Traces/tiny_resnet8.yaml")
      #expect(run.status == 2 && run.errors.components(separatedBy: "error:").count == 2, "\(run.errors)")
      #expect(run.errors.contains("operator 'conv' and 9 more take as long"), "\(run.errors)")
      #expect(
        run.errors.contains("the values of 'image' and 7 more; give these tensors 'values'"), "\(run.errors)")
    }
  }

  @Test func `explain knows figures, lists them, and suggests`() throws {
    try withRidgeline { ridgeline in
      #expect(try ridgeline("explain", "wall_factor").output.contains("cycles / unlimited_cycles"))
      #expect(try ridgeline("explain").output.contains("slots.dram_bandwidth"))
      #expect(try ridgeline("explain", "buffer_input").output.contains("energy_pj.buffer_NAME"))
      let wrong = try ridgeline("explain", "wal_factor")
      #expect(wrong.status == 2)
      #expect(wrong.errors.contains("did you mean 'wall_factor'?"))
      // A group answers with all that is in it, and a short name with what it stands for.
      #expect(try ridgeline("explain", "slots").output.contains("slots.fill_drain  "))
      #expect(try ridgeline("explain", "edp").output.hasPrefix("energy_delay_product_j_s  "))
    }
  }

  @Test(arguments: [
    (["rnu", "a", "b"], "there is no command 'rnu'; did you mean 'run'?"),
    (["import", "dramsim", "x.ini"], "there is no command 'import dramsim'; did you mean 'dramsim3'?"),
    (
      ["import", "onnx"],
      "there is no command 'import onnx'; there is 'scalesim', 'huggingface', 'dramsim3', 'accelergy'"
    ),
    (
      ["compare", "design.yaml", "--trace", "trace.yaml", "--trace", "trace.yaml"],
      "--trace 'trace.yaml' is there twice"
    ),
  ])
  func `a command that there is not, and a trace that is there twice, are refused`(
    arguments: [String], message: String
  ) throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline.shell("$RIDGELINE \(arguments.joined(separator: " "))")
      #expect(run.status == 2 && run.output.isEmpty)
      #expect(run.errors.contains(message), "\(run.errors)")
    }
  }

  @Test func `validate holds, and knows its points`() throws {
    try withRidgeline { ridgeline in
      let all = try ridgeline("validate")
      #expect(all.status == 0)
      #expect(all.output.contains("weight_stationary_fold "))
      let one = try ridgeline("validate", "output_stationary_fold")
      #expect(one.output.contains("1 of 1 points hold"))
      let wrong = try ridgeline("validate", "output_stationery_fold")
      #expect(wrong.status == 2)
      #expect(wrong.errors.contains("did you mean 'output_stationary_fold'?"))
    }
  }

  @Test func `a SCALE-Sim topology becomes a trace and a design that run`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write("Layer, M, N, K,\nfirst, 16, 48, 32,\n", to: "layers.csv")
      let run = try ridgeline("import", "scalesim", "--topology", "layers.csv", "-o", "imported")
      #expect(run.status == 0, "\(run.errors)")
      let replay = try ridgeline("run", "imported/design.yaml", "imported/trace.yaml", "--csv")
      #expect(replay.status == 0, "\(replay.errors)")
      #expect(replay.output.contains(",first,matmul,"))
      let missing = try ridgeline("import", "scalesim", "--topology", "none.csv", "-o", "other")
      #expect(missing.status == 2)
      #expect(missing.errors.hasPrefix("none.csv:1:1: error: cannot read the file"))
      #expect(!ridgeline.exists("other"))
    }
  }

  @Test func `every command has help with an example`() throws {
    try withRidgeline { ridgeline in
      for command in [
        "run", "check", "show", "memory", "explain", "demo", "validate", "import scalesim", "import dramsim3",
      ] {
        let help = try ridgeline.shell("$RIDGELINE \(command) --help")
        #expect(help.status == 0 && help.errors.isEmpty)
        #expect(help.output.contains("EXAMPLE"), "\(command)")
        #expect(help.output.contains("ridgeline \(command)"), "\(command)")
      }
      let version = try ridgeline("--version")
      #expect(version.status == 0 && version.output.contains("."))
    }
  }

  @Test func `the demo without shipped files says what to do`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline("demo", "--root", ".")
      #expect(run.status == 2)
      #expect(run.errors.contains("'.' has no 'Configs/designs' and 'Traces'"))
    }
  }

  @Test func `a table's name where no Configs is in reach says where it was looked for`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline(
        "run", "design.yaml", "trace.yaml", "--set",
        "energy={table: asic_45nm, memories: {main: lpddr4}, static_power: {value: 0 mW, source: none}}")
      #expect(run.status == 2)
      #expect(
        run.errors.contains("there is no energy table 'asic_45nm'") && run.errors.contains("Configs/energy"))
    }
  }

  @Test func `a table's name is found in a folder below the one that has it`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline.shell(
        "mkdir -p Configs/energy deep/er && cp \(DocumentationTests.root)/Configs/energy/asic_45nm.yaml Configs/energy/ "
          + "&& cp design.yaml deep/er/ && echo 'area: {table: asic_45nm}' >> deep/er/design.yaml && cd deep/er "
          + "&& $RIDGELINE check design.yaml ./design.yaml ../er/design.yaml")
      #expect(run.errors.isEmpty && run.status == 0, "\(run.errors)")
    }
  }

  @Test func `words of reports and keys of other documents are explained`() throws {
    try withRidgeline { ridgeline in
      let answers = [
        ("mapped", "mapped_utilization"), ("imbalance", "sparsity.load_imbalance"),
        ("speedup", "compare.speedup"), ("energy_ratio", "compare.energy_ratio"), ("ridge", "ridge_point"),
        ("balance", "balance_bandwidth_bytes_per_s"), ("op/B", "operational_intensity"),
        ("energy_per_token_j", "generate.energy_per_token_j"), ("tokens_per_s", "generate.tokens_per_s"),
        ("area", "area_mm2"), ("assumptions", "sources.energies_assumed"),
        ("holds", "design.buffers.NAME.capacity"), ("holds", "a verdict of 'ridgeline validate'"),
        ("calibrated", "proves nothing"), ("beside", "nothing is claimed"), ("not below", "a bound"),
      ]
      for (word, key) in answers {
        let run = try ridgeline("explain", word)
        #expect(run.status == 0 && run.output.contains(key), "\(word): \(run.output)\(run.errors)")
      }
    }
  }
}
