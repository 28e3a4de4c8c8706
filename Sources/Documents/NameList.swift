/// Names that others refer to, in order, with a fast look-up.
public struct NameList: Sendable, ExpressibleByArrayLiteral {
  /// The names in the order they were added.
  public private(set) var names: [String] = []

  private var known: Set<String> = []

  public init(_ names: some Sequence<String> = []) { for name in names { insert(name) } }

  public init(arrayLiteral elements: String...) { self.init(elements) }

  public func contains(_ name: String) -> Bool { known.contains(name) }

  /// Adds a name; false when it was there already.
  @discardableResult
  public mutating func insert(_ name: String) -> Bool {
    guard known.insert(name).inserted else { return false }
    names.append(name)
    return true
  }
}
