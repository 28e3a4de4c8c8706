/// The unit beside the array for what is not a multiply-accumulate (docs/model.md, 6).
public struct VectorUnit: Hashable, Sendable {
  /// What one function of the unit costs.
  public struct Function: Hashable, Sendable {
    public var name: String
    /// Cycles from a tile's first element to its first result.
    public var latency: Int
    /// Cycles between two elements of one lane: the initiation interval.
    public var interval: Int

    public init(name: String, latency: Int, interval: Int) {
      self.name = name
      self.latency = latency
      self.interval = interval
    }
  }

  public var lanes: Int
  /// Whether the functions of an operator are stages of one pipeline; if not, each takes a tile after the one before.
  public var isChained: Bool
  /// A finished tile stays for at least one part in so many of all its time; nil where nothing holds it.
  public var issueLimit: Int?
  /// In the order written.
  public var functions: [Function]

  public init(lanes: Int, isChained: Bool = false, issueLimit: Int? = nil, functions: [Function]) {
    self.lanes = lanes
    self.isChained = isChained
    self.issueLimit = issueLimit
    self.functions = functions
  }

  public func function(named name: String) -> Function? {
    functions.first { $0.name == name }
  }
}
