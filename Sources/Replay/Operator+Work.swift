import Tensors
import Workloads

extension Operator {
  /// The operator's work, with its tensors where they lie and its factors' zeros.
  func work(
    _ trace: Trace, _ addresses: AddressAssignment, _ masks: MaskStore, _ stored: StoredTensors
  ) -> Work {
    let nowhere = OperandAddresses.Place(memory: 0, address: 0)
    func place(_ tensor: Int?) -> OperandAddresses.Place {
      tensor.map { addresses.places[$0] } ?? nowhere
    }
    func format(_ tensor: Int?, or other: NumberFormat) -> NumberFormat {
      tensor.map { trace.tensors[$0].format } ?? other
    }
    let byte = NumberFormat.integer(bits: 8)
    var outputPlace = place(output)
    let outputFormat = format(output, or: byte)
    outputPlace.address += outputOffset * outputFormat.bits / 8
    let inputFormat = format(input, or: outputFormat)
    return Work(
      body: body,
      formats: OperandFormats(
        input: inputFormat, weight: format(weight, or: inputFormat), output: outputFormat),
      addresses: OperandAddresses(
        input: place(input), weight: place(weight), parameters: place(parameters), output: outputPlace,
        partialSums: .init(memory: outputPlace.memory, address: addresses.ends[outputPlace.memory])),
      zeros: masks.zeros(of: self), stored: stored.operands(of: self, trace))
  }

  /// Element operations of the vector unit in one execution.
  var vectorOperations: Int {
    switch body {
    case .product(let product, let epilogue): epilogue.count * product.outputElements
    case .vector(let vector): vector.stages.reduce(0) { $0 + vector.units * $1.operationsPerUnit }
    }
  }
}
