import Hardware
import Quantities
import Tensors
import Workloads

func text(_ storage: Storage) -> String {
  func kind(_ kind: Storage.Kind?) -> String {
    kind.map { "Storage.Kind(format: \(text($0.format)), isKept: \($0.isKept))" } ?? "nil"
  }
  return "Storage(weight: \(kind(storage.weight)), activation: \(kind(storage.activation)))"
}

func text(_ decoders: Decoders) -> String {
  func rate(_ rate: Ratio?) -> String { rate.map { "Ratio(\($0.numerator), \($0.denominator))" } ?? "nil" }
  if decoders == .none { return "" }
  return ",\n  decoders: Decoders(input: \(rate(decoders.input)), weight: \(rate(decoders.weight)))"
}

func text(_ stored: StoredOperands) -> String {
  guard !stored.isEmpty else { return "" }
  func tensor(_ tensor: StoredTensor?) -> String {
    tensor.map { "StoredTensor(\n      mask: \(text($0.mask)),\n      format: \(text($0.format)))" } ?? "nil"
  }
  return
    ",\n  stored: StoredOperands(\n    input: \(tensor(stored.input)),\n    weight: \(tensor(stored.weight)),\n"
    + "    output: \(tensor(stored.output)), weightIsParameter: \(stored.weightIsParameter))"
}

private func text(_ format: StorageFormat) -> String {
  func text(_ bits: Int?) -> String { bits.map(String.init) ?? "nil" }
  switch format {
  case .dense: return ".dense"
  case .bitmask: return ".bitmask"
  case .runLength(let runBits, let lines, let pointers):
    let kind = if case .eachLine(let bits) = pointers { ".eachLine(bits: \(text(bits)))" } else { ".none" }
    return ".runLength(runBits: \(runBits), lines: .\(lines), pointers: \(kind))"
  case .compressedRows(let index, let pointer):
    return ".compressedRows(indexBits: \(text(index)), pointerBits: \(text(pointer)))"
  case .compressedColumns(let index, let pointer):
    return ".compressedColumns(indexBits: \(text(index)), pointerBits: \(text(pointer)))"
  case .coordinates(let row, let column):
    return ".coordinates(rowBits: \(text(row)), columnBits: \(text(column)))"
  case .ellpack(let width, let index):
    return ".ellpack(width: \(text(width)), indexBits: \(text(index)))"
  case .groupIndices(let bound, let axis):
    return ".groupIndices(GroupBound(n: \(bound.n), m: \(bound.m)), axis: .\(axis))"
  case .blocks(let shape, let index, let pointer):
    return ".blocks(BlockShape(height: \(shape.height), width: \(shape.width)), indexBits: \(text(index)), "
      + "pointerBits: \(text(pointer)))"
  case .ranks(let ranks):
    let texts = ranks.map { rank in
      "StorageRank(.\(rank.representation), .\(rank.axis), size: \(text(rank.size)), indexBits: "
        + "\(text(rank.indexBits)), payloadBits: \(text(rank.payloadBits)))"
    }
    return ".ranks([\(texts.joined(separator: ", "))])"
  }
}
