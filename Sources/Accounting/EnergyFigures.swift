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
    EnergyFigures(record: record, denseMACs: 0, vectorOperations: 0, design: design)?.total
  }

  /// The figures of counts on a design; nil where the design says no energies.
  init?(record: OperatorRecord, denseMACs: Int, vectorOperations: Int, design: Design) {
    guard let table = design.energy else { return nil }
    self.denseMACs = denseMACs
    effectiveMACs = record.slots.effective
    seconds = Double(record.cycles) / Double(design.clock.hertz)
    // A product with padding or a zero is multiplied like any other: nothing here gates it.
    let products = Double(record.slots.effective) + Double(record.slots.ineffectual)
    components = [
      Component(name: "multiply", picojoules: products * table.multiply.amount.picojoules),
      Component(name: "add", picojoules: products * table.add.amount.picojoules),
      Component(name: "registers", picojoules: products * table.registers.amount.picojoules),
    ]
    if let operation = table.vectorOperation {
      components.append(
        Component(
          name: "vector_unit", picojoules: Double(vectorOperations) * operation.amount.picojoules))
    }
    for (counts, (name, entry)) in zip(record.buffers, zip(design.buffers.names, table.buffers)) {
      components.append(
        Component(name: "buffer_\(name)", picojoules: Double(counts.accesses) * entry.amount.picojoules))
    }
    for (index, (counts, entry)) in zip(record.memories, table.memories).enumerated() {
      let bytes = (counts.readBytes + counts.writeBytes).reduce(0.0) { $0 + Double($1) }
      components.append(
        Component(
          name: "memory_\(design.memories[index].name)", picojoules: 8 * bytes * entry.amount.picojoules))
    }
    components.append(
      Component(name: "static", picojoules: table.staticPower.amount.watts * seconds * 1e12))
  }
}
