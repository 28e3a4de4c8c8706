import Documents
import Hardware
import Quantities
import Tensors
import Workloads

extension ReferencePoint {
  /// Published energies of whole machines, ours beside theirs (docs/energy.md).
  static let energies = bitFusionEnergy + mixPEEnergy + eieEnergy + flightLLMEnergy + bitWeightAreas
}

/// What products took on a design, picojoules by component.
struct ComponentEnergies: Sendable {
  private(set) var byName: [String: Double] = [:]

  /// The sum of the components whose names begin so; of all, where nothing is said.
  func sum(_ prefixes: [String] = [""]) -> Double {
    byName.reduce(0) { sum, one in prefixes.contains { one.key.hasPrefix($0) } ? sum + one.value : sum }
  }

  mutating func add(_ picojoules: Double, _ name: String) { byName[name, default: 0] += picojoules }
}

extension ReferencePoint {
  /// What all products took, each as often as it comes.
  static func energies(
    of products: [QuantizedProduct], output: NumberFormat, on design: Design
  ) async throws -> ComponentEnergies {
    let options = ReplayOptions(findsMemoryWall: false)
    let run = try await Replayer.run(
      trace: Trace(products, output: output), design: design, options: options)
    var energies = ComponentEnergies()
    for (product, entry) in zip(products, run.operators) {
      for component in entry.figures.energyPicojoules?.components ?? [] {
        energies.add(Double(product.count) * component.picojoules, component.name)
      }
    }
    return energies
  }
}

/// Energies that several points need, found once.
actor QuantizedEnergies {
  static let shared = QuantizedEnergies()
  private var known: [String: ComponentEnergies] = [:]

  func energies(
    _ name: String, _ find: @Sendable () async throws -> ComponentEnergies
  ) async throws -> ComponentEnergies {
    if let found = known[name] { return found }
    let found = try await find()
    known[name] = found
    return found
  }
}
