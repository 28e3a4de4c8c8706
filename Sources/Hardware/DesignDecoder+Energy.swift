import Documents
import Quantities

extension DesignDecoder {
  /// The components that need energies.
  struct EnergyParts {
    var array: ProcessingArray
    var buffers: Buffers
    var memories: [Memory]
    var storage: Storage
    var cores: Cores
    /// Nil where the design has no vector unit; 0 where it has one that cannot be read.
    var lanes: Int?
    /// Nil where the design names none.
    var board: BoardUse?
    /// The table that the energies are of, with its node; nil where there is none that says it.
    var energyNode: (name: String, node: Int)?
  }

  /// The energy of every component, its own or its table's; a component without any is a finding.
  ///
  /// With it come the pairs of the array's formats, each with the energy of a product.
  static func decodeEnergy(
    _ reader: MappingReader, of parts: EnergyParts
  ) -> (table: EnergyTable, pairs: [FormatPair], node: (name: String, node: Int)?)? {
    var table: TechnologyTable?
    if reader.has("table") {
      guard let read = decodeTable(reader) else { return nil }
      table = read
    }
    if let removed = reader.removalPosition(of: "table") {
      let missing = (needed(parts, reader) + neededStanding(parts, reader)).filter { !isOwn($0, reader) }
      if !missing.isEmpty {
        reader.findings.add(.energiesOfRemovedTable(missing), at: removed)
        return nil
      }
    }
    let array = parts.array
    if let table,
      let problem = array.stepsOutsideTable(
        table.name, reader, path: "energy", whole: "leave the energies out with energy=null")
    {
      reader.report(problem, at: "table")
      return nil
    }
    let technology = reader.identifierIfPresent("technology") ?? table?.name
    let own = reader.integerIfPresent("node_nm", in: 1...1_000)
    let node = own ?? table?.node
    if let own, let table, let other = table.node, own != other {
      reader.report(.otherNode(own, table: table.name, other), at: "node_nm")
    } else if let node, let technology, TechnologyTable.isNode(technology, otherThan: node) {
      reader.report(
        table.map { .otherTechnology(technology, table: $0.name) }
          ?? .otherTechnology(technology, node: node),
        at: "technology")
    }
    let chain = decodeChain(reader, array, table)
    /// What a DSP's operation has in it takes nothing of its own, unless the design says so.
    func part(_ key: String, _ look: (TechnologyTable) -> EnergyTable.Entry<Energy>?)
      -> EnergyTable.Entry<Energy>?
    {
      if chain?.operation != nil, !reader.has(key) { return .partOfOperation }
      return entry(reader, key, table, from: look)
    }
    let multiply = part("multiply") { $0.multiply(array, reader) }
    let add = part("add") { $0.add(array, reader) }
    let registers = part("registers") {
      $0.registers(bits: array.clockedBits, key: "registers", reader)
    }
    let gated =
      reader.has("gated_registers") ? reader.energyEntry("gated_registers", EnergyLimits.energies) : nil
    if !array.gatesZeros, reader.has("gated_registers") {
      reader.report(.nothingGates, at: "gated_registers")
    }
    let load =
      array.hasRegisterLoads
      ? entry(reader, "register_load", table) {
        $0.registers(bits: array.loadedBits, key: "register_load", reader)
      } : nil
    if !array.hasRegisterLoads, reader.has("register_load") {
      reader.report(.nothingRests, at: "register_load")
    }
    let scales = array.precision.dequantization != nil
    let dequantize = scales ? reader.energyEntry("dequantize", EnergyLimits.energies) : nil
    if !scales, reader.has("dequantize") { reader.report(.nothingDequantizes, at: "dequantize") }
    let vector = parts.lanes != nil ? entry(reader, "vector_operation", table) { $0.vectorOperation } : nil
    let supply = decodeSupply(reader, node: node)
    let words = decodeWords(reader, parts.buffers, parts.board, table)?.map { word in
      guard let supply else { return word }
      let what = "x (\(supply.supply.voltage) / nominal)^2: \(supply.supply.source)"
      return EnergyTable.Word(
        read: word.read.scaled(by: supply.words, what), write: word.write.scaled(by: supply.words, what))
    }
    let link =
      parts.cores.reduction != nil
      ? reader.energyEntry("reduction_link", EnergyLimits.energiesPerBit) : nil
    let movement = decodeMovement(reader, parts)
    let boundary =
      reader.has("boundary")
      ? reader.enumeration("boundary", as: EnergyTable.Boundary.self) : EnergyTable.Boundary.chipAndMemory
    let bits = decodeBits(reader, parts.memories, table)
    let power = decodeStaticPower(reader, of: parts, table)?.leaking(
      supply?.leakage ?? 1, supply?.supply.source ?? "", parts)
    let addsSteps = array.precision.arithmetic.circuit != nil && !array.precision.arithmetic.multipliesWhole
    let pairs = array.precision.pairs.enumerated().map { place, pair -> FormatPair? in
      var pair = pair
      if addsSteps, pair.add == nil {
        reader.report(.pairWithoutAdd(place), at: "add")
        return nil
      }
      if pair.multiply == nil {
        let ofTable = chain?.operation == nil ? table : nil
        guard let entry = ofTable.map({ $0.multiply(pair, array.precision.product, reader) }) ?? multiply
        else { return nil }
        pair.multiply = entry
      }
      if pair.add == nil { pair.add = add }
      return pair
    }
    reader.finish()
    guard supply != nil || !reader.has("sram_supply") else { return nil }
    guard let multiply, let add, let registers, let power, let words, let bits, !pairs.contains(nil),
      load != nil || !array.hasRegisterLoads, dequantize != nil || !scales,
      vector != nil || parts.lanes == nil,
      link != nil || parts.cores.reduction == nil
    else { return nil }
    let energies = EnergyTable(
      technology: technology, node: node, boundary: boundary ?? .chipAndMemory, multiply: multiply, add: add,
      registers: registers,
      gatedRegisters: gated, registerLoad: load,
      dequantize: dequantize, vectorOperation: vector, buffers: words, reductionLink: link, chain: chain,
      movement: movement, supply: supply?.supply, memories: bits,
      staticPower: power)
    return (
      energies, pairs.compactMap(\.self), node.map { (table?.name ?? technology ?? "energy.node_nm", $0) }
    )
  }

