import Documents
import Foundation
import Sweeps
import Testing

/// Rows are of the files as they were when the sweep was loaded, whatever becomes of those meanwhile.
@Suite struct InputTests {
  private static let memory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Configs/memories/ddr4_2400.yaml")

  static let text = """
    axes:
      memories.main:
        choices: {dram: {type: dram, preset: memory.yaml, latency: 40 ns, outstanding: 16, request: 64 B}}
      array.rows: [1, 2, 4, 8]
    metrics: [cycles]

    """

  private static let masked = """
    network: masked
    formats: {input: int8, weight: int8, output: int8}
    inputs: {x: {elements: 512}}
    operators: [{name: a, op: matmul, input: x, m: 16, k: 32, n: 32, weight: {mask: mask.mtx}}]

    """

  private func place() throws -> (place: Workplace, memory: String) {
    let place = try Workplace()
    let memory = try String(contentsOf: Self.memory, encoding: .utf8)
    try place.write(memory, to: "memory.yaml")
    return (place, memory)
  }

  @Test func `a file that changes or vanishes during a run changes no row`() async throws {
    let (place, memory) = try place()
    let reference = try await place.run(try place.sweep(Self.text), into: "reference")
    #expect(!reference.contains("failed"))
    let sweep = try place.sweep(Self.text)
    try place.write(memory.replacing("CL: 17", with: "CL: 27"), to: "memory.yaml")
    #expect(try await place.run(sweep, into: "changed") == reference)
    try FileManager.default.removeItem(atPath: place.path("memory.yaml"))
    #expect(try await place.run(sweep, into: "gone") == reference)
    // Between two points, too.
    try place.write(memory, to: "memory.yaml")
    let other = try place.sweep(Self.text)
    let store = try SweepStore(folder: place.path("between"), sweep: other, modelVersion: 1)
    let path = place.path("memory.yaml")
    let run = SweepRun(
      runner: PointRunner(other, figures: .few), store: store, workers: 1,
      progress: { _ in
        try? "rubbish".write(toFile: path, atomically: true, encoding: .utf8)
      })
    _ = try await run.run().get()
    #expect(try place.table(other, "between") == reference)
  }

  @Test func `a store is of the files that were read, by what they say`() async throws {
    let (place, memory) = try place()
    try await place.run(try place.sweep(Self.text), into: "store")
    try place.write("# a comment\n" + memory, to: "memory.yaml")
    _ = try SweepStore(folder: place.path("store"), sweep: place.sweep(Self.text), modelVersion: 1)
    try place.write(memory.replacing("CL: 17", with: "CL: 27"), to: "memory.yaml")
    let changed = try place.sweep(Self.text)
    let error = #expect(throws: StoreError.self) {
      try SweepStore(folder: place.path("store"), sweep: changed, modelVersion: 1)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("the files that they name"))
  }

  @Test func `files of values that numbers stand between are read, too`() async throws {
    let (place, memory) = try place()
    // More values than are tried where they are numbers, and each of its own file.
    let names = (0..<100).map { "memory\($0).yaml" }
    for name in names { try place.write(memory, to: name) }
    let choices = names.map {
      "\($0.dropLast(5)): {type: dram, preset: \($0), latency: 40 ns, outstanding: 16, request: 64 B}"
    }
    let sweep = try place.sweep(
      "axes: {memories.main: {choices: {\(choices.joined(separator: ", "))}}}\nmetrics: [cycles]\n")
    for name in names { try FileManager.default.removeItem(atPath: place.path(name)) }
    let table = try await place.run(sweep, into: "many")
    #expect(table.split(separator: "\n").count == 101 && !table.contains("failed"))
  }

  @Test func `a mask's file that was written since the sweep was loaded fails its points`() async throws {
    let place = try Workplace()
    let mask = "%%MatrixMarket matrix coordinate pattern general\n32 32 3\n1 1\n2 2\n3 3\n"
    try place.write(mask, to: "mask.mtx")
    try place.write(Self.masked, to: "net.yaml")
    let text = "axes: {array.rows: [4, 8]}\nmetrics: [cycles]\n"
    let sweep = try place.sweep(text)
    let whole = try await place.run(sweep, into: "whole")
    #expect(!whole.contains("failed"), "\(whole)")
    let store = try SweepStore(folder: place.path("written"), sweep: sweep, modelVersion: 1)
    try place.write(mask.replacing("3 3\n", with: "3 4\n"), to: "mask.mtx")
    _ = try await SweepRun(runner: PointRunner(sweep, figures: .few), store: store, workers: 1).run().get()
    // Nor is a store of such a sweep opened.
    let path = place.path("mask.mtx")
    #expect(throws: StoreError.changedInput(path: path)) { try place.table(sweep, "written") }
    let rows = try place.read("written/results.1-of-1.jsonl")
    #expect(rows.matches(of: /is not what it was when the sweep began/).count == 2, "\(rows)")
    let other = try place.sweep(text)
    #expect(throws: StoreError.self) {
      try SweepStore(folder: place.path("whole"), sweep: other, modelVersion: 1)
    }
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: StoreError.unreadableInput(path: path, code: 2)) { try place.table(other, "whole") }
  }

  @Test func `a mask's file of another shape is wrong where it is named`() async throws {
    let place = try Workplace()
    try place.write("%%MatrixMarket matrix coordinate pattern general\n9 9 1\n1 1\n", to: "mask.mtx")
    try place.write(Self.masked, to: "net.yaml")
    let sweep = try place.sweep("axes: {array.rows: [4, 8]}\nmetrics: [cycles]\n")
    let findings = Findings()
    await sweep.checkMasks(workers: 1, findings: findings)
    #expect(findings.lines.first?.hasPrefix(place.path("net.yaml") + ":4:") == true, "\(findings.lines)")
  }
}
