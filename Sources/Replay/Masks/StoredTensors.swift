import Documents
import Hardware
import Tensors
import Workloads

/// The tensors of a trace that lie in a design's memories without their zeros (docs/model.md, 11).
struct StoredTensors: Sendable {
  /// By tensor; nil for those that lie dense.
  private let tensors: [(tensor: StoredTensor, listing: StorageListing)?]
  /// Those that lie dense because their format cannot hold them.
  let fallbacks: [RunResult.DenseFallback]

  /// Says what tensors a format's widths cannot tell apart, each at the key of the design.
  init(_ trace: Trace, _ masks: MaskStore, _ design: Design, _ findings: Findings) {
    let gathered = Set(trace.operators.compactMap(\.gatheredTensor))
    var tensors: [(tensor: StoredTensor, listing: StorageListing)?] = []
    var fallbacks: [RunResult.DenseFallback] = []
    for (index, tensor) in trace.tensors.enumerated() {
      guard let kind = design.storage.kind(of: tensor), !gathered.contains(index),
        let mask = masks.mask(of: index), let shape = tensor.sparsity?.shape,
        // What is needed of it is no matter of where its zeros are.
        tensor.sparsity?.blocks == nil
      else {
        tensors.append(nil)
        continue
      }
      guard tensor.format.encoding == nil else {
        tensors.append(nil)
        fallbacks.append(
          RunResult.DenseFallback(
            tensor: tensor.name, format: kind.format,
            reason: "its number format, \(tensor.format), is more than an element"))
        continue
      }
      let stored = StoredTensor(mask: mask.lying(as: shape), format: kind.format)
      do throws(StorageError) {
        let listing = try stored.listing()
        tensors.append((stored, listing))
      } catch {
        tensors.append(nil)
        switch error {
        case .doesNotFit, .rowTooLong:
          fallbacks.append(
            RunResult.DenseFallback(tensor: tensor.name, format: kind.format, reason: "\(error)"))
        default:
          findings.add(
            .notStored(tensor.name, kind.format.name, design.name, "\(error)"), at: kind.position(of: error))
        }
      }
    }
    self.tensors = tensors
    self.fallbacks = fallbacks
  }

  /// The entries of a tensor; nil for one that lies dense.
  func listing(of tensor: Int) -> StorageListing? { tensors[tensor]?.listing }

  subscript(tensor: Int) -> StoredTensor? { tensors[tensor]?.tensor }

  /// Those of an operator's operands that are stored.
  func operands(of one: Operator, _ trace: Trace) -> StoredOperands {
    func stored(_ tensor: Int?) -> StoredTensor? { tensor.flatMap { self[$0] } }
    return StoredOperands(
      input: stored(one.input), weight: stored(one.weight), output: stored(one.output),
      weightIsParameter: one.weight.map { trace.tensors[$0].kind == .parameter } ?? true)
  }
}

extension Storage {
  /// The format of a tensor's kind; nil where it lies dense.
  fileprivate func kind(of tensor: Tensor) -> Kind? {
    switch tensor.kind {
    case .parameter: weight
    case .activation: activation
    case .cache: nil
    }
  }
}

extension Storage.Kind {
  /// The key of the design that a tensor's error is about.
  fileprivate func position(of error: StorageError) -> SourcePosition {
    let key: String
    switch (format, error) {
    case (.ranks, _): key = "ranks"
    // "row index" is the width of 'row_bits'.
    case (_, .tooNarrow(let parameter, _, _)): key = "\(parameter.prefix { $0 != " " })_bits"
    default: key = "format"
    }
    return positions[key] ?? .none
  }
}

extension Operator {
  /// The tensor whose rows it picks.
  fileprivate var gatheredTensor: Int? {
    guard case .vector(let vector) = body, case .gather = vector.input else { return nil }
    return input
  }
}

extension Finding.Message {
  fileprivate static func notStored(_ tensor: String, _ format: String, _ design: String, _ reason: String)
    -> Self
  {
    Self(
      .impossibleDesign,
      "the tensor '\(tensor)' cannot lie in the format '\(format)' of the design '\(design)': \(reason)")
  }
}
