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

  mutating func setCopies(_ copies: Int, of index: Int) {
    entries[index].tensor.copies = copies
    entries[index].hasCopies = true
  }

  /// Adds up all copies: their elements, and the bits that would hold them.
  func checkTotals(into totals: inout TraceTotals) {
    for entry in entries {
      totals.add(
        "bits of tensors", [entry.tensor.copies, entry.tensor.elements, entry.tensor.format.bits],
        at: entry.position)
    }
  }
}
