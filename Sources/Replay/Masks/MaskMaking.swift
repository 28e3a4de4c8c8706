import Documents
import Quantities
import Tensors
import Workloads

/// Makes the mask of one tensor, and its values if they are wanted: draws them, or reads them from its file.
struct MaskMaking {
  /// Why there is no mask.
  struct Problem: Error {
    var message: Finding.Message
  }

  private let tensor: Tensor
  private let files: TensorFiles
  private let distributions: TraceDistributions

  init(_ tensor: Tensor, _ files: TensorFiles, _ distributions: TraceDistributions) {
    self.tensor = tensor
    self.files = files
    self.distributions = distributions
  }

  /// The mask, and the values that it was made of.
  struct Made {
    var mask: OccupancyMask
    var values: ValueTensor?
  }

  /// Keeps values where they are wanted, and the trace has some.
  func make(seed: UInt64, workers: Int, keepsValues: Bool) -> Result<Made, Problem> {
    guard let sparsity = tensor.sparsity else { preconditionFailure("only sparse tensors have masks") }
    if let distribution = sparsity.distribution {
      let known =
        isDense(sparsity) ? .success(nil) : mask(sparsity, seed: seed, workers: workers).map(Optional.some)
      return known.flatMap { mask in
        do throws(ValueError) {
          return .success(
            try draw(distribution, sparsity.shape, within: mask, seed: seed, workers, keepsValues))
        } catch {
          return .failure(Problem(message: .noValues(tensor.name, "\(error)")))
        }
      }
    }
    guard keepsValues, case .file(let file) = sparsity.source, file.contents == .values else {
      return mask(sparsity, seed: seed, workers: workers).map { Made(mask: $0) }
    }
    do {
      return try readValues(file, as: FileShape(sparsity.shape, file.axes)).map {
        Made(mask: $0.mask(workers: workers), values: $0)
      }
    } catch {
      return .failure(Problem(message: .unusableFile(error)))
    }
  }

  private func isDense(_ sparsity: TensorSparsity) -> Bool { sparsity.source == .pattern(.dense) }

  private func draw(
    _ distribution: ValueDistribution, _ shape: MaskShape, within mask: OccupancyMask?, seed: UInt64,
    _ workers: Int, _ keepsValues: Bool
  ) throws(ValueError) -> Made {
    let probabilities = try distributions.probabilities(distribution, tensor.format.multiplied)
    guard keepsValues else {
      return Made(
        mask: probabilities.mask(
          rows: shape.rows, columns: shape.columns, seed: seed, name: tensor.name, within: mask,
          workers: workers))
    }
    let values = try probabilities.tensor(
      rows: shape.rows, columns: shape.columns, seed: seed, name: tensor.name, within: mask,
      workers: workers)
    return Made(mask: values.mask(workers: workers), values: values)
  }

  private func mask(_ sparsity: TensorSparsity, seed: UInt64, workers: Int) -> Result<OccupancyMask, Problem>
  {
    switch sparsity.source {
    case .pattern(let pattern):
      do {
        return .success(try draw(pattern, sparsity.shape, seed: seed, workers: workers))
      } catch {
        return .failure(Problem(message: .noMask(tensor.name, "\(error)")))
      }
    case .file(let file):
      do {
        return try read(file, as: FileShape(sparsity.shape, file.axes))
      } catch {
        return .failure(Problem(message: .unusableFile(error)))
      }
    case .blocks(let blocks): return mask(blocks, sparsity.shape, seed: seed)
    }
  }

  /// The most blocks of a head that are made one by one.
  private static let mostBlocks = 1 << 26

