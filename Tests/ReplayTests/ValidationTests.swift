import Replay
import TestFiles
import Testing

/// The reference points of `ridgeline validate`.
@Suite struct ValidationTests {
  static let files: ReferenceFiles = {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return ReferenceFiles(
      design: { "\(root)/Configs/designs/\($0).yaml" }, trace: { "\(root)/Traces/\($0).yaml" })
  }()

  @Test(arguments: ReferencePoint.all.map(\.name))
  func `A reference point holds`(name: String) async throws {
    let point = try #require(ReferencePoint.all.first { $0.name == name })
    let outcome = try await point.outcome(Self.files)
    #expect(outcome.holds, "\(name): ours \(outcome.ours), theirs \(point.theirs)")
  }

  /// docs/energy.md, "Published energies of whole machines".
  @Test func `The page of energies has what validate prints`() async throws {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let page = String(decoding: try #require(readFile("\(root)/docs/energy.md")), as: UTF8.self)
    func printed(_ name: String) async throws -> (ours: String, theirs: String) {
      let point = try #require(ReferencePoint.all.first { $0.name == name })
      let outcome = try await point.outcome(Self.files)
      return (Self.digits(outcome.ours.nearest(to: point.theirs)), Self.digits(point.theirs))
    }
    for network in ["alexnet", "svhn", "cifar10", "lenet5", "vgg7", "resnet18", "rnn", "lstm"] {
      let all = try await printed("bitfusion_energy_\(network)")
      let dram = try await printed("bitfusion_energy_\(network)_dram")
      let line = "| \(network) | \(all.theirs) | \(dram.theirs) | \(all.ours) | \(dram.ours) |"
      #expect(page.contains(line), "\(line)")
    }
    for part in ["unit", "weights", "arithmetic", "activations"] {
      let power = try await printed("eie_power_\(part)")
      #expect(page.contains("| \(part) | \(power.theirs) | \(power.ours) |"), "\(part): \(power)")
    }
    let names = [
      "bitfusion_less_than_eyeriss", "bitfusion_less_than_eyeriss_by_its_counts",
      "flightllm_u280_joules_per_token", "flightllm_u280_less_than_v100s", "flightllm_u280_less_than_a100",
    ]
    for name in names {
      let ours = try await printed(name).ours
      #expect(page.contains(ours), "\(name): \(ours)")
    }
  }

  /// Four digits.
  private static func digits(_ value: Double) -> String {
    var (scale, places) = (1000.0, 0)
    while value < scale && places < 8 { (scale, places) = (scale / 10, places + 1) }
    let power = (0..<places).reduce(1) { power, _ in 10 * power }
    let whole = Int((value * Double(power)).rounded())
    guard places > 0 else { return "\(whole)" }
    let fraction = String(whole % power)
    return "\(whole / power)." + String(repeating: "0", count: places - fraction.count) + fraction
  }

  @Test func `Names differ, and a misspelt one is near its own`() {
    let names = ReferencePoint.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(ReferencePoint.nearestName("resnet50_parameter") == "resnet50_parameters")
    #expect(ReferencePoint.nearestName("scalesim_resnet50_sw_32") == "scalesim_resnet50_ws_32")
    #expect(ReferencePoint.nearestName("xyz") == nil)
  }

  @Test(arguments: ["alexnet", "mobilenet", "resnet50", "transformer_partial"])
  func `What a point says of SCALE-Sim is the sum of its layers`(file: String) throws {
    let table = try SCALESimTable(file)
    let network = file == "transformer_partial" ? "transformer" : file
    let points = ReferencePoint.all.filter { $0.name.hasPrefix("scalesim_\(network)_") }
    #expect(points.count >= 3)
    for point in points {
      let parts = point.name.split(separator: "_")
      let machine = SCALESimMachine(
        dataflow: String(parts[2]), rows: try #require(Int(parts[3])), columns: try #require(Int(parts[3])))
      let layers = table.rows.filter { $0.machine == machine }
      #expect(point.theirs == Double(layers.reduce(0) { $0 + $1.cycles }), "\(point.name)")
    }
  }

  @Test func `An equal point may be off either way, a bound only above`() {
    func outcome(_ relation: ReferencePoint.Relation, ours: Double) -> ReferenceOutcome {
      let point = ReferencePoint(
        name: "point", figure: "cycles", theirs: 100, relation: relation, kind: .analytic, source: "here",
        tolerance: 0.125, why: "an example"
      ) { _ in ours }
      return ReferenceOutcome(point: point, ours: .one(ours))
    }
    #expect(outcome(.equal, ours: 88).holds)
    #expect(outcome(.equal, ours: 112).holds)
    #expect(!outcome(.equal, ours: 113).holds)
    #expect(!outcome(.atLeast, ours: 99).holds)
    #expect(outcome(.atLeast, ours: 100).holds)
    #expect(outcome(.atLeast, ours: 112).holds)
    #expect(!outcome(.atLeast, ours: 113).holds)
    // What stands beside claims nothing.
    #expect(outcome(.beside, ours: 1).holds)
  }
}
