import Replay
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
  }
}
