import Documents
import Hardware
import Quantities
import Testing
import Workloads

@Suite("SCALE-Sim configurations become designs")
struct SCALESimConfigurationTests {
  static let second = """
    [general]
    run_name = scale_example_run_32x32_os

    [architecture_presets]
    ArrayHeight:    32
    ArrayWidth:     16
    IfmapSramSzkB:   64
    FilterSramSzkB:  32
    OfmapSramSzkB:   8
    IfmapOffset:    0
    FilterOffset:   10000000
    OfmapOffset:    20000000
    Bandwidth : 10,10,10
    Dataflow : os
    MemoryBanks:   1

    [run_presets]
    InterfaceBandwidth: CALC
    """

  static func parse(_ text: String) -> (configuration: SCALESimConfiguration?, lines: [String]) {
    let findings = Findings()
    let configuration = SCALESimConfiguration.parse(
      Array(text.utf8), name: "a.cfg", findings: findings)
    return (configuration, findings.lines)
  }

  static func design(_ configuration: SCALESimConfiguration) throws -> Design {
    let (design, lines) = decodeDesign(YAMLWriter.write(SCALESimImport.design(configuration)))
    #expect(lines.isEmpty)
    return try #require(design)
  }

  @Test("a file of version 2 is understood, and every key that is left out is listed with a reason")
  func secondVersion() throws {
    let (parsed, lines) = Self.parse(Self.second)
    let configuration = try #require(parsed)
    #expect(lines.isEmpty)
    #expect(configuration.runName == "scale_example_run_32x32_os")
    #expect((configuration.rows, configuration.columns) == (32, 16))
    #expect(configuration.dataflow == .outputStationary)
    #expect(configuration.mode == .calculated)
    #expect(
      configuration.ignored.map(\.key) == [
        "IfmapSramSzkB", "FilterSramSzkB", "OfmapSramSzkB", "IfmapOffset", "FilterOffset", "OfmapOffset",
        "Bandwidth", "MemoryBanks",
      ])
    #expect(configuration.ignored.allSatisfy { !$0.reason.isEmpty })
  }

  @Test("the mode CALC gives the machine that SCALE-Sim counts, in each dataflow")
  func calculated() throws {
    for (name, dataflow) in [
      ("os", Dataflow.outputStationary), ("ws", .weightStationary), ("is", .inputStationary),
    ] {
      let text = Self.second.replacing("Dataflow : os", with: "Dataflow = \(name.uppercased())")
      let design = try Self.design(try #require(Self.parse(text).configuration))
      #expect(design.array.systolic?.dataflow == dataflow)
      #expect(design.array.systolic?.foldOverlap == false)
      #expect(design.array.systolic?.partialFolds == .full)
      if dataflow == .outputStationary {
        #expect(design.array.systolic?.drain == .immediate)
      } else {
        #expect(design.array.systolic?.preload == .serial)
      }
      #expect(design.memories == [Memory(name: "main", kind: .ideal)])
      #expect(design.mapping == MappingDirectives(spatial: [.im2col], whole: true))
      #expect(design.buffers.capacity == nil)
      // A step wants at most a vector of each side, or reads and writes one of results; a word holds an element.
      #expect(design.buffers[.input].ports >= 32 && design.buffers[.output].ports >= 2 * 16)
      #expect(design.buffers[.output].width * 8 == design.array.accumulatorFormat.bits)
      #expect(design.sources.contains { $0.contains("64 KiB") && $0.contains("8 KiB") })
    }
  }

  @Test("a file of version 3 is understood")
  func thirdVersion() throws {
    let text =
      Self.second.replacing("[run_presets]", with: "")
        + """

        ReadRequestBuffer: 32
        WriteRequestBuffer: 32
        [layout]
        IfmapCustomLayout: False
        IfmapSRAMBankBandwidth: 10
        IfmapSRAMBankNum: 10
        IfmapSRAMBankPort: 2
        FilterCustomLayout: False
        FilterSRAMBankBandwidth: 10
        FilterSRAMBankNum: 10
        FilterSRAMBankPort: 2
        [sparsity]
        SparsitySupport : false
        SparseRep : ellpack_block
        OptimizedMapping : false
        BlockSize : 8
        RandomNumberGeneratorSeed : 40
        [run_presets]
        UseRamulatorTrace: False
        """
    let (configuration, lines) = Self.parse(text)
    #expect(lines.isEmpty)
    #expect(configuration?.ignored.count == 24)
  }

  @Test("a file that lacks all but the array is understood, with CRLF, a BOM and no last line end")
  func sloppy() throws {
    let text =
      "\u{FEFF}; eyeriss\r\n[architecture_presets]\r\narrayheight=12\r\nARRAYWIDTH : 14\r\nDataflow:ws"
    let (configuration, lines) = Self.parse(text)
    #expect(lines.isEmpty)
    #expect(
      configuration == SCALESimConfiguration(rows: 12, columns: 14, dataflow: .weightStationary))
    let design = try Self.design(try #require(configuration))
    #expect(design.name == "scalesim")
  }

  @Test("the mode USER gives the stated memory and buffers, with a warning")
  func stated() throws {
    let (parsed, lines) = Self.parse(Self.second.replacing("CALC", with: "USER"))
    let configuration = try #require(parsed)
    #expect(lines.count == 1 && lines[0].contains("a.cfg:18:21: warning: USER"))
    let design = try Self.design(configuration)
    let memory = try #require(design.memories[0].kind.bandwidth)
    #expect(memory.bytesPerCycle(design.clock) == Ratio(10))
    #expect(design.buffers[.output].capacity == Bytes(count: 8 << 10))
    #expect(!design.mapping.whole)
    #expect(design.sources.contains { $0.contains("not a target") })
    #expect(configuration.ignored.contains { $0.key == "Bandwidth" && $0.reason.contains("first") })
    let wide = Self.second.replacing("CALC", with: "USER").replacing("10,10,10", with: "2000")
    let wideDesign = try Self.design(try #require(Self.parse(wide).configuration))
    #expect(wideDesign.buffers[.input].fillBytesPerCycle >= 2_000)
  }

  @Test("without a file the design is that of SCALE-Sim's example")
  func example() throws {
    let design = try Self.design(.example)
    #expect(design.array.elements == 1_024)
    #expect(design.array.systolic?.dataflow == .outputStationary)
  }

  @Test("a run's name becomes a name")
  func names() throws {
    for (written, name) in [
      ("TPU v5e/8", "TPU_v5e_8"), ("32x32", "_32x32"), ("größe", "gr__e"), ("a-b.c", "a-b.c"),
    ] {
      let configuration = SCALESimConfiguration(
        runName: written, rows: 1, columns: 65_536, dataflow: .inputStationary)
      #expect(try Self.design(configuration).name == name)
    }
  }
}
