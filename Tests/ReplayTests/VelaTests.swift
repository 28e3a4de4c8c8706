import FoundationEssentials
import Replay
import Testing

/// The Ethos-U55 in four sizes against Vela's estimates: `ridgeline validate` has the points.
@Suite struct VelaTests {
  @Test func `What the points say of Vela is its table`() throws {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let text = try String(contentsOfFile: "/\(folder)/Golden/vela/layers.csv", encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.count == 92)
    let points = ReferencePoint.velaLayers(on: .shipped)
    #expect(points.count == rows.count)
    for row in rows {
      let name = "ethos_u55_\(row[3])_\(row[0])_\(row[1])"
      let point = try #require(points.first { $0.name == name }, "\(name)")
      #expect(point.theirs == Double(row[4]), "\(name)")
      #expect(point.detail == "block \(row[5])x\(row[6])x\(row[7])", "\(name)")
    }
  }

  /// docs/deviations.md, 20 and 26.
  @Test func `Only layers that need it are held on a variant`() async throws {
    var others: [String: Int] = [:]
    for point in ReferencePoint.velaLayers(on: .shipped) {
      let outcome = try await point.outcome(ValidationTests.files)
      let shipped = try #require(ReferencePoint.all.first { $0.name == point.name })
      #expect(outcome.holds == (shipped.variant == nil), "\(point.name)")
      if !outcome.holds {
        others[String(point.name.dropFirst("ethos_u55_".count))] = Int(outcome.ours.nearest(to: 0))
      }
    }
    #expect(
      others == [
        "32_tiny_resnet8_pool": 1612, "64_tiny_resnet8_pool": 2636, "128_tiny_resnet8_pool": 2636,
        "256_tiny_resnet8_pool": 2636, "128_tiny_resnet8_block3.conv1": 12313,
        "256_tiny_resnet8_block3.conv1": 7697,
      ])
  }

  /// docs/deviations.md, 24 and 26.
  @Test func `The variants with the limit lose the pooling of a large window`() async throws {
    var lost: Set<String> = []
    for point in ReferencePoint.velaLayers(on: .issueLimited) {
      let outcome = try await point.outcome(ValidationTests.files)
      if !outcome.holds { lost.insert(String(point.name.dropFirst("ethos_u55_".count))) }
    }
    #expect(
      lost == [
        "32_tiny_ds_cnn_pool", "64_tiny_ds_cnn_pool", "128_tiny_ds_cnn_pool", "256_tiny_ds_cnn_pool",
        "128_tiny_resnet8_block3.conv1", "256_tiny_resnet8_block3.conv1",
      ])
  }
}
