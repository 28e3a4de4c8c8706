import Accounting
import Hardware
import Replay
import Simulation
import Workloads

/// `operators.csv`: one line an operator, one column a figure, units in the columns' names.
///
/// Figures are those of one execution; an undefined one is an empty field.
public enum OperatorsCSV {
  /// The file, ending in a line break; with columns of what several seeds make of each operator, by place.
  public static func text(_ result: RunResult, spreads: [SeedSpread] = []) -> String {
    let seeds = spreads.isEmpty ? [] : SeedSpread.columns
    var text = ""
    CSVField.append(columns(result) + seeds, to: &text)
    for (index, entry) in result.operators.enumerated() {
      let fields = spreads.isEmpty ? [] : spreads[index].fields
      CSVField.append(values(entry, index, result) + fields, to: &text)
    }
    return text
  }

  private static func columns(_ result: RunResult) -> [String] {
    let design = result.design
    let memories = design.memories.flatMap { memory in
      (memoryColumns + (result.hasMetadata ? storedMemoryColumns : [])).map {
        "memory_\(memory.name)_\($0)"
      }
    }
    let buffers = design.buffers.named.flatMap { buffer in
      (bufferColumns + (result.hasMetadata ? ["metadata_accesses"] : [])).map {
        "buffer_\(buffer.name)_\($0)"
      }
    }
    let stacks =
      Stack(CycleStack()).parts.map { "cycles_\($0.name)" }
      + Stack(SlotStack()).parts.map { "slots_\($0.name)" }
    return identityColumns + figureColumns + stacks + memories + buffers + arrayColumns
      + energyColumns(design) + rateColumns(design) + wallColumns + sparsityColumns + storageColumns(design)
      + arithmeticColumns(design) + columnsOfChains(design)
      + whatIfs(result).flatMap {
        ["what_if_\($0.change.rawValue)_cycles", "what_if_\($0.change.rawValue)_speedup"]
      }
  }

  /// Those that have cycles of every operator; none where they were not asked for, or operators overlap.
  private static func whatIfs(_ result: RunResult) -> [WhatIf] {
    result.total.whatIfs.filter { $0.operatorCycles.count == result.operators.count }
  }

  /// None of any other array.
  private static func columnsOfChains(_ design: Design) -> [String] {
    if case .dspChain = design.array { chainColumns } else { [] }
  }

  private static func chains(_ entry: RunResult.Entry, _ design: Design) -> [String] {
    guard case .dspChain = design.array else { return [] }
    let counts = entry.record.chain
    return [counts.operations, counts.adjusts, counts.selections].map { "\($0)" }
  }

  /// None where the design has no `storage`; empty fields of operands that lie dense.
  private static func storageColumns(_ design: Design) -> [String] {
    guard design.storage != .dense else { return [] }
    return Operand.allCases.flatMap { operand in
      [
        "format", "buffer", "stored_elements", "data_bits", "metadata_bits", "pointer_bits",
        "metadata_overhead", "dense_bits",
      ].map { "storage_\(operand.rawValue)_\($0)" }
    }
  }

  /// None where the design makes products of its own formats alone.
  private static func arithmeticColumns(_ design: Design) -> [String] {
    guard design.array.precision.saysHow else { return [] }
    let columns = [
      "products", "steps", "slots_of_multiplier", "effective_products", "ineffectual_products", "digits",
      "ideal_steps", "work_over_time", "dequantizations",
    ]
    return columns.map { "arithmetic_\($0)" }
  }

  private static func arithmetic(_ entry: RunResult.Entry, _ design: Design) -> [String] {
    guard let view = ArithmeticView(entry.record, entry.figures, entry.mode, design) else { return [] }
    let counts = [
      view.products, view.steps?.value, view.slotsOfMultiplier, view.effectiveProducts,
      view.ineffectualProducts, view.digits,
    ]
    return counts.map { $0.map { "\($0)" } ?? "" } + [
      number(view.idealSteps?.value), number(view.workOverTime?.value),
      view.dequantizations.map { "\($0)" } ?? "",
    ]
  }

