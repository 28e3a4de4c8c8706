/// An operator in a stream of them: its work, its mapping, and which operands the operator before it makes.
public struct SequencedWork: Hashable, Sendable {
  public var work: Work
  public var mapping: WorkMapping
  /// Whether the operator before writes the tensor that is the input here, or appends to it.
  public var inputFollows: Bool
  /// The same of the second factor.
  public var weightFollows: Bool

  public init(work: Work, mapping: WorkMapping, inputFollows: Bool = false, weightFollows: Bool = false) {
    self.work = work
    self.mapping = mapping
    self.inputFollows = inputFollows
    self.weightFollows = weightFollows
  }
}
