import Reports
import Documents
import Replay
import Sweeps

extension Reader {
  /// Reads a sweep file, and goes through its points if they are not too many.
  static func readSweep(_ bytes: [UInt8], _ findings: Findings) {
    guard let sweep = sweep(Scratch.write(bytes, to: "sweep.yaml"), findings) else { return }
    guard sweep.space.count <= 1 << 10 else { return }
    let expansion = SweepExpansion(sweep, showing: 4)
    precondition(
      expansion.total == sweep.space.count && expansion.count.number.map { $0 <= expansion.total } ?? true,
      "other points")
  }

  /// Reads the rows of a store behind its header, as the next run and `collect` do; what a run adds is there afterwards.
  static func readStore(_ bytes: [UInt8]) {
    let store = SmallStore.shared
    let path = Scratch.write(store.header + bytes, to: "results.1-of-1.jsonl")
    let folder = String(path.dropLast("/results.1-of-1.jsonl".count))
    guard (try? CollectedRows(folder: folder, sweep: store.sweep, modelVersion: 1)) != nil,
      let opened = try? SweepStore(folder: folder, sweep: store.sweep, modelVersion: 1)
    else { return }
    let isKnown = opened.contains(1)
    guard (try? opened.append(StoreRow(point: 1, outcome: .failed("no memory")))) != nil else { return }
    guard let rows = try? CollectedRows(folder: folder, sweep: store.sweep, modelVersion: 1) else {
      fatalError("a store that cannot be read after a run")
    }
    let found = (0..<rows.count).map { rows[$0] }
    precondition(Set(found.map(\.point)).count == found.count, "a point twice")
    precondition(found.contains { $0.point == 1 }, "a row is lost")
    precondition(
      isKnown || found.contains(StoreRow(point: 1, outcome: .failed("no memory"))),
      "another row than was added")
  }

  fileprivate static func sweep(_ path: String, _ findings: Findings) -> Sweep? {
    let sweep = SweepDecoder.load(path: path, figures: .total, findings: findings)
    return findings.hasErrors ? nil : sweep
  }
}

/// A sweep of two points, and what its store begins with.
private final class SmallStore: Sendable {
  let sweep: Sweep
  let header: [UInt8]

  static let shared = SmallStore()

  private init() {
    let text = """
      sweep: small
      design: ws32
      trace: tiny
      axes: {array.rows: [16, 32]}
      metrics: [cycles]

      """
    let path = Scratch.write(Array(text.utf8), to: "sweep.yaml")
    let folder = String(path.dropLast("/sweep.yaml".count))
    guard let sweep = Reader.sweep(path, Findings()),
      (try? SweepStore(folder: folder, sweep: sweep, modelVersion: 1)) != nil
    else { fatalError("the fuzzer's own sweep is wrong") }
    self.sweep = sweep
    header = Scratch.read("results.1-of-1.jsonl")
  }
}
