import Glibc

/// What a run of these tests is asked for, by the environment.
enum TestOptions {
  /// Blocks of 100 random cases.
  static let caseBlocks = value("RIDGELINE_CASE_BLOCKS").flatMap(Int.init) ?? 20
  /// Whether the longest streams are replayed, too.
  static let takesLong = value("RIDGELINE_ALL_STREAMS") != nil

  private static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
