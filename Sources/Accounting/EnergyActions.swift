import DRAM
import Hardware
import Quantities
import Simulation

/// One kind of action of a component: how many there were, and what one takes, so that a reader can multiply.
public struct EnergyAction: Sendable, Hashable {
  /// What one action takes, as the design says it.
  public enum One: Sendable, Hashable {
    case energy(Energy)
    case perBit(EnergyPerBit)
    /// Of each second.
    case power(Power)
    /// Picojoules that follow from several numbers.
    case derived(Double)

    /// Picojoules; of a power those of a second.
    public var picojoules: Double {
      switch self {
      case .energy(let energy): energy.picojoules
      case .perBit(let energy): energy.picojoules
      case .power(let power): power.watts * 1e12
      case .derived(let picojoules): picojoules
      }
    }
  }

  /// The component's name in reports.
  public var component: String
  /// What is counted, in the singular: `read`.
  public var name: String
  public var count: Double
  public var one: One
  public var source: String

  /// What all of them took.
  public var picojoules: Double { count * one.picojoules }
}

extension EnergyAction {
  /// The actions of a run, component by component in the order of their energies; none where the design says no energies.
  public static func all(
    _ record: OperatorRecord, vectorOperations: Int, _ design: Design
  ) -> [EnergyAction] {
    guard let table = design.energy else { return [] }
    var actions: [EnergyAction] = []
    func add<Amount>(
      _ component: String, _ name: String, _ count: Double, _ entry: EnergyTable.Entry<Amount>, _ one: One
    ) {
      actions.append(
        EnergyAction(component: component, name: name, count: count, one: one, source: entry.source))
    }
    func add(_ component: String, _ name: String, _ count: Double, _ entry: EnergyTable.Entry<Energy>) {
      add(component, name, count, entry, .energy(entry.amount))
    }
    let steps = ProductSteps(record, design)
    add("multiply", "step", steps.own, table.multiply)
    for pair in steps.pairs { add("multiply", pair.name, pair.products, pair.multiply ?? table.multiply) }
    add("add", "addition", steps.own + Double(record.reduction.additions), table.add)
    for pair in steps.pairs { add("add", pair.name, pair.products, pair.add ?? table.add) }
    add("registers", "step", steps.clocked, table.registers)
    if let gated = table.gatedRegisters { add("registers", "gated step", steps.gated, gated) }
    if let load = table.registerLoad {
      add("register_loads", "load", record.registerLoads.reduce(0) { $0 + Double($1) }, load)
    }
    if let chain = table.chain {
      let counts = [
        ("dsp_operations", "operation", record.chain.operations, chain.operation),
        ("adjusts", "adjust", record.chain.adjusts, chain.adjust),
        ("selections", "selection", record.chain.selections, chain.selection),
      ]
      for (component, name, count, entry) in counts {
        if let entry { add(component, name, Double(count), entry) }
      }
    }
    if let dequantize = table.dequantize {
      add("dequantize", "multiplication", Double(record.dequantizations), dequantize)
    }
    if let operation = table.vectorOperation {
      add("vector_unit", "operation", Double(vectorOperations), operation)
    }
    for (name, (counts, word)) in zip(design.buffers.names, zip(record.buffers, table.buffers)) {
      add("buffer_\(name)", "read", Double(counts.readAccesses), word.read)
      add("buffer_\(name)", "write", Double(counts.writeAccesses), word.write)
    }
    if let link = table.reductionLink {
      add("reduction_link", "bit", 8 * Double(record.reduction.bytes), link, .perBit(link.amount))
    }
    for (index, counts) in record.memories.enumerated() {
      let component = "memory_\(design.memories[index].name)"
      guard let entry = table.memories[index] else {
        actions += devices(component, counts, design.memories[index])
        continue
      }
      let bytes = (counts.readBytes + counts.writeBytes).reduce(0.0) { $0 + Double($1) }
      add(component, "bit", 8 * bytes, entry, .perBit(entry.amount))
    }
    let seconds = Double(record.cycles) / Double(design.clock.hertz)
    switch table.staticPower {
    case .machine(let power): add("static", "second", seconds, power, .power(power.amount))
    case .components(let powers):
      for (name, power) in zip(EnergyTable.staticComponents(design), powers) {
        add("static_\(name)", "second", seconds, power, .power(power.amount))
      }
    }
    for one in MovementCounts(record, design).counts(table.movement) {
      actions.append(
        EnergyAction(
          component: one.component, name: one.action, count: one.count, one: one.one, source: one.source))
    }
    return actions
  }

