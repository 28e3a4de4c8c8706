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

  /// The summary, ending in a line break: a line for each thing, and below them each source once.
  public var text: String {
    var notes = SourceNotes()
    var entries = [
      SummaryEntry("clock", "\(design.clock)"), SummaryEntry("array", design.arrayText),
      SummaryEntry(
        "peak", "\(peakPerCycle) MACs a cycle, \(design.peakText) (2 op for a MAC)"),
    ]
    if design.cores.count > 1 { entries.insert(SummaryEntry("cores", cores), at: 2) }
    entries += modes
    if case .rowStationary(let array) = design.array { entries += Self.entries(of: array) }
    if case .dspChain(let array) = design.array { entries += Self.entries(of: array) }
    entries += buffers
    entries += memories
    if let unit = design.vectorUnit {
      let names = unit.functions.map(\.name).joined(separator: ", ")
      entries.append(SummaryEntry("vector", "\(count(unit.lanes, "lane")): \(names)"))
    }
    if design.storage != .dense { entries.append(SummaryEntry("storage", storage)) }
    entries += programs(&notes)
    entries += board
    if design.decoders != .none { entries.append(SummaryEntry("decoders", decoders)) }
    entries += energies(&notes)
    entries += areas(&notes)
    entries += design.sources.map { SummaryEntry("source", $0) }
    let lines = [style.apply(.strong, to: design.name.onOneLine)] + entries.map { $0.line(style) }
    return (lines + notes.lines(style)).joined(separator: "\n") + "\n"
  }

  private func count(_ number: Int, _ thing: String) -> String { Self.count(number, thing) }

  private static func count(_ number: Int, _ thing: String) -> String {
    "\(NumberText.grouped(number)) \(thing)\(number == 1 ? "" : "s")"
  }

  /// Whole where it is, or else with two digits behind the point.
  private var peakPerCycle: String {
    let peak = design.peakMACsPerCycle
    return peak.denominator == 1
      ? NumberText.grouped(peak.numerator)
      : NumberText.fixed(Double(peak.numerator) / Double(peak.denominator), 2)
  }

  /// A line for each pair of formats that multipliers take otherwise than as one product a step.
  private var modes: [SummaryEntry] {
    guard !design.array.precision.hasOnlyOwnMode else { return [] }
    return design.array.precision.modes.map { mode in
      let energy = mode.pair?.multiply.map { ", \($0.amount.text) a product" } ?? ""
      return SummaryEntry("mode", "\(mode.input) x \(mode.weight): \(mode.text)\(energy)")
    } + ofFewerBits
  }

  /// That a serial operand of fewer bits takes fewer steps, which no list of modes says.
  private var ofFewerBits: [SummaryEntry] {
    guard case .serial(let operand, let bits) = design.array.precision.arithmetic else { return [] }
    let native = operand == .input ? design.array.inputFormat : design.array.weightFormat
    let fewer = max(1, native.bits / 2)
    return [
      SummaryEntry(
        "mode",
        "\(bits == 1 ? "each bit" : "each \(bits) bits") of the \(operand.rawValue)'s own format a step: of \(count(fewer, "bit")) "
          + "\(count((fewer + bits - 1) / bits, "step"))")
    ]
  }

  /// What an element holds, and what brings it.
  private static func entries(of array: RowStationaryArray) -> [SummaryEntry] {
    let (files, buses) = (array.files, array.buses)
    let second = array.preload == .shadowed ? ", and a second file of weights" : ""
    return [
      SummaryEntry(
        "files",
        "\(count(files.input, "input")), \(count(files.weight, "weight")) and \(count(files.sum, "sum")) in each "
          + "element\(second)"),
      SummaryEntry(
        "buses",
        "\(count(buses.input, "input")), \(count(buses.weight, "weight")) and \(count(buses.output, "sum")) a cycle, "
          + "inputs \(array.multicast ? "once for all elements" : "once for each element that takes them")"),
    ]
  }

  /// What chains do in their modes, and what they pack.
  private static func entries(of array: DSPChainArray) -> [SummaryEntry] {
    let modes = [("matrix", array.matrix)] + (array.vector.map { [("vectors", $0)] } ?? [])
    var entries = modes.map { name, mode in
      let packing = mode.packing
      let lanes = DSPChainArray.lanes(
        of: array.dsp, packing, input: array.precision.input, weight: array.precision.weight)
      let packed =
        packing.products == 1
        ? "one product in a DSP"
        : "\(packing.inputs) x \(packing.weights) products in a DSP, in lanes of \(lanes?.bits ?? 0) bits with room for "
          + "\(lanes?.products ?? 0) of them"
      let block = "\(count(mode.pixels, "pixel")) x \(array.positions) x \(count(mode.filters, "filter"))"
      return SummaryEntry(name, "\(block) a cycle; \(packed)")
    }
    if !array.sparsity.densities.isEmpty {
      let densities = array.sparsity.densities.map(String.init).joined(separator: ", ")
      entries.append(
        SummaryEntry(
          "zeros",
          "0, \(densities) of \(array.positions) weights, for blocks of \(count(array.sparsity.block, "filter"))"
        ))
    }
    return entries
  }

  /// One line a component: what an action takes, and the number of its source.
  private func energies(_ notes: inout SourceNotes) -> [SummaryEntry] {
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
    return entries.map { SummaryEntry("energy", "\($0): \($1) \(notes.mark(of: $2))") }
  }

  /// One line a component, and the sum of several.
  private func areas(_ notes: inout SourceNotes) -> [SummaryEntry] {
    let areas = AreaRows(design)
    let entries = areas.rows.map {
      SummaryEntry("area", "\($0.component): \($0.area), \($0.share) \(notes.mark(of: $0.source))")
    }
    guard let total = areas.total, areas.rows.count > 1 else { return entries }
    return entries + [SummaryEntry("area", "in all \(AreaRows.text(total))")]
  }

  /// The lengths that programs are made for.
  private func programs(_ notes: inout SourceNotes) -> [SummaryEntry] {
    guard let programs = design.programs else { return [] }
    let size =
      programs.instructions.map {
        "; \(NumberText.grouped($0.decode)) instructions of \($0.bytes) B a decode step \(notes.mark(of: $0.source))"
      } ?? ""
    return [
      SummaryEntry(
        "programs",
        "for every \(count(programs.lengthBucket, "token")) of decode's context, every "
          + "\(NumberText.grouped(programs.prefillBucket)) of a prefill\(size)")
    ]
  }

  /// What the design takes of its board.
  private var board: [SummaryEntry] {
    guard let use = design.board else { return [] }
    let taken = Dictionary(uniqueKeysWithValues: design.resources(on: use).map { ($0.resource, $0.count) })
    let entries: [SummaryEntry] = Board.Resource.allCases.compactMap { resource in
      guard let there = use.board.counts[resource] else { return nil }
      guard let count = taken[resource] else {
        return SummaryEntry("takes", "\(resource.text): nothing said of \(NumberText.grouped(there))")
      }
      let share = NumberText.percent(Double(count) / Double(there))
      return SummaryEntry(
        "takes", "\(resource.text): \(NumberText.grouped(count)) of \(NumberText.grouped(there)) (\(share))")
    }
    let precision = design.array.precision
    // The longest reduction of the paper that the formula is of.
    let products = MACCosts.products
    let exact = ExactAccumulator.bits(precision.input, precision.weight, products: products).map {
      SummaryEntry(
        "takes",
        "\($0) bits to add \(NumberText.grouped(products)) products of \(precision.input) and "
          + "\(precision.weight) exactly (arXiv 2311.12359)")
    }
    let memories = design.memoryUses(on: use).map { one in
      func rate(_ bandwidth: Bandwidth) -> String {
        NumberText.scaled(Double(bandwidth.bytesPerSecond), unit: "B/s")
      }
      let capacity = one.memory.capacity.map { "\($0) of \(one.place.capacity)" }
      let bandwidth = one.memory.kind.flat.map { "\(rate($0.bandwidth)) of \(rate(one.place.bandwidth))" }
      return SummaryEntry(
        "takes",
        "\(one.place.name) for \(one.memory.name): "
          + [capacity, bandwidth].compactMap { $0 }.joined(separator: ", "))
    }
    let clocks = design.clocks(on: use).map { one in
      SummaryEntry(
        "takes",
        "\(one.clock) of \(one.resource.text): "
          + (use.board.clocks[one.resource].map { "\($0) at most" } ?? "no limit is known"))
    }
    let others = use.others.isEmpty ? "" : ", but for what 'others' says"
    let uncounted = SummaryEntry(
      "takes", "not counted: \(design.uncounted(on: use).joined(separator: ", "))\(others)")
    return [SummaryEntry("board", "\(use.board.name), \(use.board.part)")] + entries + [uncounted] + memories
      + clocks + (exact.map { [$0] } ?? [])
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

  private var buffers: [SummaryEntry] {
    var entries = design.buffers.named.map { name, buffer in
      let capacity = buffer.capacity.map(\.description) ?? "unbounded"
      let rate = NumberText.grouped(buffer.arrayBytesPerCycle)
      return SummaryEntry(
        "buffer",
        "\(name): \(capacity), \(count(buffer.tiles, "tile")), \(count(buffer.banks, "bank")) of "
          + "\(count(buffer.ports, "port")) x \(buffer.width) B: \(rate) B a cycle at most"
          + (buffer.hasBanksOfTheirOwn ? ", words in banks of their own" : ""))
    }
    if let capacity = design.buffers.capacity { entries.append(SummaryEntry("on chip", "\(capacity)")) }
    return entries
  }

  private var memories: [SummaryEntry] {
    design.memories.map { memory in
      let size = memory.capacity.map { "\($0), " } ?? ""
      guard let bandwidth = memory.kind.flat else {
        return SummaryEntry("memory", "\(memory.name): \(size)ideal")
      }
      var (of, interface) = ("", "")
      if case .dram(let dram) = memory.kind {
        if let clock = dram.interfaceClock { interface = ", interface at \(clock)" }
        of = "\(dram.system.name), \(count(dram.system.organization.channels, "channel")), at most "
      }
      let perCycle = NumberText.significant(bandwidth.bytesPerCycle(design.clock).value, 4)
      let ridge = design.ridgeOperationsPerByte(memory)?.value ?? 0
      let outstanding = bandwidth.outstanding.map { count($0, "request") } ?? "any number of requests"
      return SummaryEntry(
        "memory",
        "\(memory.name): \(size)\(of)\(memory.rateText) (\(perCycle) B a cycle), \(bandwidth.latency), "
          + "\(outstanding) of \(bandwidth.request) B under way\(interface); "
          + "ridge \(NumberText.significant(ridge, 4)) op/B (\(NumberText.significant(ridge / 2, 4)) MAC/B)")
    }
  }
}