  /// The elements of the blocks that are needed.
  private func mask(
    _ blocks: AttentionBlocks, _ shape: MaskShape, seed: UInt64
  ) -> Result<OccupancyMask, Problem> {
    let (grid, heads) = blocks.grid(of: shape)
    let rows = grid.blockRows
    func expanded(_ mask: OccupancyMask) -> OccupancyMask {
      mask.expanded(blocks.block, matrices: heads, rows: grid.rows, columns: grid.columns)
    }
    switch blocks.source {
    case .pattern(let pattern):
      guard grid.blockRows <= Self.mostBlocks / grid.blockColumns else {
        return .failure(Problem(message: .tooManyBlocks(blocks.name, grid, most: Self.mostBlocks)))
      }
      return .success(expanded(pattern.mask(grid, heads: heads, seed: seed, name: blocks.name)))
    case .file(let file):
      do {
        return try read(file, as: FileShape(grid, heads: heads), of: blocks.name).flatMap { mask in
          guard let empty = mask.rowCounts().firstIndex(of: 0) else { return .success(expanded(mask)) }
          return .failure(
            Problem(message: .emptyBlockRow(blocks.name, file, head: empty / rows, row: empty % rows)))
        }
      } catch {
        return .failure(Problem(message: .unusableFile(error)))
      }
    }
  }

  private func draw(
    _ pattern: SparsityPattern, _ shape: MaskShape, seed: UInt64, workers: Int
  ) throws(SparsityError) -> OccupancyMask {
    guard pattern.countsPlaces, shape.matrices > 1 else {
      return try pattern.mask(
        rows: shape.rows, columns: shape.columns, seed: seed, name: tensor.name, workers: workers)
    }
    var matrices: [OccupancyMask] = []
    for matrix in 0..<shape.matrices {
      matrices.append(
        try pattern.mask(
          rows: shape.rows / shape.matrices, columns: shape.columns, seed: seed,
          name: "\(tensor.name)[\(matrix)]", workers: workers))
    }
    return .stacked(matrices)
  }

  /// `name` is the tensor's in messages, where it is not this one's.
  private func read(
    _ file: TensorFileReference, as wanted: FileShape, of name: String? = nil
  ) throws(TensorFileError) -> Result<OccupancyMask, Problem> {
    let contents = try files.file(file.path).tensor(file.tensor)
    let found = contents.shape
    if let axes = wanted.rowAxes(of: found) {
      guard file.bits == nil else { return .failure(Problem(message: .notPacked(file, found))) }
      return .success(wanted.ordered(try contents.mask(rowAxes: axes)))
    }
    let packed = wanted.unpacked(found)
    if file.contents == .mask, contents.elementType == .uint8, let axes = wanted.rowAxes(of: packed) {
      let length = packed.last ?? 0
      let order = file.bits ?? .little
      return .success(wanted.ordered(try contents.packedMask(length: length, order: order, rowAxes: axes)))
    }
    return .failure(wrongShape(file, contents, wanted, of: name ?? tensor.name))
  }

  private func readValues(
    _ file: TensorFileReference, as wanted: FileShape
  ) throws(TensorFileError) -> Result<ValueTensor, Problem> {
    let contents = try files.file(file.path).tensor(file.tensor)
    guard let axes = wanted.rowAxes(of: contents.shape) else {
      return .failure(wrongShape(file, contents, wanted, of: tensor.name))
    }
    return .success(wanted.ordered(try contents.values(tensor.format.multiplied, rowAxes: axes)))
  }

  private func wrongShape(
    _ file: TensorFileReference, _ contents: TensorContents, _ wanted: FileShape, of name: String
  ) -> Problem {
    let (found, isBytes) = (contents.shape, contents.elementType == .uint8)
    let packed = wanted.unpacked(found)
    let remedy =
      file.contents == .values && isBytes && wanted.rowAxes(of: packed) != nil
      ? "eight bits in a byte it would fit: if it is a packed mask, write 'mask:' for 'values:'"
      : wanted.remedy(for: found, mayBePacked: file.contents == .mask && isBytes)
    return Problem(
      message: .fileShape(
        name, file: file, found: found, wanted: wanted.shape, isOfBlocks: wanted.heads != nil, remedy: remedy)
    )
  }
}

extension SparsityPattern {
  /// Whether rows are counted from a matrix's first one, so that each matrix has the pattern.
  fileprivate var countsPlaces: Bool {
    switch self {
    case .banded, .diagonal, .strided, .window, .sinkAndWindow: true
    default: false
    }
  }
}

