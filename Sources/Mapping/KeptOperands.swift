import Hardware
import Tensors
import Workloads

/// The operands of a product whose tiles lie in their buffers as they came from memory (docs/model.md, 11).
public struct KeptOperands: Hashable, Sendable {
  public var input = false
  public var weight = false

  public static let none = KeptOperands()

  private init() {}

  public init(_ work: Work, _ treatment: ZeroTreatment, on design: Design) {
    let sparsity = design.array.sparsity
    func keeps(_ tensor: StoredTensor?, _ kind: Storage.Kind?, _ action: ArraySparsity.Action) -> Bool {
      guard let tensor, kind?.isKept == true, action == .skip, treatment != .none, treatment != .segments
      else { return false }
      return tensor.format.isReadInPlace
    }
    let storage = design.storage
    input = keeps(work.stored.input, storage.activation, sparsity.input) && treatment != .places
    weight = keeps(
      work.stored.weight, work.stored.weightIsParameter ? storage.weight : storage.activation, sparsity.weight
    )
  }
}

extension StorageFormat {
  /// Whether an array can read tiles of it from a buffer: formats of single elements.
  fileprivate var isReadInPlace: Bool {
    switch self {
    case .blocks, .dense, .ranks: false
    default: true
    }
  }
}
