import Foundation
import Hardware
import Quantities
import Replay
import Testing

/// What the points of machines that deal with zeros rest on: `ridgeline validate` has the points.
@Suite struct SparseReferenceTests {
  /// SCALE-Sim v3, N:M layer-wise; its total cycles are those of the last line, one less than there are.
  @Test func `Every layer that SCALE-Sim v3 ran with N-M weights takes its cycles`() async throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/scalesim/golden_v3_sparse.csv")
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    var table: [String: [String: Int]] = [:]
    for line in lines.dropFirst() {
      let row = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      // With support of sparsity, layer-wise.
      guard row[18] == "true", row[20] == "false" else { continue }
      let machine = "scalesim_v3_\(row[3])_\(row[4])_\(row[23])_\(row[24])"
      table[machine, default: [:]][row[9]] = try #require(Int(row[26])) - #require(Int(row[27])) + 1
    }
    var held = 0
    for machine in SCALESimSparseMachine.all {
      let theirs = try #require(table[machine.name])
      table[machine.name] = nil
      #expect(Dictionary(uniqueKeysWithValues: machine.cycles.map { ($0.layer, $0.cycles) }) == theirs)
      #expect(try await machine.layerCycles() == machine.cycles.map(\.cycles), "\(machine.name)")
      held += theirs.count
    }
    #expect(table.isEmpty && held == 66)
  }

  /// docs/deviations.md, 33.
  @Test func `Uniform masks have EIE's imbalance of four layers, and less of the others`() async throws {
    let design = try ValidationTests.files.design("eie")
    for layer in EIELayer.all {
      let uniform = try await layer.imbalances(.uniform(density: layer.weights), on: design)
      // Both times are given to a tenth.
      let least = (layer.actual - 0.05) / (layer.theoretical + 0.05)
      let most = (layer.actual + 0.05) / (layer.theoretical - 0.05)
      let isInside = try #require(uniform.min()) <= most && least <= #require(uniform.max())
      #expect(isInside == layer.isOfUniformMasks, "\(layer.name)")
      #expect(isInside || uniform.allSatisfy { $0 < least }, "\(layer.name)")
    }
  }

  /// docs/deviations.md, 33: 8791 results are three batches, of 4096, 4096 and 599.
  @Test func `A layer with more results than EIE's registers waits at each batch's end`() async throws {
    let layer = try #require(EIELayer.all.first { $0.name == "eie_nt_wd" })
    let design = try ValidationTests.files.design("eie")
    let whole = try ValidationTests.files.design("eie", settings: ["buffers.output.capacity=64 KiB"])
    let batches = try await layer.imbalances(.uniform(density: layer.weights), on: design)
    let together = try await layer.imbalances(.uniform(density: layer.weights), on: whole)
    #expect(try #require(together.max()) < 1.04 && #require(batches.min()) > 1.05)
  }
}
