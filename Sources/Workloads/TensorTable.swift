import Documents
import Tensors

/// How a cache lies: token after token.
struct CacheShape: Hashable {
  let tokens: Int
  let columns: Int
}

/// The tensors of a trace so far, by name.
struct TensorTable {
  /// A tensor and what is only needed while the trace is read.
  struct Entry {
    var tensor: Tensor
    let position: SourcePosition
    /// False where the elements are unknown, as the maker's own shape is wrong.
    let hasElements: Bool
    var cacheShape: CacheShape?
    /// Whether `copies` is final: a cache has as many as its first user runs.
    var hasCopies: Bool
    /// An activation's last axis: its maker's, or of an input its own or its first reader's; nil where nobody says.
    var columns: Int?
    /// Matrices one after the other: the batch entries of a product's output.
    var matrices = 1
    /// Where its zeros come from, until its shape is known.
    var zeros: TraceDecoder.SparsitySource?
    /// Where it is said which elements are fetched whole, likewise.
    var record: TraceDecoder.SparsitySource?
  }

  private(set) var entries: [Entry] = []
  private var places: [String: Int] = [:]

  var count: Int { entries.count }
  var all: [Tensor] { entries.map(\.tensor) }

  subscript(index: Int) -> Entry { entries[index] }

  func index(of name: String) -> Int? { places[name] }

  /// Adds a tensor with a new name.
  mutating func add(_ entry: Entry) -> Int {
    places[entry.tensor.name] = entries.count
    entries.append(entry)
    return entries.count - 1
  }

  mutating func setShape(_ shape: CacheShape?, ofCache index: Int) { entries[index].cacheShape = shape }

  /// Takes the columns that a maker or a reader knows, unless they are known.
  mutating func setColumns(_ columns: Int?, of index: Int) {
    if entries[index].columns == nil { entries[index].columns = columns }
  }

  mutating func setMatrices(_ matrices: Int, of index: Int) { entries[index].matrices = matrices }

  mutating func setZeros(_ zeros: TraceDecoder.SparsitySource?, of index: Int) {
    entries[index].zeros = zeros
  }

  mutating func setRecord(_ record: TraceDecoder.SparsitySource?, of index: Int) {
    entries[index].record = record
  }

  mutating func setSparsity(_ sparsity: TensorSparsity?, of index: Int) {
    entries[index].tensor.sparsity = sparsity
  }

  /// Gives activations the shape of their masks, now that all readers are known.
  mutating func shapeActivations() {
    for index in entries.indices {
      let entry = entries[index]
      guard entry.zeros != nil || entry.record != nil, entry.tensor.kind == .activation, entry.hasElements
      else {
        continue
      }
      let (elements, columns) = (entry.tensor.elements, entry.columns ?? entry.tensor.elements)
      guard columns > 0, elements % columns == 0 else { continue }
      let shape = MaskShape.activation(
        rows: elements / columns, columns: columns, matrices: entry.matrices)
      entries[index].tensor.sparsity = entry.zeros?.sparsity(shape)
      entries[index].tensor.record = entry.record?.sparsity(shape)
    }
  }

  /// Gives the weights of a product the sides of its format's groups.
  mutating func setShape(_ shape: WeightShape, ofWeight index: Int) {
    entries[index].tensor.record = entries[index].record?.sparsity(.weight(shape))
    guard entries[index].tensor.format.encoding != nil else { return }
    entries[index].tensor.encodedShape = EncodedShape(shape)
  }

  /// Gives all other tensors of encoded formats theirs, now that all readers are known.
  mutating func shapeEncoded() {
    for index in entries.indices {
      let entry = entries[index]
      let elements = entry.tensor.elements
      guard entry.tensor.format.encoding != nil, entry.tensor.encodedShape == nil, elements > 0 else {
        continue
      }
      let known = entry.cacheShape?.columns ?? entry.columns
      let columns = known.flatMap { $0 > 0 && elements % $0 == 0 ? $0 : nil } ?? elements
      entries[index].tensor.encodedShape = EncodedShape(elements: elements, columns: columns)
    }
  }

  mutating func setCopies(_ copies: Int, of index: Int) {
    entries[index].tensor.copies = copies
    entries[index].hasCopies = true
  }

  /// Adds up all copies: their elements, and the bits that would hold them.
  func checkTotals(into totals: inout TraceTotals) {
    for entry in entries {
      // What cannot be counted for one tensor cannot be for all.
      totals.add(
        "bits of tensors", entry.tensor.bits.map { [entry.tensor.copies, $0] } ?? [Int.max, 2],
        at: entry.position)
    }
  }
}
