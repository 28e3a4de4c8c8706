import Documents
import Quantities

extension Design {
  /// The first memory that takes energy and is outside of what the energies are said to be of; nil where there is none.
  ///
  /// A chip has all memories but those behind which there is no other, and a core has none.
  var memoryOutsideBoundary: String? {
    guard let energy, [.core, .chip].contains(energy.boundary) else { return nil }
    let outside = Set((energy.boundary == .core ? memories : offChipMemories).map(\.name))
    var standing: [String: Int] = [:]
    if case .components(let powers) = energy.staticPower {
      for (component, power) in zip(EnergyTable.staticComponents(self), powers) {
        standing[component] = power.amount.nanowatts
      }
    }
    for (memory, bit) in zip(memories, energy.memories) where outside.contains(memory.name) {
      if memory.hasCommandEnergies || (bit?.amount.attojoules ?? 0) > 0
        || standing["memory_\(memory.name)", default: 0] > 0
      {
        return memory.name
      }
    }
    return nil
  }
}

extension Finding.Message {
  static func outsideBoundary(_ boundary: EnergyTable.Boundary, memory: String) -> Self {
    Self(
      .inconsistent,
      "the energies of a \(boundary.rawValue) have none of the memory '\(memory)', which takes energy in this design; "
        + "give it 0 pJ/bit (and 0 mW) with a source that says why, or take 'chip_and_memory'")
  }
}
