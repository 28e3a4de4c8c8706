import Documents
import Quantities
import Tensors

// What a table gives for the components of a design; what it does not have is a finding at the `table` key.

extension TechnologyTable {
  /// One multiplication of an array: in the wider of its two formats.
  func multiply(_ array: ProcessingArray, _ reader: MappingReader) -> EnergyTable.Entry<Energy>? {
    let product = array.precision.product
    return arithmetic(
      product.row, rows(product), product.circuit(array.factorFormat), reader, of: "multiply"
    ).map {
      EnergyTable.Entry(
        $0.amount, source: product.named(array.precision.arithmetic.named($0.source), array.factorFormat))
    }
  }

  /// One product of a pair of formats: in the wider of the two.
  func multiply(_ pair: FormatPair, _ product: ArrayPrecision.Product, _ reader: MappingReader)
    -> EnergyTable.Entry<Energy>?
  {
    let wider = pair.input.bits >= pair.weight.bits ? pair.input : pair.weight
    let wanted = Self.circuit(product.circuit(wider))
    let rows = rows(product)
    if let row = rows.first(where: { $0.name == wanted }) {
      return EnergyTable.Entry(row.entry.amount, source: product.named(row.entry.source, wider))
    }
    reader.report(
      .pairNotInTable(pair, product.row, wanted, table: name, among: rows.map(\.name)), at: "table")
    return nil
  }

  /// What products are made of: multiplications, or additions in their place.
  private func rows(_ product: ArrayPrecision.Product) -> [Row<Energy>] {
    product == .addition ? add : multiply
  }

  /// A DSP of a chain in a cycle in which it multiplies; nil of a table without DSPs, and after a finding where it has only others.
  func dspOperation(_ dsp: DSPChainArray.DSP, _ reader: MappingReader) -> EnergyTable.Entry<Energy>? {
    if dspOperations.isEmpty { return nil }
    if let row = dspOperations.first(where: { $0.name == dsp.rawValue }) { return row.entry }
    reader.report(
      .formatNotInTable(
        "dsp_operation", dsp.rawValue, table: name, among: dspOperations.map(\.name), of: "dsp_operation"),
      at: "table")
    return nil
  }

  /// One addition of an array: in the format of its sums.
  func add(_ array: ProcessingArray, _ reader: MappingReader) -> EnergyTable.Entry<Energy>? {
    arithmetic("add", add, array.accumulatorFormat, reader, of: "add")
  }

  /// The row of a format, for the design's entry `entry`.
  private func arithmetic(
    _ key: String, _ rows: [Row<Energy>], _ format: NumberFormat, _ reader: MappingReader, of entry: String
  ) -> EnergyTable.Entry<Energy>? {
    let wanted = Self.circuit(format)
    if let row = rows.first(where: { $0.name == wanted }) { return row.entry }
    reader.report(
      .formatNotInTable(key, wanted, table: name, among: rows.map(\.name), of: entry), at: "table")
    return nil
  }

  /// The row of a format: the circuit of an unsigned integer is that of a signed one.
  static func circuit(_ format: NumberFormat) -> String {
    format.family == .unsignedInteger ? "int\(format.bits)" : format.name
  }

  /// Registers of so many bits, clocked once, for the design's entry of that key.
  func registers(bits: Int, key: String, _ reader: MappingReader) -> EnergyTable.Entry<Energy>? {
    limited(Double(bits) * Double(registerBit.amount.attojoules), key: key, reader).map {
      EnergyTable.Entry($0, source: "\(bits) bits x \(registerBit.amount): \(registerBit.source)")
    }
  }

  /// The accesses of a word of a buffer's bank, in blocks of the board's that it lies on.
  func word(_ buffer: Buffer, key: String, on board: BoardUse?, _ reader: MappingReader) -> EnergyTable.Word?
  {
    if let row = buffers.first(where: { $0.name == key }) {
      if row.width == buffer.width { return row.word }
      reader.report(.otherWidth(key, of: buffer.width, in: row.width, table: name), at: "table")
      return nil
    }
    let depth = buffer.capacity.map { Double($0.count) / Double(buffer.banks) / Double(buffer.width) }
    let block = board?.kind(of: key)
    guard let depth, let word = sramWord(depth: depth, width: buffer.width, block: block) else {
      reader.report(.outsideTable(key, depth: depth, width: buffer.width, table: self), at: "table")
      return nil
    }
    // What is made of a point that is an assumption is one, too.
    let assumed = points(of: block).first {
      word.depths.isBounded(by: $0.depth) && NumberSources.isAssumed($0.source)
    }
    let several =
      depth > word.depths.upperBound ? "assumption: of the blocks of a deeper bank one is accessed" : nil
    let sources = [sramSource, assumed?.source, several].compactMap(\.self)
    let source =
      "\(Self.between(word.depths)) of '\(name)'"
      + (sources.isEmpty ? "" : " (\(sources.joined(separator: "; ")))")
    guard let read = femtojoules(word.read, key: key, reader),
      let write = femtojoules(word.write, key: key, reader)
    else { return nil }
    return EnergyTable.Word(read: .init(read, source: source), write: .init(write, source: source))
  }