  /// What DSP chains take: the design's own entries, and the table's of a DSP's operation unless `null` removes it.
  private static func decodeChain(
    _ reader: MappingReader, _ array: ProcessingArray, _ table: TechnologyTable?
  ) -> EnergyTable.Chain? {
    guard case .dspChain(let chains) = array else { return nil }
    func entry(_ key: String) -> EnergyTable.Entry<Energy>? {
      reader.has(key) ? reader.energyEntry(key, EnergyLimits.energies) : nil
    }
    let isOwn = reader.has("dsp_operation") || reader.removalPosition(of: "dsp_operation") != nil
    let chain = EnergyTable.Chain(
      operation: isOwn ? entry("dsp_operation") : table?.dspOperation(chains.dsp, reader),
      adjust: entry("adjust"), selection: entry("selection"))
    return chain.named.isEmpty ? nil : chain
  }

  /// What moves and chooses operands, as far as the design says it, of a machine that has such a thing.
  private static func decodeMovement(_ reader: MappingReader, _ parts: EnergyParts) -> EnergyTable.Movement {
    func entry(_ key: String, _ isThere: Bool, _ what: String) -> EnergyTable.Entry<Energy>? {
      guard reader.has(key) else { return nil }
      if !isThere { reader.report(.nothingSuch(key, what), at: key) }
      return reader.energyEntry(key, EnergyLimits.energies)
    }
    var queues = false
    if case .independent(let array) = parts.array { queues = array.queue > 0 }
    return EnergyTable.Movement(
      interconnect: reader.has("interconnect")
        ? reader.energyEntry("interconnect", EnergyLimits.energiesPerBit) : nil,
      decoder: entry("decoder", parts.storage != .dense, "a design whose tensors lie dense"),
      intersection: entry(
        "intersection", parts.array.choosesOperands, "an array that multiplies every pair of operands"),
      queue: entry("queue", queues, "an array whose units have no queues"))
  }

  /// The entries that the components need, by path.
  private static func needed(_ parts: EnergyParts, _ reader: MappingReader) -> [[String]] {
    var keys = [["multiply"], ["add"], ["registers"]]
    if case .dspChain = parts.array, reader.has("dsp_operation") { keys = [] }
    if parts.array.hasRegisterLoads { keys.append(["register_load"]) }
    if parts.lanes != nil { keys.append(["vector_operation"]) }
    keys += parts.buffers.named.map { ["buffers", $0.name] }
    keys += parts.memories.filter { !$0.hasCommandEnergies }.map { ["memories", $0.name] }
    return keys
  }

  /// Those of standing still, unless the design has one power for all.
  private static func neededStanding(_ parts: EnergyParts, _ reader: MappingReader) -> [[String]] {
    let own = reader.node["static_power"]
    guard let own, own["value"] == nil else { return [["static_power"]] }
    var keys = [["multiply"], ["add"], ["registers"]]
    if parts.lanes != nil { keys.append(["vector_unit"]) }
    keys += parts.buffers.named.map { ["buffers", $0.name] }
    keys += parts.memories.map { ["memories", $0.name] }
    return keys.map { ["static_power"] + $0 }
  }

  /// Whether the design has an entry of its own, and not the name of a table's row.
  private static func isOwn(_ path: [String], _ reader: MappingReader) -> Bool {
    path.reduce(reader.node) { $0?[$1] }.map { $0.text == nil } ?? false
  }

  static func decodeTable(_ reader: MappingReader) -> TechnologyTable? {
    guard let name = reader.text("table") else { return nil }
    return DocumentLoader().load(
      named: name, kind: "energy table", shippedIn: "Configs/energy", at: reader.position(of: "table"),
      findings: reader.findings
    ).flatMap { TechnologyTable.decode($0, findings: reader.findings) }
  }

