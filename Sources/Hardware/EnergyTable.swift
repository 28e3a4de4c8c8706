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

  /// The two kinds of access to a word of a buffer.
  public struct Word: Hashable, Sendable {
    public var read: Entry<Energy>
    public var write: Entry<Energy>

    public init(read: Entry<Energy>, write: Entry<Energy>) {
      self.read = read
      self.write = write
    }

    /// A word that is read and written for the same energy.
    public init(_ access: Entry<Energy>) { self.init(read: access, write: access) }
  }

  /// What is drawn whether the machine works or not.
  public enum StaticPower: Hashable, Sendable {
    /// One number for the whole machine.
    case machine(Entry<Power>)
    /// A number for all there is of each component, in the order of `staticComponents`.
    case components([Entry<Power>])
  }

  /// The actions of DSP chains (docs/model.md, 3.5 and 10.4); nil of those that are in other entries.
  public struct Chain: Hashable, Sendable {
    /// A DSP in a tick in which it multiplies.
    public var operation: Entry<Energy>?
    /// A packed sum that the overflow-adjust unit reads.
    public var adjust: Entry<Energy>?
    /// An input that the sparse multiplexer chooses.
    public var selection: Entry<Energy>?

    public init(
      operation: Entry<Energy>? = nil, adjust: Entry<Energy>? = nil, selection: Entry<Energy>? = nil
    ) {
      self.operation = operation
      self.adjust = adjust
      self.selection = selection
    }

    /// Those that are there, by their names in reports.
    public var named: [(name: String, entry: Entry<Energy>)] {
      [("dsp_operations", operation), ("adjusts", adjust), ("selections", selection)].compactMap {
        name, entry in entry.map { (name, $0) }
      }
    }
  }

  /// The name of what the numbers are of, such as a technology table; nil where the design names none.
  public var technology: String?
  /// One multiplication.
  public var multiply: Entry<Energy>
  /// One addition to a sum.
  public var add: Entry<Energy>
  /// The registers of an element that one multiply-accumulate clocks.
  public var registers: Entry<Energy>
  /// Of them those of a product that the array gates; nil where they are a share of `registers` (`gatedRegisterShare`).
  public var gatedRegisters: Entry<Energy>?
  /// One element that comes into a register in which it rests; nil of an array in which none does.
  public var registerLoad: Entry<Energy>?
  /// One multiplication by a scale; nil where the design counts none.
  public var dequantize: Entry<Energy>?
  /// One operation of the vector unit; nil where the design has none.
  public var vectorOperation: Entry<Energy>?
  /// Accesses of a word, in the order of `Buffers.names`.
  public var buffers: [Word]
  /// One bit over the cores' reduction link; nil where the design has none.
  public var reductionLink: Entry<EnergyPerBit>?
  /// What DSP chains take besides, or in place of the first three; nil of an array without, or without any of it.
  public var chain: Chain?
  /// A bit that is moved, in the design's order; nil of DRAM that says what its commands take.
  public var memories: [Entry<EnergyPerBit>?]
  public var staticPower: StaticPower

  public init(
    technology: String? = nil,
    multiply: Entry<Energy>, add: Entry<Energy>, registers: Entry<Energy>,
    gatedRegisters: Entry<Energy>? = nil,
    registerLoad: Entry<Energy>? = nil,
    dequantize: Entry<Energy>? = nil, vectorOperation: Entry<Energy>?, buffers: [Word],
    reductionLink: Entry<EnergyPerBit>? = nil, chain: Chain? = nil,
    memories: [Entry<EnergyPerBit>?], staticPower: StaticPower
  ) {
    self.technology = technology
    self.multiply = multiply
    self.add = add
    self.registers = registers
    self.gatedRegisters = gatedRegisters
    self.registerLoad = registerLoad
    self.dequantize = dequantize
    self.vectorOperation = vectorOperation
    self.buffers = buffers
    self.reductionLink = reductionLink
    self.chain = chain
    self.memories = memories
    self.staticPower = staticPower
  }
}

extension EnergyTable {
  /// The names of the components in reports, in the order in which they are added up.
  public func componentNames(_ design: Design) -> [String] {
    var names = Self.staticComponents(design)
    if dequantize != nil { names.insert("dequantize", at: 3) }
    // Registers are loaded to be used again only where something rests in them.
    if registerLoad != nil { names.insert("register_loads", at: 3) }
    // Where nothing rests.
    if let chain { names.insert(contentsOf: chain.named.map(\.name), at: 3) }
    switch staticPower {
    case .machine: names.append("static")
    case .components: names += Self.staticComponents(design).map { "static_\($0)" }
    }
    return names
  }

  /// The names of the components that draw power of their own, in their order.
  public static func staticComponents(_ design: Design) -> [String] {
    ["multiply", "add", "registers"] + (design.vectorUnit == nil ? [] : ["vector_unit"])
      + design.buffers.names.map { "buffer_\($0)" }
      + (design.cores.reduction == nil ? [] : ["reduction_link"])
      + design.memories.map { "memory_\($0.name)" }
  }
}

extension Buffers {
  /// The keys of the buffers, in the order of their counts.
  public var names: [String] { isShared ? ["shared"] : ["input", "weight", "output"] }
}
