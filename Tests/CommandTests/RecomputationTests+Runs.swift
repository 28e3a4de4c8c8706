import Foundation

/// The runs whose figures are computed again: together they have every figure that there is.
enum RecomputedRuns {
  /// Arguments of the program but `--json`.
  static let all = [
    // Energy by component, and twice of everything.
    "run Configs/designs/full_stack16.yaml Traces/tiny.yaml --what-if",
    // Fused multipliers of several slots, areas, seeds.
    "run Configs/designs/bitfusion.yaml Traces/tiny_resnet8.yaml --seeds 2",
    // Zeros that are skipped, in stored formats; a format that cannot hold them; zeros that are gated.
    "run Configs/designs/sparten.yaml Traces/sparse_tiny.yaml",
    "run Configs/designs/sparten.yaml Traces/sparse_tiny.yaml"
      + " --set 'storage={weight: {format: ell, width: 1}}'",
    // Weights that miss an array's N:M.
    "run Configs/designs/sparseloop_stc.yaml Traces/sparse_tiny.yaml",
    "run Configs/designs/eyeriss.yaml Traces/sparse_tiny.yaml",
    "run Configs/designs/eyeriss.yaml Traces/sparse_tiny.yaml" + entry("gated_registers", "3 pJ"),
    // Chains of DSPs on DRAM, dense with energies of their own, and sparse.
    "run Configs/designs/dsp48_dense_u280.yaml Traces/tiny.yaml" + entry("dsp_operation", "3 pJ")
      + entry("adjust", "5 pJ") + entry("selection", "7 pJ"),
    "run Configs/designs/flightllm_u280.yaml Traces/sparse_tiny.yaml",
    // What moves and chooses operands, with energies; a supply of SRAM.
    "run Configs/designs/sparten.yaml Traces/sparse_tiny.yaml"
      + " --set 'energy={table: asic_45nm, memories: {main: lpddr4}, static_power: {value: 1 mW, source: a number of this test}}'"
      + entry("interconnect", "0.1 pJ/bit") + entry("decoder", "2 pJ") + entry("intersection", "3 pJ")
      + entry("queue", "4 pJ"),
    "run Configs/designs/dsp48_dense_u280.yaml Traces/tiny.yaml"
      + " --set 'energy.sram_supply={voltage: 0.56 V, points: sram_supply_virtex7}'",
    // Cores that reduce over a link.
    "run Configs/designs/simba_chiplet.yaml Traces/tiny.yaml",
    // Memories of DRAM, operators that overlap, a shared buffer.
    "run Configs/designs/ws32_ddr4.yaml Traces/tiny.yaml",
    "run Configs/designs/hbm_decode_dram.yaml Traces/tiny.yaml --set boundary=overlap",
    "run Configs/designs/ws32.yaml Traces/tiny.yaml --set boundary=overlap --set mapping.search=full",
    "run Configs/designs/shared32.yaml Traces/tiny.yaml --set boundary=overlap",
    // Bits in series, digits, pairs of formats, scales.
    "run Configs/designs/stripes.yaml Traces/tiny_resnet8.yaml",
    "run Configs/designs/tensor_engine_opt4c.yaml drawn.yaml",
    // Operators of several formats, each with a peak of its own.
    "run Configs/designs/bitfusion.yaml narrow.yaml",
    "run Configs/designs/tensor_engine_opt4c.yaml narrow.yaml",
    "run Configs/designs/ws32_fp8.yaml Traces/tiny_resnet8_fp8.yaml",
    "run Configs/designs/ws32.yaml drawn.yaml --set array.precision.dequantization=group"
      + entry("dequantize", "2 pJ"),
    // Mappings that are searched for, or name slots; sums that do not fit.
    "run Configs/designs/ws32.yaml Traces/tiny.yaml --set mapping.search=full"
      + " --set array.precision.accumulate=int16",
    "run Configs/designs/ws32.yaml drawn.yaml --mapping mapping.yaml",
    // Blocks that nobody needs, computed and left out.
    "run Configs/designs/ws32.yaml blocks.yaml",
    "run Configs/designs/flightllm_u280.yaml blocks.yaml",
    "memory ddr4_2400 requests.txt",
  ]

