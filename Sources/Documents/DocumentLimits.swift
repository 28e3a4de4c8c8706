/// How large a document may be: enough for any honest one, and a bound on time and memory for the rest.
public struct DocumentLimits: Hashable, Sendable {
  /// The most bytes in a file: 256 MiB.
  public var fileBytes = 256 << 20

  /// The most bytes in one scalar: 1 MiB.
  public var scalarBytes = 1 << 20

  /// The most keys and values, each alias counted as often as it is used: 1,500,000, which take some 400 MB.
  public var nodes = 1_500_000

  /// The most mappings and sequences inside each other: 64.
  public var depth = 64

  /// The most files in a chain of `base:` keys: 16.
  public var bases = 16

  public init() {}
}
