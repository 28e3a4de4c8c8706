import Hardware
import Workloads

/// The int8 softmax of a network, of which Vela makes 28 operators, one after the other (docs/deviations.md, 27).
extension ReferencePoint {
  /// The cycles of all of them, by network and size.
  static let velaSoftmaxes: [ReferencePoint] = VelaLayerText.softmaxes.flatMap { network, cycles in
    zip([32, 64, 128, 256], cycles).map { multipliers, cycles in
      ReferencePoint(
        name: "ethos_u55_\(multipliers)_\(network)_softmax", figure: "cycles", theirs: Double(cycles),
        kind: .simulator,
        source: "Vela 5.2.0 (ethos-u-vela), \(network) of MLPerf Tiny, Sram_Only, "
          + "Ethos_U55_High_End_Embedded",
        detail: "28 operators",
        tolerance: 0.1,
        why:
          "an estimate from rates, against a machine; what its memory bounds of single operators is left out",
        variant:
          "the maximum and the sum on the size's design \(VelaMachine.issueLimited.rawValue), the other 26 on "
          + "\(VelaMachine.rates.rawValue), where they take their rates alone"
      ) { files in
        let operators = try await velaSoftmax(
          of: network, multipliers: multipliers, reducing: .issueLimited, elementwise: .rates, files)
        return Double(operators.reduce(0) { $0 + $1.cycles })
      }
    }
  }

  /// The operators of a softmax in their order, each with its cycles: those over the row (a maximum, a sum), which go through Vela's
  /// array, on one machine, and the elementwise ones on another.
  public static func velaSoftmax(
    of network: String, multipliers: Int, reducing: VelaMachine, elementwise: VelaMachine,
    _ files: ReferenceFiles
  ) async throws -> [(name: String, cycles: Int)] {
    let trace = try files.trace("\(network)_vela")
    let all = trace.operators.filter { $0.phase == "softmax" }
    var cycles: [String: Int] = [:]
    for machine in [reducing, elementwise] {
      var part = trace
      part.operators = all.filter { ($0.kind == .pooling ? reducing : elementwise) == machine }
      let design = try files.design("ethos_u55_\(multipliers)\(machine.rawValue)")
      let options = ReplayOptions(findsMemoryWall: false)
      let result = try await Replayer.run(trace: part, design: design, options: options)
      for (one, ran) in zip(part.operators, result.operators) { cycles[one.name] = ran.record.cycles }
    }
    return all.map { ($0.name, cycles[$0.name] ?? 0) }
  }
}
