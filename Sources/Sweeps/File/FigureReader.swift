import Replay

/// The figures of results by their keys, given by who knows what results look like.
public struct FigureReader: Sendable {
  /// The first parts of all keys that a result may have.
  public var roots: [String]
  /// The values of those keys of a result's total; undefined where it has no such key, or null there.
  public var read: @Sendable (_ result: RunResult, _ keys: [String]) -> [Value]
  /// All keys that a result has.
  public var keys: @Sendable (_ result: RunResult) -> [String]

  public init(
    roots: [String], read: @escaping @Sendable (RunResult, [String]) -> [Value],
    keys: @escaping @Sendable (RunResult) -> [String]
  ) {
    self.roots = roots
    self.read = read
    self.keys = keys
  }
}
