import FoundationEssentials
import Hardware
import Replay
import Testing

/// The Ethos-U55 in four sizes against Vela's estimates: `ridgeline validate` has the points.
@Suite struct VelaTests {
  @Test func `What the points say of Vela is its table`() throws {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let text = try String(contentsOfFile: "/\(folder)/Golden/vela/layers.csv", encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.count == 100)
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
        "256_tiny_resnet8_block3.conv1": 7697, "32_tiny_resnet8_dense": 296, "64_tiny_resnet8_dense": 312,
        "128_tiny_resnet8_dense": 304, "256_tiny_resnet8_dense": 300, "32_tiny_ds_cnn_dense": 312,
        "64_tiny_ds_cnn_dense": 328, "128_tiny_ds_cnn_dense": 320, "256_tiny_ds_cnn_dense": 316,
      ])
  }

  /// docs/deviations.md, 24 and 26.
  @Test func `The variants with the limit lose the pooling of a large window, and what waits for weights`()
    async throws
  {
    let lost = try await self.lost(on: .issueLimited)
    #expect(
      lost == [
        "32_tiny_ds_cnn_pool", "64_tiny_ds_cnn_pool", "128_tiny_ds_cnn_pool", "256_tiny_ds_cnn_pool",
        "128_tiny_resnet8_block3.conv1", "256_tiny_resnet8_block3.conv1",
        "32_tiny_resnet8_dense", "64_tiny_resnet8_dense", "128_tiny_resnet8_dense", "256_tiny_resnet8_dense",
        "32_tiny_ds_cnn_dense", "64_tiny_ds_cnn_dense", "128_tiny_ds_cnn_dense", "256_tiny_ds_cnn_dense",
      ])
  }

  /// docs/deviations.md, 20, 21 and 26.
  @Test func `The variants with free weights lose what the limit or weights on the bus bound`() async throws {
    let lost = try await self.lost(on: .freeWeights)
    #expect(
      lost == [
        "32_tiny_resnet8_pool", "64_tiny_resnet8_pool", "128_tiny_resnet8_pool", "256_tiny_resnet8_pool",
        "256_tiny_resnet8_block3.conv2",
        "256_tiny_ds_cnn_pointwise1", "256_tiny_ds_cnn_pointwise2", "256_tiny_ds_cnn_pointwise3",
        "256_tiny_ds_cnn_pointwise4",
      ])
  }

  /// docs/deviations.md, 26.
  @Test func `Nothing but weights differs on a variant whose weights are free`() throws {
    for size in [32, 64, 128, 256] {
      let design = try ValidationTests.files.design("ethos_u55_\(size)")
      var variant = try ValidationTests.files.design("ethos_u55_\(size)_free_weights")
      #expect(variant.memories.count == design.memories.count + 1)
      variant.name = design.name
      variant.memories = design.memories
      variant.placement = design.placement
      variant.energy = design.energy
      #expect(variant == design)
    }
  }

  /// The layers that are more than 10 % off on a machine.
  private func lost(on machine: VelaMachine) async throws -> Set<String> {
    var names: Set<String> = []
    for point in ReferencePoint.velaLayers(on: machine) {
      let outcome = try await point.outcome(ValidationTests.files)
      if !outcome.holds { names.insert(String(point.name.dropFirst("ethos_u55_".count))) }
    }
    return names
  }
}
