import Documents
import Replay
import Testing
import Workloads

/// What docs/deviations.md says of Ridgeline's own conventions against SCALE-Sim's, on every row.
@Suite struct DeviationTests {
  /// Small ones with partial folds, and without.
  static let topologies = ["alexnet", "mobilenet", "transformer_partial"]

  @Test(arguments: topologies)
  func `A drain that is charged takes as many cycles more a fold as the array has rows`(file: String)
    async throws
  {
    for pair in try await SCALESimTable(file).pairs(settings: ["array.drain=serial"], only: ["os"]) {
      let drains = pair.ours.record.folds * pair.theirs.machine.rows
      #expect(pair.ours.record.cycles == pair.theirs.cycles + drains, "\(pair.theirs["layer_name"])")
    }
  }

  @Test(arguments: topologies)
  func `Folds that overlap cost their vectors or their preload, whichever is longer, and one wave`(
    file: String
  ) async throws {
    let settings = ["array.preload=shadowed", "array.fold_overlap=true"]
    for pair in try await SCALESimTable(file).pairs(settings: settings, only: ["ws", "is"]) {
      let machine = pair.theirs.machine
      let vectors = machine.dataflow == "ws" ? pair.theirs.m : pair.theirs.n
      let between = (pair.ours.record.folds - 1) * max(vectors, machine.rows)
      let cycles = machine.rows + between + vectors + machine.rows + machine.columns - 2
      #expect(pair.ours.record.cycles == cycles, "\(pair.theirs["layer_name"]) \(machine)")
      #expect(cycles <= pair.theirs.cycles)
    }
  }

  @Test(arguments: topologies)
  func `A fold that pays only for the rows it uses saves the preload of the others`(file: String)
    async throws
  {
    let table = try SCALESimTable(file)
    for pair in try await table.pairs(settings: ["array.partial_folds=used"], only: ["ws", "is"]) {
      let (theirs, rows) = (pair.theirs, pair.theirs.machine.rows)
      let unused = theirs.integer("row_folds") * rows - theirs.k
      let cycles = theirs.cycles - theirs.integer("col_folds") * unused
      #expect(pair.ours.record.cycles == cycles, "\(theirs["layer_name"]) \(theirs.machine)")
    }
  }

  @Test(arguments: topologies)
  func `SCALE-Sim's compute utilisation divides by folds that are longer than its cycles say`(
    file: String
  ) async throws {
    for pair in try await SCALESimTable(file).pairs() {
      let (theirs, ours) = (pair.theirs, pair.ours.record)
      let (rows, columns) = (theirs.machine.rows, theirs.machine.columns)
      let vectors = ["os": theirs.k, "ws": theirs.m, "is": theirs.n][theirs.machine.dataflow]!
      let fold = ours.cycles / ours.folds
      #expect(fold * ours.folds == ours.cycles)
      let assumed =
        theirs.machine.dataflow == "os" ? vectors + rows + columns - 2 : vectors + 2 * rows + 2 * columns - 3
      #expect(assumed == fold + (theirs.machine.dataflow == "os" ? 0 : columns - 1))
      let slots = ours.folds * rows * columns * assumed
      let utilisation = 100 * Double(ours.foldElements * vectors) / Double(slots)
      #expect(abs(utilisation / theirs.number("compute_util_pct") - 1) < 1e-14, "\(theirs["layer_name"])")
    }
  }

  @Test func `A depthwise layer is as many products as it has channels, not one filter over all`()
    async throws
  {
    let machine = SCALESimMachine(dataflow: "ws", rows: 32, columns: 32)
    let layer = "height: 112, width: 112, channels: 32, kernel: 3"
    let theirs = try await machine.run(trace("\(layer), filters: 1")).total.record
    #expect(theirs.cycles == 9 * (2 * 32 + 32 + 12_100 - 2))
    #expect(theirs.buffers[2].writes == 9 * 12_100)
    for (spatial, folds) in [("[im2col]", 32), ("[im2col, channel_wise]", 11)] {
      // Three channels of nine taps fit the 32 rows at once.
      let grouped = "\(layer), filters: 32, groups: 32, mapping: {spatial: \(spatial)}"
      let ours = try await machine.run(trace(grouped)).total.record
      #expect(ours.cycles == folds * (2 * 32 + 32 + 12_100 - 2))
      #expect(ours.buffers[2].writes == 32 * 12_100)
      #expect(ours.slots.effective == theirs.slots.effective)
    }
  }

  @Test func `A window that hangs over the input is one of SCALE-Sim's and none of ours`() async throws {
    let machine = SCALESimMachine(dataflow: "os", rows: 32, columns: 32)
    let layer = "height: 224, width: 224, channels: 3, filters: 96, kernel: 11, stride: 4"
    let ours = try await machine.run(trace(layer)).total.record
    #expect(ours.slots.effective + ours.slots.ineffectual == 54 * 54 * 363 * 96)
    let theirs = try await machine.run(trace("\(layer), padding: [0, 3, 0, 3]")).total.record
    #expect(theirs.slots.effective + theirs.slots.ineffectual == 55 * 55 * 363 * 96)
    #expect(theirs.cycles == 121_125)
  }

  private func trace(_ layer: String) throws -> Trace {
    let findings = Findings()
    let text = """
      network: one_layer
      formats: {input: int8, weight: int8, output: int8}
      inputs: {image: {elements: \(layer.contains("224") ? 224 * 224 * 3 : 112 * 112 * 32)}}
      operators:
        - {name: layer, op: conv2d, input: image, \(layer)}
      """
    let node = try #require(
      DocumentLoader().load(text: Array(text.utf8), name: "trace", findings: findings))
    let trace = TraceDecoder.decode(node, seed: 0, findings: findings)
    #expect(findings.lines.isEmpty)
    return try #require(trace)
  }
}