  /// The design's own entry, or else what its table gives.
  private static func entry(
    _ reader: MappingReader, _ key: String, _ table: TechnologyTable?,
    from look: (TechnologyTable) -> EnergyTable.Entry<Energy>?
  ) -> EnergyTable.Entry<Energy>? {
    if !reader.has(key), let table { return look(table) }
    return reader.energyEntry(key, EnergyLimits.energies)
  }

  private static func decodeWords(
    _ reader: MappingReader, _ buffers: Buffers, _ board: BoardUse?, _ table: TechnologyTable?
  ) -> [EnergyTable.Word]? {
    let own = table == nil ? reader.mapping("buffers") : reader.mappingIfPresent("buffers")
    guard own != nil || !reader.has("buffers"), own != nil || table != nil else { return nil }
    let words = buffers.named.map { key, buffer in
      if let own, table == nil || own.has(key) { return decodeWord(own, key) }
      return table?.word(buffer, key: key, on: board, reader)
    }
    own?.finish()
    return words.contains(nil) ? nil : words.compactMap(\.self)
  }

  /// One entry for both kinds of access, or one for each.
  private static func decodeWord(_ reader: MappingReader, _ key: String) -> EnergyTable.Word? {
    let keys = reader.nodeIfPresent(key)?.entries?.map(\.key) ?? []
    guard keys.contains("read") || keys.contains("write") else {
      return reader.energyEntry(key, EnergyLimits.energies).map(EnergyTable.Word.init)
    }
    guard let word = reader.mapping(key) else { return nil }
    let read = word.energyEntry("read", EnergyLimits.energies)
    let write = word.energyEntry("write", EnergyLimits.energies)
    word.finish()
    guard let read, let write else { return nil }
    return EnergyTable.Word(read: read, write: write)
  }

  private static func decodeBits(
    _ reader: MappingReader, _ memories: [Memory], _ table: TechnologyTable?
  ) -> [EnergyTable.Entry<EnergyPerBit>?]? {
    let areAllKnown = memories.allSatisfy(\.hasCommandEnergies)
    if areAllKnown, !reader.has("memories") { return memories.map { _ in nil } }
    guard let own = reader.mapping("memories") else { return nil }
    var isComplete = true
    let bits = memories.map { memory -> EnergyTable.Entry<EnergyPerBit>? in
      let key = memory.name
      if memory.hasCommandEnergies {
        // It may stay there, for a variant of the design whose memory is another one.
        _ = own.nodeIfPresent(key)
        return nil
      }
      // A text names a row of the table.
      let isRow = table != nil && own.nodeIfPresent(key)?.text != nil
      let entry = isRow ? table?.memory(key, own) : own.energyEntry(key, EnergyLimits.energiesPerBit)
      if entry == nil { isComplete = false }
      return entry
    }
    own.finish()
    return isComplete ? bits : nil
  }
}

extension EnergyTable.Entry<Energy> {
  /// Of what a DSP does in its operation.
  fileprivate static var partOfOperation: Self {
    Self(Energy(attojoules: 0), source: "part of dsp_operation")
  }
}

extension Finding.Message {
  fileprivate static func energiesOfRemovedTable(_ paths: [[String]]) -> Self {
    let names = paths.map { "'\($0.joined(separator: "."))'" }.joined(separator: ", ")
    return Self(
      .missingKey,
      "the table is removed, and 'energy' has no {value, source} of its own for \(names); give each, or remove all of it "
        + "with 'energy: null'")
  }

  fileprivate static func nothingSuch(_ key: String, _ what: String) -> Self {
    Self(.inconsistent, "'\(key)' plays no part in \(what); remove it")
  }

  fileprivate static func otherTechnology(_ name: String, table: String) -> Self {
    Self(
      .inconsistent,
      "the energies are those of the table '\(table)', and 'technology' names another node, '\(name)'; remove one of the two"
    )
  }

  fileprivate static func otherTechnology(_ name: String, node: Int) -> Self {
    Self(
      .inconsistent,
      "the energies are of \(node) nm ('node_nm'), and 'technology' names another node, '\(name)'; remove one of the two"
    )
  }

  fileprivate static func otherNode(_ node: Int, table: String, _ other: Int) -> Self {
    Self(
      .inconsistent,
      "the energies would be of \(node) nm, and the table '\(table)' is of \(other) nm; remove 'node_nm', or take a table of "
        + "that node")
  }

  fileprivate static let nothingDequantizes = Self(
    .inconsistent,
    "'dequantize' plays no part where 'precision' does not say where scales are multiplied in; remove it, or add "
      + "'dequantization' there")

  fileprivate static let nothingGates = Self(
    .inconsistent,
    "'gated_registers' plays no part in an array that gates no zeros; remove it, or add 'sparsity' with the action 'gate'"
  )

  fileprivate static let nothingRests = Self(
    .inconsistent,
    "'register_load' plays no part with the dataflow 'output_stationary', where no operand rests; remove it")
}