  private static func storage(_ entry: RunResult.Entry) -> [String] {
    Operand.allCases.flatMap { operand -> [String] in
      guard let one = entry.storage.first(where: { $0.operand == operand }).map(StorageView.init) else {
        return Array(repeating: "", count: 8)
      }
      return [
        one.format, one.buffer, "\(one.storedElements)", "\(one.dataBits)", "\(one.metadataBits)",
        "\(one.pointerBits)", number(one.metadataOverhead.value), "\(one.denseBits)",
      ]
    }
  }

  /// None where the design has no energies.
  private static func energyColumns(_ design: Design) -> [String] {
    guard let table = design.energy else { return [] }
    return ["energy_pj"] + table.componentNames(design).map { "energy_\($0)_pj" } + [
      "energy_per_dense_mac_pj", "energy_per_effective_mac_pj", "energy_delay_product_j_s",
      "average_power_w", "tops_per_watt",
    ]
  }

  private static func values(_ energy: EnergyFigures?) -> [String] {
    guard let energy else { return [] }
    return ["\(energy.total)"] + energy.components.map { "\($0.picojoules)" } + [
      number(energy.perDenseMAC), number(energy.perEffectiveMAC), "\(energy.delayProduct)",
      number(energy.averagePower), number(energy.teraoperationsPerWatt),
    ]
  }

  private static func rateColumns(_ design: Design) -> [String] {
    ["tops"] + (design.area == nil ? [] : ["tops_per_mm2"])
  }

  private static func rates(_ figures: OperatorFigures, _ design: Design) -> [String] {
    let rate = number(figures.teraoperationsPerSecond)
    return design.area == nil ? [rate] : [rate, number(figures.teraoperationsPerSquareMillimetre(design))]
  }

  private static let identityColumns = [
    "design", "network", "index", "name", "kind", "phase", "groups", "repeat", "first_execution",
    "batch", "m", "k", "n", "input_memory", "weight_memory", "output_memory",
  ]
  private static let figureColumns = [
    "cycles", "time_s", "dense_macs", "effective_macs", "vector_operations", "mac_utilization",
    "mapped_utilization", "mapping_efficiency", "passes", "folds", "bound", "roofline_side",
    "roofline_memory",
  ]
  private static let memoryColumns = [
    "read_bytes", "write_bytes", "input_read_bytes", "weight_read_bytes", "output_read_bytes",
    "output_write_bytes", "requests", "busy_cycles", "bandwidth_utilization", "operational_intensity",
    "ridge_point",
  ]
  /// Where the design has `storage`.
  private static let storedMemoryColumns = ["metadata_bytes", "pointer_bytes", "metadata_overhead"]
  private static let bufferColumns = [
    "reads", "writes", "accesses", "read_accesses", "write_accesses", "peak_bytes",
  ]
  private static let arrayColumns = [
    "register_loads_input", "register_loads_weight", "reduction_bytes", "reduction_additions",
  ]
  /// Of DSP chains.
  private static let chainColumns = ["dsp_chain_operations", "dsp_chain_adjusts", "dsp_chain_selections"]
  private static let sparsityColumns =
    Operand.allCases.flatMap { ["density_\($0.rawValue)_asked", "density_\($0.rawValue)_used"] } + [
      "nominal_sparsity", "skipped_macs", "gated_macs", "load_imbalance", "exploitable_sparsity",
      "dense_cycles", "remapped_dense_cycles", "realised_speedup", "realised_speedup_remapped",
    ]
  private static let wallColumns = ["unlimited_cycles", "wall_factor", "balance_bandwidth_bytes_per_s"]

