import Documents
import Quantities

extension DesignDecoder {
  private static let energies = Energy(attojoules: 0)...Energy(attojoules: 1_000_000_000_000)
  private static let energiesPerBit =
    EnergyPerBit(attojoules: 0)...EnergyPerBit(attojoules: 1_000_000_000_000)
  private static let powers = Power(nanowatts: 0)...Power(nanowatts: 1_000_000_000_000_000)

  /// The energy of every component; a component without an entry is a finding.
  static func decodeEnergy(
    _ reader: MappingReader, buffers: Buffers, memories: [String], hasVectorUnit: Bool
  ) -> EnergyTable? {
    let multiply = entry(reader, "multiply", energies)
    let add = entry(reader, "add", energies)
    let registers = entry(reader, "registers", energies)
    let vector = hasVectorUnit ? entry(reader, "vector_operation", energies) : nil
    let bufferReader = reader.mapping("buffers")
    let words = bufferReader.map { inner in buffers.names.map { entry(inner, $0, energies) } } ?? []
    bufferReader?.finish()
    let memoryReader = reader.mapping("memories")
    let bits = memoryReader.map { inner in memories.map { entry(inner, $0, energiesPerBit) } } ?? []
    memoryReader?.finish()
    let power = entry(reader, "static_power", powers)
    reader.finish()
    let knownWords = words.compactMap(\.self)
    let knownBits = bits.compactMap(\.self)
    guard let multiply, let add, let registers, let power, vector != nil || !hasVectorUnit,
      knownWords.count == buffers.names.count, knownBits.count == memories.count
    else { return nil }
    return EnergyTable(
      multiply: multiply, add: add, registers: registers, vectorOperation: vector, buffers: knownWords,
      memories: knownBits, staticPower: power)
  }

  private static func entry<Amount: Quantity>(
    _ reader: MappingReader, _ key: String, _ range: ClosedRange<Amount>
  ) -> EnergyTable.Entry<Amount>? {
    guard let entry = reader.mapping(key) else { return nil }
    let amount = entry.quantity("value", as: Amount.self, in: range)
    let source = entry.text("source")
    entry.finish()
    guard let amount, let source else { return nil }
    return EnergyTable.Entry(amount, source: source)
  }
}
