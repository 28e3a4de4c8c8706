import Documents
import Quantities
import Tensors
import Workloads

/// The masks of a trace's tensors, and values of those that a design recodes, each made once: every design that replays
/// the trace sees the same.
public struct MaskStore: Sendable {
  /// By tensor, in the shape that the trace gives it; nil for tensors without zeros.
  private let masks: [OccupancyMask?]
  /// By tensor; nil where nobody asked for them, or the trace says none.
  private let values: [ValueTensor?]
  /// By tensor, which elements are fetched whole, in the shape that the trace gives it; nil where no record says so.
  private let records: [OccupancyMask?]
  private let trace: Trace

  /// The most 64-bit words of all masks and values of a trace together: 4 GiB.
  static let mostWords = 1 << 29

  /// Draws and reads all masks, and the values of tensors that are recoded, on up to `workers` processors; the result
  /// does not depend on how many.
  public static func make(
    _ trace: Trace, seed: UInt64, workers: Int, recoded: Set<Int> = []
  ) async -> Result<MaskStore, ReplayError> {
    let sparse = trace.tensors.indices.filter { trace.tensors[$0].sparsity != nil }
    let recorded = trace.tensors.indices.filter { trace.tensors[$0].record != nil }
    // A record is read as a mask.
    let tensorsOfRecords = recorded.map { index in
      var tensor = trace.tensors[index]
      tensor.sparsity = tensor.record
      return tensor
    }
    let findings = Findings(limit: .max)
    let kept = recoded.filter { trace.tensors[$0].sparsity?.hasValues ?? false }
    var asked: [(Tensor, keepsValues: Bool)] = sparse.map { (trace.tensors[$0], kept.contains($0)) }
    for tensor in tensorsOfRecords { asked.append((tensor, keepsValues: false)) }
    checkSizes(asked, findings)
    guard !findings.hasErrors else { return .failure(.unsuitable(findings.sorted())) }
    let files = TensorFiles(
      (sparse.map { trace.tensors[$0] } + tensorsOfRecords).compactMap { $0.sparsity?.file?.path })
    let distributions = TraceDistributions(sparse.map { trace.tensors[$0] })
    let wide = max(1, min(workers, sparse.count))
    let made = await sparse.each(wide) { index in
      MaskMaking(trace.tensors[index], files, distributions).make(
        seed: seed, workers: max(1, workers / wide), keepsValues: kept.contains(index))
    }
    var masks = [OccupancyMask?](repeating: nil, count: trace.tensors.count)
    var values = [ValueTensor?](repeating: nil, count: trace.tensors.count)
    for (index, result) in zip(sparse, made) {
      switch result {
      case .success(let made): (masks[index], values[index]) = (made.mask, made.values)
      case .failure(let problem):
        findings.add(problem.message, at: trace.tensors[index].sparsity?.position ?? .none)
      }
    }
    var records = [OccupancyMask?](repeating: nil, count: trace.tensors.count)
    for (index, tensor) in zip(recorded, tensorsOfRecords) {
      switch MaskMaking(tensor, files, distributions).make(seed: seed, workers: workers, keepsValues: false) {
      case .success(let made): records[index] = made.mask
      case .failure(let problem): findings.add(problem.message, at: tensor.sparsity?.position ?? .none)
      }
    }
    guard !findings.hasErrors else { return .failure(.unsuitable(findings.sorted())) }
    return .success(MaskStore(masks: masks, values: values, records: records, trace: trace))
  }

  /// Refuses masks and values that would not fit into memory together, before any is made.
  private static func checkSizes(_ tensors: [(Tensor, keepsValues: Bool)], _ findings: Findings) {
    var total = 0
    for (tensor, keepsValues) in tensors {
      guard let sparsity = tensor.sparsity else { continue }
      let (rows, columns) = (sparsity.shape.rows, sparsity.shape.columns)
      guard let words = OccupancyMask.wordCount(rows: rows, columns: columns) else {
        findings.add(
          .maskTooLarge(tensor.name, "\(SparsityError.tensorTooLarge(rows: rows, columns: columns))"),
          at: sparsity.position)
        continue
      }
      total += words
      if keepsValues {
        guard let elements = ValueTensor.elementCount(rows: rows, columns: columns) else {
          findings.add(
            .noValues(tensor.name, "\(ValueError.tooManyElements(rows: rows, columns: columns))"),
            at: sparsity.position)
          continue
        }
        total += ceilingDivision(elements, by: 4)
      }
      if total > mostWords {
        findings.add(.masksTooLarge(most: mostWords), at: sparsity.position)
        return
      }
    }
  }

  /// Which elements of a tensor are fetched whole, as it lies in memory; nil where no record says so.
  func record(of tensor: Int) -> OccupancyMask? {
    guard let record = records[tensor], let shape = trace.tensors[tensor].record?.shape else { return nil }
    return record.lying(as: shape)
  }

  /// The mask of a tensor, rows and columns as docs/trace-format.md gives them.
  public func mask(of tensor: Int) -> OccupancyMask? { masks[tensor] }