  /// What the devices of a memory of DRAM did that took energy.
  private static func devices(
    _ component: String, _ counts: MemoryCounts, _ memory: Memory
  ) -> [EnergyAction] {
    guard case .dram(let dram) = memory.kind, let record = counts.dram,
      let figures = DRAMEnergyFigures(of: counts, on: memory)
    else { return [] }
    return figures.actions(record, dram.system).compactMap { action in
      // A memory that states energies a bit has none of its commands.
      guard action.count > 0, action.picojoules > 0 else { return nil }
      return EnergyAction(
        component: component, name: action.name, count: Double(action.count),
        one: .derived(action.picojoules / Double(action.count)),
        source: "the memory \(dram.system.name)'s own file (docs/dram.md, 9)")
    }
  }
}

/// What moved and chose operands, as the record counts it (docs/energy.md).
struct MovementCounts {
  struct Count {
    var component: String
    var action: String
    var count: Double
    var one: EnergyAction.One
    var source: String
    var picojoules: Double { one.picojoules }
  }

  /// Bits of all words that buffers read or write.
  private let bits: Double
  /// Words of tensors that lie in a storage format: read where they are kept so in a buffer, else written as they come in.
  private let words: Double
  /// Products whose operands were found.
  private let products: Double

  init(_ record: OperatorRecord, _ design: Design) {
    bits = zip(design.buffers.named, record.buffers).reduce(0) { sum, one in
      sum + 8 * Double(one.0.buffer.width) * (Double(one.1.readAccesses) + Double(one.1.writeAccesses))
    }
    let kinds = ["input": design.storage.activation, "weight": design.storage.weight]
    words = zip(design.buffers.named, record.buffers).reduce(0) { sum, one in
      let found =
        one.0.name == "shared" ? design.storage.weight ?? design.storage.activation : kinds[one.0.name] ?? nil
      guard let kind = found else { return sum }
      return sum + Double(kind.isKept ? one.1.readAccesses : one.1.writeAccesses)
    }
    products =
      (Double(record.slots.effective) + Double(record.slots.ineffectual) - Double(record.gated))
      / Double(design.array.slotMultiple)
  }

  /// Those that have an energy, in the order of their components.
  func counts(_ movement: EnergyTable.Movement) -> [Count] {
    var counts: [Count] = []
    if let bit = movement.interconnect {
      counts.append(
        Count(
          component: "interconnect", action: "bit", count: bits, one: .perBit(bit.amount), source: bit.source)
      )
    }
    func add(_ component: String, _ action: String, _ count: Double, _ entry: EnergyTable.Entry<Energy>?) {
      guard let entry else { return }
      counts.append(
        Count(
          component: component, action: action, count: count, one: .energy(entry.amount), source: entry.source
        ))
    }
    add("decoders", "word", words, movement.decoder)
    add("intersection", "product", products, movement.intersection)
    add("queues", "product", products, movement.queue)
    return counts
  }
}

/// Steps of whole multipliers that hold products, and products that a pair of formats makes.
struct ProductSteps {
  struct OfPair {
    /// Its formats.
    var name: String
    var products: Double
    var multiply: EnergyTable.Entry<Energy>?
    var add: EnergyTable.Entry<Energy>?
  }

  /// Those of the design's own multiplications and additions.
  private(set) var own: Double
  /// Those that clock registers: gated ones in part, unless they have an energy of their own.
  let clocked: Double
  /// Gated ones.
  let gated: Double
  private(set) var pairs: [OfPair] = []

  init(_ record: OperatorRecord, _ design: Design) {
    // A product with padding or a zero is multiplied like any other, where nothing gates it. What counts are steps of
    // whole multipliers: as many as products, where each makes one a step.
    let slots = Double(design.array.slotMultiple)
    own = (Double(record.slots.effective) + Double(record.slots.ineffectual) - Double(record.gated)) / slots
    gated = Double(record.gated) / slots
    let share = design.energy?.gatedRegisters == nil ? design.array.gatedRegisterShare : 0
    clocked = own + gated * share
    // Pairs of formats have energies of their own, of each product.
    for (pair, count) in zip(design.array.precision.pairs, record.pairProducts) {
      own -= Double(count) * Double(pair.steps) / Double(pair.products)
      pairs.append(
        OfPair(
          name: "\(pair.input.name) x \(pair.weight.name)", products: Double(count), multiply: pair.multiply,
          add: pair.add))
    }
  }
}
