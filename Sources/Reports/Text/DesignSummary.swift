import Hardware
import Quantities

/// What a design can do at most, as a text.
public struct DesignSummary {
  private let design: Design
  private let style: TextStyle

  public init(_ design: Design, style: TextStyle = TextStyle()) {
    self.design = design
    self.style = style
  }

  /// The summary, ending in a line break.
  public var text: String {
    var lines = [
      style.apply(.strong, to: design.name.onOneLine),
      "  clock     \(design.clock)",
      "  array     \(design.arrayText)",
      "  peak      \(NumberText.grouped(design.elements)) MACs a cycle, \(design.peakText) (2 op for a MAC)",
    ]
    lines += modes
    if case .rowStationary(let array) = design.array { lines += Self.lines(of: array) }
    if case .dspChain(let array) = design.array { lines += Self.lines(of: array) }
    if design.cores.count > 1 { lines.insert("  cores     \(cores)", at: 3) }
    lines += buffers
    lines += memories
    if let unit = design.vectorUnit {
      let names = unit.functions.map(\.name).joined(separator: ", ")
      let text = "\(unit.lanes) lanes: \(names.onOneLine)"
      let indent = String(repeating: " ", count: 12)
      lines.append("  vector    " + text.wrapped(to: style.width - 12, indent: indent))
    }
    if design.storage != .dense { lines.append("  storage   \(storage)") }
    lines += programs
    lines += board
    if design.decoders != .none { lines.append("  decoders  \(decoders)") }
    lines += energies
    lines += areas
    lines += design.sources.map { "  source    \($0.onOneLine)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A line for each pair of formats that multipliers take otherwise than as one product a step.
  private var modes: [String] {
    guard !design.array.precision.hasOnlyOwnMode else { return [] }
    return design.array.precision.modes.map { mode in
      let energy = mode.pair?.multiply.map { ", \($0.amount.text) a product" } ?? ""
      return "  mode      \(mode.input) x \(mode.weight): \(mode.text)\(energy)"
    }
  }

  /// What an element holds, and what brings it.
  private static func lines(of array: RowStationaryArray) -> [String] {
    func count(_ number: Int, _ thing: String) -> String {
      "\(NumberText.grouped(number)) \(thing)\(number == 1 ? "" : "s")"
    }
    let (files, buses) = (array.files, array.buses)
    let second = array.preload == .shadowed ? ", and a second file of weights" : ""
    return [
      "  files     \(count(files.input, "input")), \(count(files.weight, "weight")) and \(count(files.sum, "sum")) in each "
        + "element\(second)",
      "  buses     \(count(buses.input, "input")), \(count(buses.weight, "weight")) and \(count(buses.output, "sum")) a cycle, "
        + "inputs \(array.multicast ? "once for all elements" : "once for each element that takes them")",
    ]
  }

  /// What chains do in their modes, and what they pack.
  private static func lines(of array: DSPChainArray) -> [String] {
    let modes = [("matrix", array.matrix)] + (array.vector.map { [("vectors", $0)] } ?? [])
    var lines = modes.map { name, mode in
      let packing = mode.packing
      let lanes = DSPChainArray.lanes(
        of: array.dsp, packing, input: array.precision.input, weight: array.precision.weight)
      let packed =
        packing.products == 1
        ? "one product in a DSP"
        : "\(packing.inputs) x \(packing.weights) products in a DSP, in lanes of \(lanes?.bits ?? 0) bits with room for "
          + "\(lanes?.products ?? 0) of them"
      return
        "  \(name)\(String(repeating: " ", count: 10 - name.count))\(mode.pixels) pixels x \(array.positions) x \(mode.filters) filters a cycle; \(packed)"
    }
    if !array.sparsity.densities.isEmpty {
      let densities = array.sparsity.densities.map(String.init).joined(separator: ", ")
      lines.append(
        "  zeros     0, \(densities) of \(array.positions) weights, for blocks of \(array.sparsity.block) "
          + "filter\(array.sparsity.block == 1 ? "" : "s")")
    }
    return lines
  }

  /// One line a component: what an action takes, and its source.
  private var energies: [String] {
    guard let table = design.energy else { return [] }
    var entries: [(String, String, String)] = [
      ("multiply", table.multiply.amount.text, table.multiply.source),
      ("add", table.add.amount.text, table.add.source),
      ("registers of a MAC", table.registers.amount.text, table.registers.source),
    ]
    if let gated = table.gatedRegisters {
      entries.append(("registers of a gated MAC", gated.amount.text, gated.source))
    }
    if let load = table.registerLoad {
      entries.append(("load of a register", load.amount.text, load.source))
    }
    if let chain = table.chain {
      let names = ["dsp_operations": "operation of a DSP", "adjusts": "adjust", "selections": "selection"]
      entries += chain.named.map { (names[$0.name] ?? $0.name, $0.entry.amount.text, $0.entry.source) }
    }
    if let dequantize = table.dequantize {
      entries.append(("dequantization", dequantize.amount.text, dequantize.source))
    }
    if let operation = table.vectorOperation {
      entries.append(("vector operation", operation.amount.text, operation.source))
    }
    for (name, word) in zip(design.buffers.names, table.buffers) {
      entries.append(("read of buffer \(name)", word.read.amount.text, word.read.source))
      entries.append(("write of buffer \(name)", word.write.amount.text, word.write.source))
    }
    if let link = table.reductionLink {
      entries.append(("reduction link", link.amount.text, link.source))
    }
    entries += zip(design.memories, table.memories).compactMap { memory, entry in
      entry.map { ("memory \(memory.name)", $0.amount.text, $0.source) }
    }
    switch table.staticPower {
    case .machine(let power): entries.append(("static", power.amount.text, power.source))
    case .components(let powers):
      entries += zip(EnergyTable.staticComponents(design), powers).map {
        ("static \($0)", $1.amount.text, $1.source)
      }
    }
    return entries.map { "  energy    \($0): \($1) (\($2.onOneLine))" }
  }

  /// One line a component, and the sum of several.
  private var areas: [String] {
    let areas = AreaRows(design)
    let lines = areas.rows.map {
      "  area      \($0.component): \($0.area), \($0.share) (\($0.source.onOneLine))"
    }
    guard let total = areas.total, areas.rows.count > 1 else { return lines }
    return lines + ["  area      in all \(AreaRows.text(total))"]
  }

  /// The lengths that programs are made for.
  private var programs: [String] {
    guard let programs = design.programs else { return [] }
    let size =
      programs.instructions.map {
        "; \(NumberText.grouped($0.decode)) instructions of \($0.bytes) B a decode step (\($0.source.onOneLine))"
      } ?? ""
    return [
      "  programs  for every \(programs.lengthBucket) tokens of decode's context, every \(programs.prefillBucket) of a "
        + "prefill\(size)"
    ]
  }

  /// What the design takes of its board.
  private var board: [String] {
    guard let use = design.board else { return [] }
    let taken = Dictionary(uniqueKeysWithValues: design.resources(on: use).map { ($0.resource, $0.count) })
    let lines: [String] = Board.Resource.allCases.compactMap { resource in
      guard let there = use.board.counts[resource] else { return nil }
      guard let count = taken[resource] else {
        return "  takes     \(resource.text): nothing said of \(NumberText.grouped(there))"
      }
      return
        "  takes     \(resource.text): \(NumberText.grouped(count)) of \(NumberText.grouped(there)) "
        + "(\(NumberText.percent(Double(count) / Double(there))))"
    }
    let precision = design.array.precision
    // The longest reduction of the paper that the formula is of.
    let products = 4_608
    let exact = ExactAccumulator.bits(precision.input, precision.weight, products: products).map {
      "  takes     \($0) bits to add \(NumberText.grouped(products)) products of \(precision.input) and "
        + "\(precision.weight) exactly (arXiv 2311.12359)"
    }
    return ["  board     \(use.board.name), \(use.board.part.onOneLine)"] + lines + (exact.map { [$0] } ?? [])
  }

  /// How fast what lies encoded comes in.
  private var decoders: String {
    let rates = [("inputs", design.decoders.input), ("weights", design.decoders.weight)]
    return rates.compactMap { name, rate in rate.map { "\($0) \(name)" } }.joined(separator: " and ")
      + " a cycle"
  }

  /// How tensors with zeros lie.
  private var storage: String {
    let kinds = [("weights", design.storage.weight), ("activations", design.storage.activation)]
    return kinds.compactMap { name, kind in
      kind.map { "\(name) \($0.format.name)" + ($0.isKept ? ", in the buffers too" : "") }
    }.joined(separator: "; ")
  }

  /// How many, what they share out, and how.
  private var cores: String {
    let cores = design.cores
    let partitions = cores.partitions.map(\.rawValue).joined(separator: ", ")
    let link = cores.reduction.map { "; sums over \($0.width) B a cycle, \($0.latency) cycles a tile" } ?? ""
    return "\(cores.count) of these, cut over \(partitions), \(cores.delivery.rawValue)\(link)"
  }

  private var buffers: [String] {
    var lines = design.buffers.named.map { name, buffer in
      let capacity = buffer.capacity.map(\.description) ?? "unbounded"
      let rate = NumberText.grouped(buffer.arrayBytesPerCycle)
      return
        "  buffer    \(name): \(capacity), \(buffer.tiles) tiles, \(buffer.banks) banks of \(buffer.ports) "
        + "\(buffer.ports == 1 ? "port" : "ports") x \(buffer.width) B: \(rate) B a cycle at most"
    }
    if let capacity = design.buffers.capacity { lines.append("  on chip   \(capacity)") }
    return lines
  }

  private var memories: [String] {
    design.memories.map { memory in
      let size = memory.capacity.map { "\($0), " } ?? ""
      guard let bandwidth = memory.kind.flat else { return "  memory    \(memory.name): \(size)ideal" }
      var of = ""
      if case .dram(let dram) = memory.kind {
        let organization = dram.system.organization
        of =
          "\(dram.system.name), \(organization.channels) \(organization.channels == 1 ? "channel" : "channels"), "
          + "at most "
      }
      let perCycle = NumberText.significant(bandwidth.bytesPerCycle(design.clock).value, 4)
      let ridge = design.ridgeOperationsPerByte(memory)?.value ?? 0
      let outstanding = bandwidth.outstanding.map { "\($0) requests" } ?? "any number of requests"
      return
        "  memory    \(memory.name): \(size)\(of)\(memory.rateText) (\(perCycle) B a cycle), \(bandwidth.latency), "
        + "\(outstanding) of \(bandwidth.request) B under way; "
        + "ridge \(NumberText.significant(ridge, 4)) op/B (\(NumberText.significant(ridge / 2, 4)) MAC/B)"
    }
  }
}
