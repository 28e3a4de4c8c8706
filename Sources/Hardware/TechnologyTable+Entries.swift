import Documents
import Quantities
import Tensors

// What a table gives for the components of a design; what it does not have is a finding at the `table` key.

extension TechnologyTable {
  /// One multiplication of an array: in the wider of its two formats.
  func multiply(_ array: ProcessingArray, _ reader: MappingReader) -> EnergyTable.Entry<Energy>? {
    let wider = array.inputFormat.bits >= array.weightFormat.bits ? array.inputFormat : array.weightFormat
    return arithmetic("multiply", multiply, wider, reader)
  }

  /// One addition of an array: in the format of its sums.
  func add(_ array: ProcessingArray, _ reader: MappingReader) -> EnergyTable.Entry<Energy>? {
    arithmetic("add", add, array.accumulatorFormat, reader)
  }

  private func arithmetic(
    _ key: String, _ rows: [Row<Energy>], _ format: NumberFormat, _ reader: MappingReader
  ) -> EnergyTable.Entry<Energy>? {
    // The circuit of an unsigned integer is that of a signed one.
    let wanted = format.family == .unsignedInteger ? "int\(format.bits)" : format.name
    if let row = rows.first(where: { $0.name == wanted }) { return row.entry }
    reader.report(.formatNotInTable(key, wanted, table: name, among: rows.map(\.name)), at: "table")
    return nil
  }

  /// The registers that a multiply-accumulate clocks: what moves, and what is summed.
  func registers(_ array: ProcessingArray) -> EnergyTable.Entry<Energy> {
    let (input, weight) = (array.inputFormat.bits, array.weightFormat.bits)
    let moving =
      switch array.systolic?.dataflow {
      case .weightStationary: input
      case .inputStationary: weight
      case .outputStationary, nil: input + weight
      }
    let bits = moving + array.accumulatorFormat.bits
    return EnergyTable.Entry(
      Self.limited(Double(bits * registerBit.amount.attojoules)),
      source: "\(bits) bits x \(registerBit.amount): \(registerBit.source)")
  }

  /// A word access of a buffer: the mean of a read and a write of a bank.
  func word(_ buffer: Buffer, key: String, _ reader: MappingReader) -> EnergyTable.Entry<Energy>? {
    let depth = buffer.capacity.map { Double($0.count) / Double(buffer.banks) / Double(buffer.width) }
    guard let depth, let word = sramWord(depth: depth, width: buffer.width) else {
      reader.report(.outsideTable(key, depth: depth, width: buffer.width, table: self), at: "table")
      return nil
    }
    let mean = Self.femtojoules((word.read + word.write) / 2)
    let (read, write) = (Self.femtojoules(word.read), Self.femtojoules(word.write))
    return EnergyTable.Entry(
      mean, source: "mean of \(read) to read and \(write) to write: between the SRAM points of '\(name)'")
  }

  /// Attojoules as an energy, at most what an entry may have.
  private static func limited(_ attojoules: Double) -> Energy {
    min(Energy(attojoules: Int(attojoules.rounded())), EnergyLimits.energies.upperBound)
  }

  /// Rounded to whole femtojoules, which is more than the points are good for.
  private static func femtojoules(_ picojoules: Double) -> Energy {
    limited((picojoules * 1_000).rounded() * 1_000)
  }

  /// The row that a design names under a memory's key.
  func memory(_ key: String, _ reader: MappingReader) -> EnergyTable.Entry<EnergyPerBit>? {
    let names = memories.map(\.name)
    return reader.name(key, among: names, kind: "memory of the table '\(name)'").flatMap { found in
      memories.first { $0.name == found }?.entry
    }
  }
}

extension Finding.Message {
  fileprivate static func formatNotInTable(
    _ key: String, _ format: String, table: String, among names: [String]
  ) -> Self {
    Self(
      .unresolvedReference,
      "the table '\(table)' has no '\(key)' of \(format), only of \(names.joined(separator: ", ")); "
        + "give 'energy.\(key)' a value and a source, or leave the energies out with energy=null")
  }

  fileprivate static func outsideTable(_ key: String, depth: Double?, width: Int, table: TechnologyTable)
    -> Self
  {
    let found =
      depth.map { "has banks of \(wordsText($0)) words of \(width) B" } ?? "is unbounded"
    let known =
      table.sramSpan.map {
        "has SRAM of \(wordsText($0.depths.lowerBound)) to \(wordsText($0.depths.upperBound)) words of "
          + "\($0.widths.lowerBound) to \($0.widths.upperBound) B"
      } ?? "has no SRAM"
    return Self(
      .outOfRange,
      "the buffer '\(key)' \(found), and the table '\(table.name)' \(known); give 'energy.buffers.\(key)' a value "
        + "and a source, or leave the energies out with energy=null")
  }

  private static func wordsText(_ depth: Double) -> String {
    depth == depth.rounded() && depth < 1e15 ? "\(Int(depth))" : "\(depth)"
  }
}
