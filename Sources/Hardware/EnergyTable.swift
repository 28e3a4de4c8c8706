import Quantities

/// What each action of a design's components takes, every number with its source (docs/energy.md).
public struct EnergyTable: Hashable, Sendable {
  /// A number and where it comes from.
  public struct Entry<Amount: Quantity>: Hashable, Sendable {
    public var amount: Amount
    public var source: String

    public init(_ amount: Amount, source: String) {
      self.amount = amount
      self.source = source
    }
  }

  /// One multiplication.
  public var multiply: Entry<Energy>
  /// One addition to a sum.
  public var add: Entry<Energy>
  /// The registers of an element that one multiply-accumulate clocks.
  public var registers: Entry<Energy>
  /// One operation of the vector unit; nil where the design has none.
  public var vectorOperation: Entry<Energy>?
  /// One word access, in the order of `Buffers.names`.
  public var buffers: [Entry<Energy>]
  /// In the design's order.
  public var memories: [Entry<EnergyPerBit>]
  /// The power of the whole machine whether it works or not.
  public var staticPower: Entry<Power>

  public init(
    multiply: Entry<Energy>, add: Entry<Energy>, registers: Entry<Energy>, vectorOperation: Entry<Energy>?,
    buffers: [Entry<Energy>], memories: [Entry<EnergyPerBit>], staticPower: Entry<Power>
  ) {
    self.multiply = multiply
    self.add = add
    self.registers = registers
    self.vectorOperation = vectorOperation
    self.buffers = buffers
    self.memories = memories
    self.staticPower = staticPower
  }
}

extension EnergyTable {
  /// The names of the components in reports, in the order in which they are added up.
  public func componentNames(_ design: Design) -> [String] {
    ["multiply", "add", "registers"] + (vectorOperation == nil ? [] : ["vector_unit"])
      + design.buffers.names.map { "buffer_\($0)" } + design.memories.map { "memory_\($0.name)" }
      + ["static"]
  }
}

extension Buffers {
  /// The keys of the buffers, in the order of their counts.
  public var names: [String] { isShared ? ["shared"] : ["input", "weight", "output"] }
}
