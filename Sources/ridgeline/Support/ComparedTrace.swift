import Documents
import Foundation
import Hardware
import Replay
import Reports
import Workloads

/// What one `--trace` of a comparison names: a trace that all designs run, or one for each design, such as the same network in
/// the formats of each.
struct ComparedTrace {
  /// As it was given.
  let option: String
  let paths: [String]
  /// One, or one for each design.
  var traces: [Trace] = []

  /// A path, or as many as there are designs with commas between; a file whose own name has commas is one path.
  init(_ option: String) {
    self.option = option
    let parts = option.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    paths = parts.count == 1 || FileManager.default.fileExists(atPath: option) ? [option] : parts
  }

  subscript(design: Int) -> Trace { traces.count == 1 ? traces[0] : traces[design] }

  /// Refuses a file that a design would run twice, and that would count twice in its means.
  static func refuseTwice(_ traces: [ComparedTrace]) throws {
    for (place, one) in traces.enumerated() {
      for other in traces[..<place] {
        let count = max(one.paths.count, other.paths.count)
        let twice = (0..<count).first { one.path($0) == other.path($0) }
        guard let twice, let path = one.path(twice) else { continue }
        throw Failure.wrongUsage(
          "--trace '\(other.option)' and '\(one.option)' both have a design run '\(path)', which would count twice in its means; name it once"
        )
      }
    }
  }

  /// What a design runs; nil beyond the paths that are there.
  private func path(_ design: Int) -> String? {
    paths.count == 1 ? paths[0] : paths.indices.contains(design) ? paths[design] : nil
  }

  /// Refuses paths that are not as many as the designs.
  func check(designs: [String]) throws {
    guard paths.count > 1 else { return }
    guard Set(paths).count > 1 else {
      throw Failure.wrongUsage("--trace '\(option)' names one file for all designs; name it once")
    }
    guard paths.count == designs.count, !paths.contains("") else {
      throw Failure.wrongUsage(
        "--trace '\(option)' names \(counted(paths.count { !$0.isEmpty }, "file")) for \(counted(designs.count, "design")); give one that all designs "
          + "run, or one for each design, in their order, with commas between")
    }
  }

  /// Refuses traces that are not the same work, of which a speed-up would say nothing.
  func checkWork(_ designs: [Design]) throws {
    let work = traces.map(\.denseMACs)
    guard Set(work).count > 1 else { return }
    let each = zip(designs, work).map { "\($0.name) \($1)" }.joined(separator: ", ")
    throw Failure.wrongUsage(
      "the traces of --trace '\(option)' are not the same work, so that no speed-up can be told; their dense MACs: \(each)"
    )
  }

  /// The network; of several the different ones.
  var network: String {
    var names: [String] = []
    for trace in traces where !names.contains(trace.network) { names.append(trace.network) }
    return names.joined(separator: " or ")
  }

  var fileNames: String {
    paths.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.joined(separator: ", ")
  }
}

extension [ComparedTrace] {
  /// By trace, then by design; each design's own traces, and all that cannot be run said at once.
  func results(
    on designs: [Design], _ mappings: [[SavedMapping?]], _ options: ReplayOptions
  ) async throws -> [[RunResult]] {
    guard contains(where: { $0.traces.count > 1 }) else {
      return try await Replayer.run(
        traces: map { $0[0] }, designs: designs, mappingsOfPairs: mappings, options: options)
    }
    var columns: [[RunResult]] = []
    var wrong: [Finding] = []
    for (place, design) in designs.enumerated() {
      do {
        columns.append(
          try await Replayer.run(
            traces: map { $0[place] }, designs: [design], mappingsOfPairs: mappings.map { [$0[place]] },
            options: options
          ).map { $0[0] })
      } catch {
        guard case .unsuitable(let findings) = error else { throw error }
        wrong += findings
      }
    }
    guard wrong.isEmpty else { throw ReplayError.unsuitable(wrong) }
    return indices.map { row in columns.map { $0[row] } }
  }
}
