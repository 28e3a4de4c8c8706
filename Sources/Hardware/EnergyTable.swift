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

  /// What moves and chooses operands around the array, as far as the design says what it takes: no table has any of it.
  public struct Movement: Hashable, Sendable {
    /// A bit of a word on its way from or to a buffer.
    public var interconnect: Entry<EnergyPerBit>?
    /// A word that is read of a stored tensor, or written of one that is decoded on its way in.
    public var decoder: Entry<Energy>?
    /// A product whose pair of operands was found: intersection, selection, encoding of digits.
    public var intersection: Entry<Energy>?
    /// A product whose input came through a unit's queue.
    public var queue: Entry<Energy>?

    public init(
      interconnect: Entry<EnergyPerBit>? = nil, decoder: Entry<Energy>? = nil,
      intersection: Entry<Energy>? = nil, queue: Entry<Energy>? = nil
    ) {
      self.interconnect = interconnect
      self.decoder = decoder
      self.intersection = intersection
      self.queue = queue
    }

    /// Those that are there, by their names in reports.
    public var names: [String] {
      (interconnect == nil ? [] : ["interconnect"]) + (decoder == nil ? [] : ["decoders"])
        + (intersection == nil ? [] : ["intersection"]) + (queue == nil ? [] : ["queues"])
    }
  }

  /// How much of what stands on a desk the numbers are of.
  public enum Boundary: String, CaseIterable, Hashable, Sendable {
    /// An array with its buffers.
    case core
    /// All of a chip, without its memories.
    case chip
    /// A chip and the memories beside it, without what supplies and cools them.
    case chipAndMemory = "chip_and_memory"
    /// All that a card or board draws.
    case board
  }

  /// The name of what the numbers are of, such as a technology table; nil where the design names none.
  public var technology: String?
  /// Nanometres of that technology; nil where neither the design nor its table says it.
  public var node: Int?
  public var boundary: Boundary
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
  public var movement: Movement
  /// Of the buffers' SRAM; nil where the design does not say it.
  public var supply: SRAMSupply?
  /// A bit that is moved, in the design's order; nil of DRAM that says what its commands take.
  public var memories: [Entry<EnergyPerBit>?]
  public var staticPower: StaticPower

  public init(
    technology: String? = nil, node: Int? = nil, boundary: Boundary = .chipAndMemory,
    multiply: Entry<Energy>, add: Entry<Energy>, registers: Entry<Energy>,
    gatedRegisters: Entry<Energy>? = nil,
    registerLoad: Entry<Energy>? = nil,
    dequantize: Entry<Energy>? = nil, vectorOperation: Entry<Energy>?, buffers: [Word],
    reductionLink: Entry<EnergyPerBit>? = nil, chain: Chain? = nil,
    movement: Movement = Movement(), supply: SRAMSupply? = nil,
    memories: [Entry<EnergyPerBit>?], staticPower: StaticPower
  ) {
    self.technology = technology
    self.node = node
    self.boundary = boundary
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
    self.movement = movement
    self.supply = supply
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
    return names + movement.names
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