/// The shape that a file's tensor must have.
struct FileShape {
  private let rows: Int
  private let columns: Int
  private let weight: WeightShape?
  private let axes: TensorFileReference.Axes?
  /// Of blocks of attention how many heads they are of: nothing else has no axes to choose.
  fileprivate let heads: Int?

  /// An element for each block of so many heads.
  init(_ grid: BlockGrid, heads: Int) {
    (rows, columns) = (heads * grid.blockRows, grid.blockColumns)
    (weight, axes, self.heads) = (nil, nil, heads)
  }

  init(_ shape: MaskShape, _ axes: TensorFileReference.Axes?) {
    (rows, columns) = (shape.rows, shape.columns)
    if case .weight(let weight) = shape { self.weight = weight } else { weight = nil }
    (self.axes, heads) = (axes, nil)
  }

  /// The axes, the slowest first, as a message names them.
  var shape: [Int] {
    if let heads { return [heads, rows / heads, columns] }
    return switch (axes, weight) {
    case (.transposed?, _): [columns, rows]
    case (.oihw?, let weight?): [rows, weight.channels, weight.kernelHeight, weight.kernelWidth]
    case (_, let weight?) where weight.kernelHeight * weight.kernelWidth > 1:
      [rows, weight.kernelHeight, weight.kernelWidth, weight.channels]
    default: [rows, columns]
    }
  }

  /// What numbers the rows of the file, and what is inside them.
  private var sides: (outside: Int, inside: [[Int]]) {
    switch (axes, weight) {
    case (.transposed?, _): (columns, [[rows]])
    case (.oihw?, let weight?):
      (rows, [[weight.channels, weight.kernelHeight, weight.kernelWidth]])
    case (_, let weight?):
      (rows, [[columns], [weight.kernelHeight, weight.kernelWidth, weight.channels]])
    default: (rows, [[columns]])
    }
  }

  /// How many of a file's axes number its rows; nil where its shape is another.
  func rowAxes(of found: [Int]) -> Int? {
    for inside in sides.inside where found.count >= inside.count {
      let outside = found.dropLast(inside.count)
      guard Array(found.suffix(inside.count)) == inside, Self.product(outside) == sides.outside else {
        continue
      }
      return outside.count
    }
    return nil
  }

  /// The shape before its last axis was packed to an eighth of it, if it was.
  func unpacked(_ found: [Int]) -> [Int] {
    let lengths = sides.inside.compactMap(\.last)
    guard let last = found.last,
      let length = lengths.first(where: { ceilingDivision($0, by: 8) == last && $0 != last })
    else { return found }
    return found.dropLast() + [length]
  }

  /// What was read, as rows and columns of the mask.
  func ordered<Elements: ElementRows>(_ read: Elements) -> Elements {
    switch (axes, weight) {
    case (.transposed?, _): return read.transposed()
    case (.oihw?, let weight?):
      let taps = weight.kernelHeight * weight.kernelWidth
      guard taps > 1, weight.channels > 1 else { return read }
      // Channel, tap to tap, channel in each row.
      return read.reshaped(rows: rows * weight.channels, columns: taps).transposed(parts: rows)
        .reshaped(rows: rows, columns: columns)
    default: return read
    }
  }

  /// The `axes` with which a file's shape would fit, or the one that it has where its last axis is packed.
  func remedy(for found: [Int], mayBePacked: Bool) -> String {
    if heads != nil {
      return found.count > 1 && rowAxes(of: Array(found.dropLast(2)) + found.suffix(2).reversed()) != nil
        ? "transposed it would fit: save it with the columns as its last axis"
        : "save an element for each block in that shape"
    }
    let shape: MaskShape =
      if let weight { .weight(weight) } else { .activation(rows: rows, columns: columns) }
    var candidates: [TensorFileReference.Axes?] = [nil, .transposed]
    if weight != nil { candidates.append(.oihw) }
    for candidate in candidates where candidate != axes {
      let other = FileShape(shape, candidate)
      guard
        other.rowAxes(of: found) != nil || mayBePacked && other.rowAxes(of: other.unpacked(found)) != nil
      else { continue }
      return switch candidate {
      case nil: "without 'axes' it would fit"
      case .transposed?: "transposed it would fit: add 'axes: transposed'"
      case .oihw?: "as filter, channel, kernel row, kernel column it would fit: add 'axes: oihw'"
      }
    }
    return "transposing would not fit either; save the tensor in that shape"
  }

