import Replay

/// The figures of results by their keys, given by who knows what results look like.
public struct FigureReader: Sendable {
  /// The first parts of all keys that a result may have.
  public var roots: [String]
  /// The values of those keys of a result's total; undefined where it has no such key, or null there.
  public var read: @Sendable (_ result: RunResult, _ keys: [String]) -> [Value]
  /// All keys that a result has.
  public var keys: @Sendable (_ result: RunResult) -> [String]
  /// The memories that a key names; nil of a key that no result can have, whatever the design and the trace.
  public var memories: @Sendable (_ key: String) -> [String]?
  /// All keys that results of designs with memories of those names can have.
  public var known: @Sendable (_ memories: [String]) -> [String]

  public init(
    roots: [String], read: @escaping @Sendable (RunResult, [String]) -> [Value],
    keys: @escaping @Sendable (RunResult) -> [String],
    memories: @escaping @Sendable (String) -> [String]?,
    known: @escaping @Sendable ([String]) -> [String]
  ) {
    self.roots = roots
    self.read = read
    self.keys = keys
    self.memories = memories
    self.known = known
  }
}
