import Documents
import FoundationEssentials
import Hardware
import Replay
import Testing
import Workloads

/// The Ethos-U55 in four sizes against Vela's estimates: `ridgeline validate` has the points.
@Suite struct VelaTests {
  @Test func `What the points say of Vela is its table`() throws {
    let rows = try Self.rows("layers")
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

  @Test func `What the points say of Vela's softmax are the sums of its operators`() throws {
    let rows = try Self.rows("softmax")
    var sums: [String: Int] = [:]
    for row in rows { sums["ethos_u55_\(row[3])_\(row[0])_softmax", default: 0] += Int(row[4])! }
    let points = ReferencePoint.all.filter { $0.name.hasPrefix("ethos_u55") && $0.name.hasSuffix("softmax") }
    #expect(rows.count == 8 * 28 && points.count == 8)
    for point in points { #expect(point.theirs == Double(sums[point.name] ?? 0), "\(point.name)") }
  }

  /// docs/deviations.md, 27.
  @Test func `Of a softmax operators of one value take what Vela's NPU takes, and others near it`()
    async throws
  {
    let rows = try Self.rows("softmax")
    var others: [String: Set<Double>] = [:]
    for network in ["tiny_resnet8", "tiny_ds_cnn"] {
      for size in [32, 64, 128, 256] {
        let operators = try await ReferencePoint.velaSoftmax(
          of: network, multipliers: size, reducing: .issueLimited, elementwise: .rates, ValidationTests.files)
        #expect(operators.count == 28)
        for (name, cycles) in operators {
          let name = String(name.dropFirst("softmax.".count))
          let row = try #require(
            rows.first { $0[0] == network && $0[1] == name && $0[3] == "\(size)" }, "\(name)")
          // Of the NPU alone: the memory's part, where it is more, is not waited for.
          guard cycles != Int(row[5]) else { continue }
          others[name, default: []].insert((Double(cycles) / Double(row[5])! * 100 - 100).rounded())
        }
      }
    }
    // Per cent. Of a row of 10 or 12 values the variant takes a brick of 16, Vela only where it is stored in bricks.
    #expect(
      others == [
        "greatest": [-40, -20], "total": [1, 2], "leading_zeros": [-20], "shifted": [29, 33, 50, 54, 60],
        "result": [29, 33, 50, 54, 60],
      ])
  }

  /// docs/deviations.md, 27.
  @Test func `Where the one result of a maximum has one lane, it takes what Vela says, too, within 13 %`()
    async throws
  {
    let rows = try Self.rows("softmax").filter { $0[1] == "greatest" }
    var cycles: [String: Int] = [:]
    for row in rows {
      let findings = Findings()
      let read = Trace.load(path: Shipped.trace("\(row[0])_vela"), seed: 0, findings: findings)
      var trace = try #require(read, "\(findings.lines)")
      trace.operators = trace.operators.filter { $0.name == "softmax.greatest" }
      var design = try ValidationTests.files.design("ethos_u55_\(row[3])_issue")
      design.vectorUnit?.lanes = 1
      // There a micro-block has 4 channels: a tap takes a cycle of one lane, and not the two of eight.
      if row[3] == "32" {
        let place = try #require(design.vectorUnit?.functions.firstIndex { $0.name == "max_pool" })
        design.vectorUnit?.functions[place].interval = 1
      }
      let options = ReplayOptions(findsMemoryWall: false)
      let ours = try await Replayer.run(trace: trace, design: design, options: options).total.record.cycles
      cycles["\(row[3])_\(row[0])"] = ours
      #expect(abs(Double(ours) / Double(row[4])! - 1) < 0.13)
    }
    #expect(
      cycles == [
        "32_tiny_resnet8": 82, "32_tiny_ds_cnn": 85, "64_tiny_resnet8": 120, "64_tiny_ds_cnn": 130,
        "128_tiny_resnet8": 120, "128_tiny_ds_cnn": 130, "256_tiny_resnet8": 120, "256_tiny_ds_cnn": 130,
      ])
  }

  /// docs/deviations.md, 27.
  @Test func `On the design that ships each operator of a softmax waits for the one before`() async throws {
    var sums: [String: Int] = [:]
    for network in ["tiny_resnet8", "tiny_ds_cnn"] {
      for size in [32, 64, 128, 256] {
        let operators = try await ReferencePoint.velaSoftmax(
          of: network, multipliers: size, reducing: .shipped, elementwise: .shipped, ValidationTests.files)
        sums["\(size)_\(network)"] = operators.reduce(0) { $0 + $1.cycles }
      }
    }
    #expect(
      sums == [
        "32_tiny_resnet8": 2819, "64_tiny_resnet8": 2446, "128_tiny_resnet8": 2364, "256_tiny_resnet8": 2327,
        "32_tiny_ds_cnn": 2829, "64_tiny_ds_cnn": 2456, "128_tiny_ds_cnn": 2374, "256_tiny_ds_cnn": 2337,
      ])
  }

  /// docs/deviations.md, 27.
  @Test func `Nothing but rates of elementwise operators differs on a variant for them`() throws {
    for size in [32, 64, 128, 256] {
      let design = try ValidationTests.files.design("ethos_u55_\(size)")
      var variant = try ValidationTests.files.design("ethos_u55_\(size)_rates")
      let (unit, base) = try (#require(variant.vectorUnit), #require(design.vectorUnit))
      #expect(unit.lanes == 2 * base.lanes)
      let changed = unit.functions.filter { base.function(named: $0.name) != $0 }
      #expect(changed.count == 7)
      for function in changed {
        #expect(function.latency == 0)
        #expect(function.interval == 2 * base.function(named: function.name)!.interval, "\(function.name)")
      }
      #expect(variant.memories.map(\.kind) == [.ideal])
      variant.name = design.name
      variant.vectorUnit = base
      variant.memories = design.memories
      variant.energy = design.energy
      #expect(variant == design)
    }
  }

  private static func rows(_ table: String) throws -> [[Substring]] {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let text = try String(contentsOfFile: "/\(folder)/Golden/vela/\(table).csv", encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
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