  private static func between(_ depths: ClosedRange<Double>) -> String {
    let (low, high) = (
      Finding.Message.wordsText(depths.lowerBound), Finding.Message.wordsText(depths.upperBound)
    )
    return low == high
      ? "the SRAM points of \(low) words" : "between the SRAM points of \(low) and \(high) words"
  }

  /// Attojoules as an energy; a finding where they are more than an entry may have.
  private func limited(_ attojoules: Double, key: String, _ reader: MappingReader) -> Energy? {
    let most = EnergyLimits.energies.upperBound
    if attojoules <= Double(most.attojoules) { return Energy(attojoules: Int(attojoules.rounded())) }
    reader.report(
      .beyondEntry("energy of '\(key)'", table: name, most: most, key: "energy.\(key)"), at: "table")
    return nil
  }

  /// Rounded to whole femtojoules, which is more than the points are good for.
  private func femtojoules(_ picojoules: Double, key: String, _ reader: MappingReader) -> Energy? {
    limited((picojoules * 1_000).rounded() * 1_000, key: "buffers.\(key)", reader)
  }

  /// The row that a design names under a memory's key.
  func memory(_ key: String, _ reader: MappingReader) -> EnergyTable.Entry<EnergyPerBit>? {
    let names = memories.map(\.name)
    return reader.name(key, among: names, kind: "memory of the table '\(name)'").flatMap { found in
      memories.first { $0.name == found }?.entry
    }
  }
}

extension ClosedRange<Double> {
  fileprivate func isBounded(by depth: Double) -> Bool { depth == lowerBound || depth == upperBound }
}

extension Finding.Message {
  /// What a table comes to for a design is more than any entry may be.
  static func beyondEntry<Amount: Quantity>(
    _ what: String, table: String, most: Amount, key: String
  ) -> Self {
    Self(
      .outOfRange,
      "by the table '\(table)' the \(what) of this design is more than \(most), the most that an entry may have; "
        + "give '\(key)' a value and a source")
  }

  fileprivate static func formatNotInTable(
    _ key: String, _ format: String, table: String, among names: [String], of entry: String
  ) -> Self {
    Self(
      .unresolvedReference,
      "the table '\(table)' has no '\(key)' of \(format), only of \(names.joined(separator: ", ")); "
        + "give 'energy.\(entry)' a value and a source, or leave the energies out with energy=null")
  }

  fileprivate static func pairNotInTable(
    _ pair: FormatPair, _ key: String, _ format: String, table: String, among names: [String]
  ) -> Self {
    Self(
      .unresolvedReference,
      "the table '\(table)' has no '\(key)' of \(format), only of \(names.joined(separator: ", ")); give the pair "
        + "\(pair.input) x \(pair.weight) a 'multiply' of a value and a source, or leave the energies out with energy=null"
    )
  }

  fileprivate static func otherWidth(_ key: String, of width: Int, in row: Int, table: String) -> Self {
    Self(
      .inconsistent,
      "the buffer '\(key)' has words of \(width) B, and the table '\(table)' an energy of words of \(row) B for it; give "
        + "'energy.buffers.\(key)' a value and a source, or the buffer that width")
  }

  fileprivate static func outsideTable(_ key: String, depth: Double?, width: Int, table: TechnologyTable)
    -> Self
  {
    let found =
      depth.map { "has banks of \(wordsText($0)) words of \(width) B" } ?? "is unbounded"
    let known =
      table.sramSpan.map {
        "has SRAM of \(wordsText($0.depths.lowerBound)) to \(wordsText($0.depths.upperBound)) words of "
          + "\($0.narrowest) B or more"
      } ?? "has no SRAM"
    return Self(
      .outOfRange,
      "the buffer '\(key)' \(found), and the table '\(table.name)' \(known); give 'energy.buffers.\(key)' a value "
        + "and a source, or leave the energies out with energy=null")
  }

  fileprivate static func wordsText(_ depth: Double) -> String {
    depth == depth.rounded() && depth < 1e15 ? "\(Int(depth))" : "\(depth)"
  }
}