  private static func product(_ factors: some Sequence<Int>) -> Int? {
    var product = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = next
    }
    return product
  }
}

/// The files of a trace's masks, each opened once.
struct TensorFiles: Sendable {
  private let files: [String: Result<TensorFile, TensorFileError>]

  init(_ paths: [String]) {
    var files: [String: Result<TensorFile, TensorFileError>] = [:]
    for path in paths where files[path] == nil {
      do { files[path] = .success(try TensorFile(path: path)) } catch { files[path] = .failure(error) }
    }
    self.files = files
  }

  func file(_ path: String) throws(TensorFileError) -> TensorFile {
    guard let file = files[path] else { preconditionFailure("all files of a trace are opened") }
    return try file.get()
  }
}

extension Finding.Message {
  static func noMask(_ tensor: String, _ reason: String) -> Self {
    Self(.outOfRange, "'\(tensor)' has no such mask: \(reason)")
  }

  fileprivate static func tooManyBlocks(_ tensor: String, _ grid: BlockGrid, most: Int) -> Self {
    Self(
      .tooLarge,
      "'\(tensor)' has \(grid.blockRows) x \(grid.blockColumns) blocks in a head, and there may be \(most); give it larger ones"
    )
  }

  fileprivate static func emptyBlockRow(
    _ tensor: String, _ file: TensorFileReference, head: Int, row: Int
  ) -> Self {
    Self(
      .invalidValue,
      "'\(file.path)' leaves all blocks of a row of '\(tensor)' out, row \(row) of head \(head), of which then no softmax is; keep one "
        + "block of each row at least")
  }

  static func noValues(_ tensor: String, _ reason: String) -> Self {
    Self(.outOfRange, "'\(tensor)' has no such values: \(reason)")
  }

  static func maskTooLarge(_ tensor: String, _ reason: String) -> Self {
    Self(.tooLarge, "the mask of '\(tensor)' is too large: \(reason)")
  }

  static func masksTooLarge(most: Int) -> Self {
    Self(
      .tooLarge,
      "from here on the masks of the trace are too large together; they may take \(most) words of 64 bits, each row "
        + "whole ones, and four values one")
  }

  static func unusableFile(_ error: TensorFileError) -> Self {
    let category: FindingCategory =
      switch error.category {
      case .unreadableFile: .unreadableFile
      case .unknownTensor, .ambiguousTensor: .unresolvedReference
      case .tooLarge: .tooLarge
      default: .invalidValue
      }
    let place = error.place.map { " (\($0))" } ?? ""
    return Self(category, "'\(error.file)': \(error.problem)\(place); \(error.remedy)")
  }

  static func notPacked(_ file: TensorFileReference, _ found: [Int]) -> Self {
    let name = file.tensor.map { "'\($0)'" } ?? "the tensor"
    return Self(
      .inconsistent,
      "'bits' plays no part, as \(name) of '\(file.path)' has an element for each of the mask's: its shape is \(found); "
        + "remove 'bits'")
  }

  static func fileShape(
    _ tensor: String, file: TensorFileReference, found: [Int], wanted: [Int], isOfBlocks: Bool,
    remedy: String
  ) -> Self {
    let name = file.tensor.map { "'\($0)'" } ?? "the tensor"
    let blocks = "the blocks of '\(tensor)' (heads, rows, columns) are"
    return Self(
      .inconsistent,
      "\(name) of '\(file.path)' has the shape \(found), and \(isOfBlocks ? blocks : "'\(tensor)' is") \(wanted); \(remedy)"
    )
  }
}
