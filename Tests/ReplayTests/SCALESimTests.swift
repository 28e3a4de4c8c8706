import Replay
import Testing

/// Every row of SCALE-Sim's results beside `Golden/scalesim/README.md`: equal, not close.
@Suite struct SCALESimTests {
  static let topologies = ["alexnet", "mobilenet", "resnet50", "transformer_partial"]

  @Test(arguments: zip(topologies, [60, 324, 648, 72]))
  func `Every layer takes SCALE-Sim's cycles, in its folds, as full as there`(file: String, rows: Int)
    async throws
  {
    let pairs = try await SCALESimTable(file).pairs()
    #expect(pairs.count == rows)
    for (theirs, ours) in pairs.map({ ($0.theirs, $0.ours.record) }) {
      let name = "\(theirs["layer_name"]) \(theirs.machine)"
      #expect(theirs.integer("stall_cycles") == 0, "\(name)")
      #expect(ours.cycles == theirs.cycles, "\(name)")
      #expect(ours.cycleStack.working == ours.cycles, "\(name)")
      #expect(ours.passes == 1, "\(name)")
      #expect(ours.folds == theirs.integer("row_folds") * theirs.integer("col_folds"), "\(name)")
      let slots = ours.folds * theirs.machine.elements
      let efficiency = 100 * Double(ours.foldElements) / Double(slots)
      #expect(efficiency == theirs.number("mapping_eff_pct"), "\(name)")
      #expect(ours.slots.effective + ours.slots.ineffectual == theirs.macs, "\(name)")
      // Their utilisation divides by the number of the last cycle.
      let utilisation = 100 * Double(theirs.macs) / Double((ours.cycles - 1) * theirs.machine.elements)
      #expect(abs(utilisation / theirs.number("overall_util_pct") - 1) < 1e-14, "\(name)")
    }
  }

  @Test(arguments: topologies)
  func `Every layer reads and writes its buffers as often as there, but for three faults of theirs`(
    file: String
  ) async throws {
    for pair in try await SCALESimTable(file).pairs() {
      let (theirs, ours) = (pair.theirs, pair.ours.record)
      let name = "\(theirs["layer_name"]) \(theirs.machine)"
      let (rowFolds, columnFolds) = (theirs.integer("row_folds"), theirs.integer("col_folds"))
      let isOutputStationary = theirs.machine.dataflow == "os"
      // Elements of a window beyond the input, which they count and nobody reads (docs/deviations.md, 4).
      let beyond = theirs.tapsBeyondInput * (theirs.machine.dataflow == "is" ? 1 : columnFolds)
      #expect(ours.buffers[0].reads + beyond == theirs.integer("sram_ifmap_reads"), "\(name)")
      #expect(ours.buffers[1].reads == theirs.integer("sram_filter_reads"), "\(name)")
      // A second addition of each fold's rows and columns (docs/deviations.md, 3).
      let added =
        isOutputStationary
        ? rowFolds * columnFolds * (theirs.machine.rows + theirs.machine.columns) : 0
      #expect(ours.buffers[2].writes + added == theirs.integer("sram_ofmap_writes"), "\(name)")
      // Sums read back, which they do not count (docs/deviations.md, 6), and the finished tile's store.
      let readBack = isOutputStationary ? 0 : theirs.m * theirs.n * (rowFolds - 1)
      #expect(ours.buffers[2].reads == readBack + theirs.m * theirs.n, "\(name)")
    }
  }

  @Test func `Every matrix product of LLMCompass's look-up table takes its cycles`() async throws {
    let pairs = try await SCALESimTable("llmcompass").pairs()
    #expect(pairs.count == 6_947)
    for (theirs, ours) in pairs.map({ ($0.theirs, $0.ours.record) }) {
      let name = "\(theirs.m) x \(theirs.k) x \(theirs.n) \(theirs.machine)"
      #expect(ours.cycles == theirs.cycles, "\(name)")
      let slots = (ours.cycles - 1) * theirs.machine.elements
      let utilisation = 100 * Double(theirs.macs) / Double(slots)
      #expect(abs(utilisation - theirs.number("overall_util_pct")) <= 0.000_500_001, "\(name)")
    }
  }
}

extension SCALESimRow {
  /// Window elements of all output pixels that lie beyond the input, counted one by one.
  var tapsBeyondInput: Int {
    guard integer("channels") > 1 || integer("filt_h") > 1 else { return 0 }
    func inside(_ input: String, _ filter: String) -> (positions: Int, taps: Int) {
      let (size, window, stride) = (integer(input), integer(filter), integer("stride"))
      var start = 0
      var (positions, taps) = (0, 0)
      // A position more while the window before it has not reached the end by a whole stride.
      while start < size - window + stride {
        positions += 1
        taps += max(0, min(window, size - start))
        start += stride
      }
      return (positions, taps)
    }
    let (rows, columns) = (inside("ifmap_h", "filt_h"), inside("ifmap_w", "filt_w"))
    #expect(rows.positions * columns.positions == m)
    return m * k - rows.taps * columns.taps * integer("channels")
  }
}
