import Tensors

extension Reader {
  /// Reads every tensor of a file in every way; what is read must agree with itself.
  static func readTensors(_ bytes: [UInt8], _ name: String) {
    var limits = TensorFileLimits()
    limits.elements = 1 << 20
    limits.maskWords = 1 << 18
    do throws(TensorFileError) {
      let file = try TensorFile(bytes: bytes, name: name, limits: limits)
      let descriptions = try file.descriptions()
      precondition(descriptions.map(\.name) == file.tensorNames, "other tensors than their names")
      // A file may have very many small ones.
      for name in file.tensorNames.prefix(4) { readTensor(file, name) }
      _ = try file.tensor()
    } catch {
      precondition(!"\(error)".isEmpty)
    }
  }

  private static func readTensor(_ file: TensorFile, _ name: String) {
    guard let tensor = try? file.tensor(name) else { return }
    if let values = try? tensor.integers() {
      precondition(values.count == tensor.elementCount, "other values than elements")
      let nonZeros = (0..<values.count).reduce(0) { $0 + (values[$1] == 0 ? 0 : 1) }
      if let mask = try? tensor.mask() { precondition(mask.count == nonZeros, "other bits than values") }
    }
    let length = (tensor.shape.last ?? 0).multipliedReportingOverflow(by: 8)
    for order in PackedBitOrder.allCases where !length.overflow {
      for taken in [length.partialValue, length.partialValue - 3] {
        _ = try? tensor.packedMask(length: taken, order: order)
        _ = try? tensor.packedMask(length: taken, order: order, rowAxes: 0)
      }
    }
    let counts = (0...tensor.shape.count).prefix(5).compactMap { try? tensor.mask(rowAxes: $0).count }
    precondition(Set(counts).count <= 1, "the number of non-zeros depends on the rows")
  }
}
