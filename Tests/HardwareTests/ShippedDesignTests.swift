import Documents
import Hardware
import Quantities
import TestFiles
import Testing

@Suite("The designs that ship")
struct ShippedDesignTests {
  static let names = fileNames(in: designFolder).filter { $0.hasSuffix(".yaml") }

  static func load(_ name: String, settings: [String] = []) throws -> Design {
    let findings = Findings()
    let design = Design.load(path: "\(designFolder)/\(name)", settings: settings, findings: findings)
    #expect(findings.isEmpty, "\(findings.lines.joined(separator: "\n"))")
    return try #require(design)
  }

  @Test("load without a finding, and are named as their files", arguments: names)
  func load(name: String) throws {
    #expect(try Self.load(name).name + ".yaml" == name)
  }

  @Test("have a vector unit with every function of the shipped traces", arguments: names)
  func functions(name: String) throws {
    let unit = try #require(try Self.load(name).vectorUnit)
    let needed = [
      "relu", "add", "mul", "multiply", "softmax", "batch_norm", "bias", "layer_norm", "rms_norm", "max_pool",
      "average_pool", "silu", "gelu", "sigmoid", "tanh", "rotary", "copy",
    ]
    for function in needed { #expect(unit.function(named: function) != nil, "\(function)") }
  }

  @Test("say where their numbers come from", arguments: names)
  func sources(name: String) throws {
    #expect(try !Self.load(name).sources.isEmpty)
  }

  @Test("say why they have no energies where they have none", arguments: names)
  func withoutEnergies(name: String) throws {
    let lines = String(decoding: readFile("\(designFolder)/\(name)") ?? [], as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    guard let place = lines.firstIndex(where: { $0.hasPrefix("energy: null") }) else { return }
    #expect(lines[place].contains("# ") || lines[place - 1].hasPrefix("# "), "\(name)")
  }

  @Test("differ from their base only where the variant says")
  func variants() throws {
    let base = try Self.load("ws32.yaml")
    var output = base
    output.name = "os32"
    output.array.systolic?.dataflow = .outputStationary
    // Inputs and weights move then, and nothing rests.
    let energy = try #require(try Self.load("os32.yaml").energy)
    output.energy?.registers = energy.registers
    output.energy?.registerLoad = nil
    output.energy?.staticPower = energy.staticPower
    #expect(try Self.load("os32.yaml") == output)
    var input = base
    input.name = "is32"
    input.array.systolic?.dataflow = .inputStationary
    #expect(try Self.load("is32.yaml") == input)
    #expect(try Self.load("shared32.yaml").buffers.isShared)
    #expect(try Self.load("shared32.yaml").buffers.capacity == base.buffers.capacity)
  }

  @Test("take settings")
  func settings() throws {
    let design = try Self.load(
      "ws32.yaml", settings: ["array.rows=64", "memories.main.bandwidth=25.6 GB/s", "vector_unit=null"])
    #expect(design.array.systolic?.rows == 64)
    #expect(design.memories[0].kind.bandwidth?.bandwidth == Bandwidth(bytesPerSecond: 25_600_000_000))
    #expect(design.vectorUnit == nil)
  }

  @Test("have the peaks and ridge points that their figures give")
  func summary() throws {
    let edge = try Self.load("ws32.yaml")
    #expect(edge.peakMACsPerSecond == 1_024_000_000_000)
    #expect(edge.peakOperationsPerSecond == 2_048_000_000_000)
    #expect(edge.ridgeMACsPerByte(edge.memories[0]) == Ratio(80))
    #expect(edge.ridgeOperationsPerByte(edge.memories[0]) == Ratio(160))
    #expect(edge.buffers.capacity == Bytes(count: 655_360))
    #expect(edge.buffers.named.map(\.name) == ["input", "weight", "output"])
    #expect(edge.buffers[.output].arrayBytesPerCycle == 1_024)
    #expect(
      edge.buffers[.input].fillBandwidth(edge.clock) == Bandwidth(bytesPerSecond: 256_000_000_000))

    let tensorUnit = try Self.load("tpu_v1.yaml")
    #expect(tensorUnit.peakOperationsPerSecond == 91_750_400_000_000)
    #expect(tensorUnit.ridgeMACsPerByte(tensorUnit.memories[0]) == Ratio(458_752, 340))

    var ideal = edge
    ideal.memories[0].kind = .ideal
    #expect(ideal.ridgeMACsPerByte(ideal.memories[0]) == nil)
  }
}

extension Memory.Kind {
  var bandwidth: BandwidthMemory? { if case .bandwidth(let memory) = self { memory } else { nil } }
}
