import Tensors

/// One execution of an operator as the machine sees it: shapes, formats and where its tensors lie.
public struct Work: Hashable, Sendable {
  /// A product, or anything else, which is the vector unit's.
  public enum Body: Hashable, Sendable {
    case product(Product, epilogue: [Epilogue])
    case vector(VectorWork)
  }

  public var body: Body
  public var formats: OperandFormats
  public var addresses: OperandAddresses
  /// Where a product's factors are zero.
  public var zeros: ProductZeros
  /// The values of a product's factors, where they decide how long it takes.
  public var values: ProductValues
  /// Which of its operands lie in memory without their zeros.
  public var stored: StoredOperands
  /// Which of its operands have formats with scales, tables or packed elements.
  public var encoded: EncodedOperands
  /// Whether an array of several modes is left in another one by the product before.
  public var switchesMode = false

  public init(
    body: Body, formats: OperandFormats, addresses: OperandAddresses, zeros: ProductZeros = .none,
    values: ProductValues = .none, stored: StoredOperands = .none, encoded: EncodedOperands = .none
  ) {
    self.zeros = zeros
    self.values = values
    self.stored = stored
    self.encoded = encoded
    self.body = body
    self.formats = formats
    self.addresses = addresses
  }
}

/// The storage format of each operand.
public struct OperandFormats: Hashable, Sendable {
  public var input: NumberFormat
  public var weight: NumberFormat
  public var output: NumberFormat

  public init(input: NumberFormat, weight: NumberFormat, output: NumberFormat) {
    self.input = input
    self.weight = weight
    self.output = output
  }

  public subscript(operand: Operand) -> NumberFormat {
    switch operand {
    case .input: input
    case .weight: weight
    case .output: output
    }
  }
}

/// The byte address of each operand's first element, and the memory that holds it, by its index in the design.
public struct OperandAddresses: Hashable, Sendable {
  /// A tensor's memory, and the address of its first element there.
  public struct Place: Hashable, Sendable {
    public var memory: Int
    public var address: Int

    public init(memory: Int, address: Int) {
      self.memory = memory
      self.address = address
    }
  }

  public var input: Place
  public var weight: Place
  /// The parameters of the epilogue, filter by filter; unused without any.
  public var parameters: Place
  public var output: Place
  /// Partial sums that leave the chip before they are complete, in the accumulator's format.
  public var partialSums: Place

  public init(input: Place, weight: Place, parameters: Place, output: Place, partialSums: Place) {
    self.input = input
    self.weight = weight
    self.parameters = parameters
    self.output = output
    self.partialSums = partialSums
  }

  public subscript(operand: Operand) -> Place {
    switch operand {
    case .input: input
    case .weight: weight
    case .output: output
    }
  }
}