  /// A setting that gives an action an energy.
  private static func entry(_ key: String, _ energy: String) -> String {
    " --set 'energy.\(key)={value: \(energy), source: a number of this test}'"
  }

  /// Puts what the runs read into the folder.
  static func prepare(_ ridgeline: Ridgeline) throws {
    for name in ["Configs", "Traces"] {
      try FileManager.default.createSymbolicLink(
        atPath: ridgeline.folder.appendingPathComponent(name).path,
        withDestinationPath: "\(MemoryCommandTests.repository)/\(name)")
    }
    try ridgeline.write(trace, to: "drawn.yaml")
    try ridgeline.write(narrow, to: "narrow.yaml")
    try ridgeline.write(mapping, to: "mapping.yaml")
    try ridgeline.write(blocks, to: "blocks.yaml")
    let requests = (0..<256).map {
      "\($0 / 2) \($0 % 4 == 3 ? "W" : "R") 0x\(String($0 * 64, radix: 16))\n"
    }
    try ridgeline.write(requests.joined(), to: "requests.txt")
  }

  /// Values, phases, and groups with scales.
  private static let trace = """
    network: drawn
    formats: {input: int8, weight: int8, output: int8}
    inputs: {x: {elements: 1024, values: {distribution: normal, sigma: 30}}}
    operators:
      - {name: product, phase: one, op: matmul, input: x, m: 16, k: 64, n: 64,
         weight: {values: {distribution: normal, sigma: 30}}}
      - {name: scaled, phase: two, op: matmul, input: x, m: 16, k: 64, n: 32,
         weight: {format: {element: int8, scale: {format: fp16, group: 32}},
                  values: {distribution: normal, sigma: 30}}}

    """

  /// Values of eight and of four bits, both as inputs and as weights.
  private static let narrow = """
    network: narrow
    formats: {input: int8, weight: int8, output: int8}
    inputs:
      wide: {elements: 1024, values: {distribution: normal, sigma: 30}}
      few: {elements: 1024, format: int4, values: {distribution: normal, sigma: 3}}
    operators:
      - {name: wide, op: matmul, input: wide, m: 16, k: 64, n: 64, output: y, weight: {values: {distribution: normal, sigma: 30}}}
      - {name: few, op: matmul, input: few, m: 16, k: 64, n: 32, output: z,
         weight: {format: int4, values: {distribution: normal, sigma: 3}}}

    """

  /// Attention of which some blocks are needed.
  private static let blocks = """
    network: blocks
    formats: {input: int8, weight: int8, output: int8, cache: int8}
    inputs: {query: {elements: 16384}}
    caches: {keys: {tokens: 128, columns: 128}, values: {tokens: 128, columns: 128}}
    operators:
      - {name: scores, op: matmul, input: {tensor: query, order: m_batch_k}, weight: {tensor: keys, order: n_batch_k},
         batch: 2, m: 128, k: 64, n: 128, output: {blocks: {block: [32, 32], window: 2}}}
      - {name: probabilities, op: softmax, input: scores, rows: 256, columns: 128}
      - {name: context, op: matmul, input: probabilities, weight: {tensor: values, order: k_batch_n},
         output: {order: m_batch_n}, batch: 2, m: 128, k: 128, n: 64}

    """

  private static let mapping = """
    schema: ridgeline-mapping/1
    network: drawn
    design: ws32
    operators:
      product: {spatial: im2col, groups: 1, rows: 16, columns: 1, channels: 64, filters: 32,
                order: [batch, m, n, k], slots: {weight: 2}}
      scaled: {spatial: im2col, groups: 1, rows: 16, columns: 1, channels: 64, filters: 32,
               order: [batch, m, n, k]}

    """
}
