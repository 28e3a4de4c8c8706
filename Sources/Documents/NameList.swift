/// Names that others refer to, in order, with a fast look-up.
public struct NameList: Sendable, ExpressibleByArrayLiteral {
  /// The names in the order they were added.
  public private(set) var names: [String] = []

  // Empty up to `few` names, which are found sooner one by one.
  private var known: Set<String> = []
  private static let few = 24

  public init(_ names: some Sequence<String> = []) { for name in names { insert(name) } }

  public init(arrayLiteral elements: String...) { self.init(elements) }

  public func contains(_ name: String) -> Bool {
    names.count <= Self.few ? names.contains(name) : known.contains(name)
  }

  /// Adds a name; false when it was there already.
  @discardableResult
  public mutating func insert(_ name: String) -> Bool {
    guard !contains(name) else { return false }
    names.append(name)
    if names.count == Self.few + 1 {
      known = Set(names)
    } else if names.count > Self.few {
      known.insert(name)
    }
    return true
  }
}
