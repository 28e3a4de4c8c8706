import DRAM
import Hardware
import Quantities
import Simulation

/// What an operator or a run took, by component (docs/energy.md).
public struct EnergyFigures: Sendable, Hashable {
  /// A component's name in reports and what it took.
  public struct Component: Sendable, Hashable {
    public var name: String
    public var picojoules: Double
  }

  public var components: [Component]
  private var seconds: Double
  private var denseMACs: Int
  private var effectiveMACs: Int

  /// The sum of the components, added in their order.
  public var total: Double { components.reduce(0) { $0 + $1.picojoules } }

  /// Picojoules for each dense multiply-accumulate; nil where there is none.
  public var perDenseMAC: Double? { denseMACs > 0 ? total / Double(denseMACs) : nil }

  /// Picojoules for each effective multiply-accumulate; nil where there is none.
  public var perEffectiveMAC: Double? { effectiveMACs > 0 ? total / Double(effectiveMACs) : nil }

  /// Energy times time, joule seconds.
  public var delayProduct: Double { total * 1e-12 * seconds }

  /// Mean power, watts; nil where no time passes.
  public var averagePower: Double? { seconds > 0 ? total * 1e-12 / seconds : nil }

  /// Dense operations, two a multiply-accumulate, for each picojoule, which is TOPS/W; nil over no energy.
  public var teraoperationsPerWatt: Double? {
    denseMACs > 0 && total > 0 ? 2 * Double(denseMACs) / total : nil
  }

  /// What the parts of an operator that depend on its mapping took, picojoules; nil where the design says no energies.
  public static func picojoules(_ record: OperatorRecord, _ design: Design) -> Double? {
    design.energy.map { energies(record, vectorOperations: 0, design, $0).reduce(0, +) }
  }

  /// The figures of counts on a design; nil where the design says no energies.
  init?(record: OperatorRecord, denseMACs: Int, vectorOperations: Int, design: Design) {
    guard let table = design.energy else { return nil }
    self.denseMACs = denseMACs
    effectiveMACs = record.products.effective
    seconds = Double(record.cycles) / Double(design.clock.hertz)
    let energies = Self.energies(record, vectorOperations: vectorOperations, design, table)
    components = zip(table.componentNames(design), energies).map { Component(name: $0, picojoules: $1) }
  }

  /// What each component took, in the order of `componentNames`.
  private static func energies(
    _ record: OperatorRecord, vectorOperations: Int, _ design: Design, _ table: EnergyTable
  ) -> [Double] {
    let steps = ProductSteps(record, design)
    var ofPairs = (multiply: 0.0, add: 0.0)
    for pair in steps.pairs {
      ofPairs.multiply += pair.products * (pair.multiply ?? table.multiply).amount.picojoules
      ofPairs.add += pair.products * (pair.add ?? table.add).amount.picojoules
    }
    let additions = steps.own + Double(record.reduction.additions)
    var energies = [
      steps.own * table.multiply.amount.picojoules + ofPairs.multiply,
      additions * table.add.amount.picojoules + ofPairs.add,
      steps.clocked * table.registers.amount.picojoules
        + steps.gated * (table.gatedRegisters?.amount.picojoules ?? 0),
    ]
    if let load = table.registerLoad {
      energies.append(record.registerLoads.reduce(0) { $0 + Double($1) } * load.amount.picojoules)
    }
    if let chain = table.chain {
      let counts = [
        (chain.operation, record.chain.operations), (chain.adjust, record.chain.adjusts),
        (chain.selection, record.chain.selections),
      ]
      energies += counts.compactMap { entry, count in entry.map { Double(count) * $0.amount.picojoules } }
    }
    if let dequantize = table.dequantize {
      energies.append(Double(record.dequantizations) * dequantize.amount.picojoules)
    }
    if let operation = table.vectorOperation {
      energies.append(Double(vectorOperations) * operation.amount.picojoules)
    }
    for (counts, word) in zip(record.buffers, table.buffers) {
      energies.append(
        Double(counts.readAccesses) * word.read.amount.picojoules
          + Double(counts.writeAccesses) * word.write.amount.picojoules)
    }
    if let link = table.reductionLink {
      energies.append(8 * Double(record.reduction.bytes) * link.amount.picojoules)
    }
    for (index, counts) in record.memories.enumerated() {
      guard let entry = table.memories[index] else {
        energies.append(DRAMEnergyFigures(of: counts, on: design.memories[index])?.total ?? 0)
        continue
      }
      let bytes = (counts.readBytes + counts.writeBytes).reduce(0.0) { $0 + Double($1) }
      energies.append(8 * bytes * entry.amount.picojoules)
    }
    let time = Double(record.cycles) / Double(design.clock.hertz)
    let powers =
      switch table.staticPower {
      case .machine(let power): [power]
      case .components(let powers): powers
      }
    energies += powers.map { $0.amount.watts * time * 1e12 }
    return energies + MovementCounts(record, design).counts(table.movement).map { $0.count * $0.picojoules }
  }
}

extension DRAMEnergyFigures {
  /// What the devices of a memory took; nil where that is not known, or nothing of it was counted.
  public init?(of counts: MemoryCounts, on memory: Memory) {
    guard case .dram(let memory) = memory.kind, let record = counts.dram else { return nil }
    self.init(of: record, on: memory.system)
  }
}