  private static func values(_ entry: RunResult.Entry, _ index: Int, _ result: RunResult) -> [String] {
    let figures = entry.figures
    let isStored = result.hasMetadata
    return identity(entry, index, result)
      + [
        "\(figures.cycles)", "\(figures.timeSeconds)", "\(figures.denseMACs)", "\(figures.effectiveMACs)",
        "\(figures.vectorOperations)", number(figures.macUtilization), number(figures.mappedUtilization),
        number(figures.mappingEfficiency), "\(entry.record.passes)", "\(entry.record.folds)",
        figures.bound?.rawValue ?? "", figures.roofline?.side.name ?? "", figures.roofline?.memory ?? "",
      ]
      + Stack(entry.record.cycleStack).parts.map { "\($0.count)" }
      + Stack(entry.record.slots).parts.map { "\($0.count)" }
      + figures.memories.flatMap { values($0, isStored: isStored) }
      + entry.record.buffers.flatMap { buffer in
        [
          buffer.reads, buffer.writes, buffer.accesses, buffer.readAccesses, buffer.writeAccesses,
          buffer.peakBytes,
        ].map { "\($0)" } + (isStored ? ["\(buffer.metadataAccesses)"] : [])
      }
      + (entry.record.registerLoads + [entry.record.reduction.bytes, entry.record.reduction.additions]).map {
        "\($0)"
      }
      + values(figures.energyPicojoules) + rates(figures, result.design)
      + [
        entry.wall.map { "\($0.unlimitedCycles)" } ?? "", number(entry.wall?.factor),
        number(entry.wall?.balanceBandwidth),
      ] + sparsity(entry) + (result.design.storage == .dense ? [] : storage(entry))
      + arithmetic(entry, result.design) + chains(entry, result.design)
      + whatIfs(result).flatMap { one -> [String] in
        let other = one.operatorCycles[index]
        return ["\(other)", number(other > 0 ? Double(figures.cycles) / Double(other) : nil)]
      }
  }

  private static func sparsity(_ entry: RunResult.Entry) -> [String] {
    let (figures, gain) = (entry.figures, entry.gain)
    let densities = Operand.allCases.flatMap { operand in
      [number(entry.densities[operand]?.asked?.value), number(entry.densities[operand]?.used)]
    }
    let realised = [gain?.denseCycles, gain?.remappedDenseCycles]
    let shares = [
      number(figures.nominalSparsity), "\(figures.skippedMACs)", "\(figures.gatedMACs)",
      number(figures.loadImbalance), number(gain?.exploitableShare(figures)),
    ]
    return densities + shares + realised.map { $0.map { "\($0)" } ?? "" }
      + realised.map { number(gain?.speedup(figures, over: $0)) }
  }

  private static func identity(_ entry: RunResult.Entry, _ index: Int, _ result: RunResult) -> [String] {
    let product = entry.work.body.product
    return [
      result.design.name, result.network, "\(index)", entry.name, entry.kind.rawValue, entry.phase ?? "",
      entry.groups.map(\.name).joined(separator: "/"), "\(entry.executions)",
      "\(entry.firstExecution)",
    ] + [product?.batch, product?.m, product?.k, product?.n].map { $0.map { "\($0)" } ?? "" }
      + Operand.allCases.map { entry.placement(result.design)[$0.rawValue] ?? "" }
  }

  private static func values(_ memory: MemoryFigures, isStored: Bool) -> [String] {
    let (read, written) = (memory.counts.readBytes, memory.counts.writeBytes)
    let output = Operand.output.index
    return ["\(memory.readBytes)", "\(memory.writeBytes)"] + read.map { "\($0)" }
      + ["\(written[output])", "\(memory.counts.requests)", "\(memory.counts.busyCycles)"]
      + [memory.bandwidthUtilization, memory.operationalIntensity, memory.ridgePoint].map(number)
      + (isStored
        ? [
          "\(memory.metadataBytes)", "\(memory.counts.pointerBytes.reduce(0, +))",
          number(memory.metadataOverhead),
        ] : [])
  }

  private static func number(_ figure: Double?) -> String {
    figure.map { $0.isFinite ? "\($0)" : "" } ?? ""
  }
}

extension RunResult {
  /// Whether what is no element is told apart: the design has `storage`, or metadata moved.
  var hasMetadata: Bool {
    design.storage != .dense || total.figures.memories.contains { $0.metadataBytes > 0 }
  }
}