  /// The values of a tensor in the same rows and columns; nil where they were not asked for, or the trace says none.
  public func values(of tensor: Int) -> ValueTensor? { values[tensor] }

  /// The values of those factors of an operator that are recoded.
  package func values(of one: Operator, recoding factors: RecodedFactors) -> ProductValues {
    guard case .product(let product, _) = one.body else { return .none }
    var found = ProductValues()
    if factors.input, let input = one.input { found.input = values[input]?.asInput(of: product) }
    if factors.weight, let weight = one.weight, let shape = trace.tensors[weight].sparsity?.shape {
      found.weight = values[weight]?.asWeight(of: product, lying: shape)
    }
    return found
  }

  /// Where the factors of an operator are zero; none where it is no product.
  func zeros(of one: Operator) -> ProductZeros {
    guard case .product(let product, _) = one.body else { return .none }
    var zeros = ProductZeros()
    if let input = one.input, let mask = masks[input] {
      zeros.input = mask.asInput(of: product).unlessDense
      let blocks = trace.tensors[input].sparsity?.blocks
      zeros.inputIsBlocked = zeros.input != nil && blocks != nil
      zeros.block = zeros.inputIsBlocked ? blocks?.block : nil
    }
    if let output = one.output, let blocks = trace.tensors[output].sparsity?.blocks,
      let mask = masks[output]?.asOutput(of: product).unlessDense
    {
      zeros.output = mask
      zeros.block = blocks.block
    }
    if let weight = one.weight, let mask = masks[weight], let shape = trace.tensors[weight].sparsity?.shape {
      zeros.weight = mask.asWeight(of: product, lying: shape).unlessDense
    }
    return zeros
  }

  /// What an operator does not need of its rows, as its body has it; nil where it needs all.
  func neededElements(of one: Operator) -> OccupancyMask? {
    guard case .vector(let vector) = one.body, one.kind == .softmax, let input = one.input,
      trace.tensors[input].sparsity?.blocks != nil, let mask = masks[input]?.unlessDense,
      mask.rows == vector.units
    else { return nil }
    return mask
  }

  /// How dense an operator's operands are, of those that have a mask.
  func densities(of one: Operator) -> [Operand: OperandDensity] {
    var densities: [Operand: OperandDensity] = [:]
    for (operand, tensor) in [(Operand.input, one.input), (.weight, one.weight), (.output, one.output)] {
      densities[operand] = tensor.flatMap { density(of: $0) }
    }
    return densities
  }

  /// How dense a tensor is; nil for one without a mask.
  public func density(of tensor: Int) -> OperandDensity? {
    guard let mask = masks[tensor], let sparsity = trace.tensors[tensor].sparsity else { return nil }
    return OperandDensity(
      sparsity: sparsity, nonzeros: mask.count, elements: mask.rows * mask.columns)
  }
}

/// How many elements of an operand are not zero, and how many the trace asks for.
public struct OperandDensity: Hashable, Sendable {
  /// The pattern's name, or `mask` or `values` of a file; of values that are drawn alone that of their distribution.
  public var pattern: String
  /// The share that the trace asks for; nil where a file or the pattern alone decides it.
  public var asked: Ratio?
  public var nonzeros: Int
  public var elements: Int

  public init(pattern: String, asked: Ratio?, nonzeros: Int, elements: Int) {
    self.pattern = pattern
    self.asked = asked
    self.nonzeros = nonzeros
    self.elements = elements
  }

  init(sparsity: TensorSparsity, nonzeros: Int, elements: Int) {
    switch sparsity.source {
    case .pattern(.dense) where sparsity.distribution != nil:
      self.init(
        pattern: sparsity.distribution?.name ?? "dense", asked: nil, nonzeros: nonzeros, elements: elements)
    case .pattern(let pattern):
      var asked = pattern.density
      if asked == nil, case .structured(let bound, _, _) = pattern { asked = Ratio(bound.n, bound.m) }
      self.init(pattern: pattern.name, asked: asked, nonzeros: nonzeros, elements: elements)
    case .file(let file):
      self.init(pattern: file.contents.rawValue, asked: nil, nonzeros: nonzeros, elements: elements)
    case .blocks: self.init(pattern: "blocks", asked: nil, nonzeros: nonzeros, elements: elements)
    }
  }

  /// The share of elements that are not zero.
  public var used: Double { Double(nonzeros) / Double(elements) }
}

extension OccupancyMask {
  /// Nil where no element is zero: such a tensor is like one without a mask.
  fileprivate var unlessDense: OccupancyMask? { count == rows * columns ? nil : self }
}

extension MaskStore {
  /// Words of 64 bits of all masks and values.
  public var wordCount: Int {
    masks.reduce(0) { $0 + ($1.map { $0.rows * $0.stride } ?? 0) }
      + values.reduce(0) { $0 + ($1.map { $0.elements / 4 } ?? 0) }
  }
}
