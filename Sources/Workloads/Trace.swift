import Documents
import Tensors

/// The operators of one network run, in the order they run, and the tensors that they share.
public struct Trace: Hashable, Sendable {
  public var network: String
  /// Samples of the network's input (images, sequences, tokens) that one run works on.
  public var samples: Int
  /// Where the network and its totals are published.
  public var sources: [String]
  public var operators: [Operator]
  /// Operators refer to tensors by their index here.
  public var tensors: [Tensor]
  /// What groups hand on from one execution to the next.
  public var carries: [Carry]
  /// Every execution's dense MACs, repeats counted.
  public var denseMACs: Int {
    operators.reduce(0) { $0 + $1.executions * $1.denseMACs }
  }
  /// Elements of all parameter tensors, every copy of a repeated group counted.
  public var parameters: Int {
    tensors.reduce(0) { $0 + ($1.kind == .parameter ? $1.copies * $1.elements : 0) }
  }

  public init(
    network: String, samples: Int = 1, sources: [String], operators: [Operator], tensors: [Tensor],
    carries: [Carry] = []
  ) {
    self.network = network
    self.samples = samples
    self.sources = sources
    self.operators = operators
    self.tensors = tensors
    self.carries = carries
  }

  /// In every execution of a group after its first, reads of `earlier` are reads of `later`; both are tensors.
  public struct Carry: Hashable, Sendable {
    public var group: String
    public var later: Int
    public var earlier: Int

    public init(group: String, later: Int, earlier: Int) {
      self.group = group
      self.later = later
      self.earlier = earlier
    }
  }
}

/// One tensor: a single object for the operator that makes it and those that use it.
public struct Tensor: Hashable, Sendable {
  /// Who makes a tensor, and how long it lives.
  public enum Kind: String, Hashable, Sendable {
    /// Made by an operator, or an input of the network.
    case activation
    case parameter
    /// A key-value cache: outlives the run.
    case cache
  }

  public var name: String
  public var kind: Kind
  public var elements: Int
  public var format: NumberFormat
  /// Separate tensors of this shape: executions of the repeated group that owns it.
  public var copies: Int
  /// Where its zeros come from, the same ones in all copies; nil where it has none.
  public var sparsity: TensorSparsity?
  /// Of a tensor whose format is encoded: how it lies.
  public var encodedShape: EncodedShape?
  /// Where it is said which of its elements are fetched whole; nil where its format does not ask.
  public var record: TensorSparsity?

  public init(
    name: String, kind: Kind, elements: Int, format: NumberFormat, copies: Int = 1,
    sparsity: TensorSparsity? = nil, encodedShape: EncodedShape? = nil
  ) {
    self.encodedShape = encodedShape
    self.sparsity = sparsity
    self.name = name
    self.kind = kind
    self.elements = elements
    self.format = format
    self.copies = copies
  }

  /// Bits of all its parts, without what is between them; nil beyond what can be counted.
  public var bits: Int? {
    guard format.encoding != nil, let shape = encodedShape else {
      let (bits, overflow) = elements.multipliedReportingOverflow(by: format.bits)
      return overflow ? nil : bits
    }
    return EncodedRegions(format, shape, base: 0, request: 1).map { $0.dataBits + $0.metadataBits }
  }

  /// Bytes of so many of its elements, with their share of all that its format adds; rounded up.
  public func bytes(ofElements count: Int) -> Double {
    guard format.encoding != nil, let bits, elements > 0 else {
      return (Double(count) * Double(format.bits) / 8).rounded(.up)
    }
    return (Double(count) / Double(elements) * Double(bits) / 8).rounded(.up)
  }
}

/// One line of a trace.
public struct Operator: Hashable, Sendable {
  /// What an operator computes: the `op` of its line.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case conv2d, matmul, pooling, normalization, softmax, activation, elementwise, embedding
    case keyValueAppend = "kv_append"
    case keyValueRead = "kv_read"
  }

  public var name: String
  public var kind: Kind
  public var phase: String?
  /// How often it runs: its own `repeat` times those of the groups around it.
  public var executions: Int
  /// Names and repeats of the groups around it, outermost first.
  public var groups: [Group]
  public var body: Work.Body
  /// Tensor indices; the second factor or the parameters are `weight`, but an embedding's table is `input`.
  public var input: Int?
  public var weight: Int?
  /// Parameters of the epilogue, where it has any.
  public var parameters: Int?
  public var output: Int?
  /// Elements before the first that it reads or writes of its output: a cache's filled part.
  public var outputOffset: Int
  public var mapping: MappingDirectives
  public var position: SourcePosition

  /// A group around an operator, and how often it runs.
  public struct Group: Hashable, Sendable {
    public var name: String
    public var executions: Int

    public init(name: String, executions: Int) {
      self.name = name
      self.executions = executions
    }
  }

  public init(
    name: String, kind: Kind, phase: String? = nil, executions: Int = 1, groups: [Group] = [],
    body: Work.Body, input: Int?, weight: Int? = nil, parameters: Int? = nil, output: Int?,
    outputOffset: Int = 0, mapping: MappingDirectives = MappingDirectives(), position: SourcePosition
  ) {
    self.name = name
    self.kind = kind
    self.phase = phase
    self.executions = executions
    self.groups = groups
    self.body = body
    self.input = input
    self.weight = weight
    self.parameters = parameters
    self.output = output
    self.outputOffset = outputOffset
    self.mapping = mapping
    self.position = position
  }

  /// Multiply-accumulates of one execution; 0 where there are none.
  public var denseMACs: Int {
    if case .product(let product, _) = body { product.denseMACs } else { 0 }
  }
}
