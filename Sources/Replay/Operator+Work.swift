import Hardware
import Tensors
import Workloads

extension Operator {
  /// The operator's work, with its tensors where they lie and its factors' zeros.
  func work(
    _ trace: Trace, _ addresses: AddressAssignment, _ masks: MaskStore, _ stored: StoredTensors,
    _ design: Design
  ) -> Work {
    let nowhere = OperandAddresses.Place(memory: 0, address: 0)
    func place(_ tensor: Int?) -> OperandAddresses.Place {
      tensor.map { addresses.places[$0] } ?? nowhere
    }
    func format(_ tensor: Int?, or other: NumberFormat) -> NumberFormat {
      tensor.map { trace.tensors[$0].format } ?? other
    }
    let byte = NumberFormat.integer(bits: 8)
    /// A tensor of an encoded format, from an element on.
    func encoded(_ tensor: Int?, from first: Int = 0) -> EncodedTensor? {
      guard let tensor, let shape = trace.tensors[tensor].encodedShape, stored[tensor] == nil else {
        return nil
      }
      return EncodedTensor(
        format: trace.tensors[tensor].format, shape: shape, firstElement: first,
        record: masks.record(of: tensor))
    }
    let encodedOutput = encoded(output, from: outputOffset)
    var outputPlace = place(output)
    let outputFormat = format(output, or: byte)
    if encodedOutput == nil { outputPlace.address += outputOffset * outputFormat.bits / 8 }
    let inputFormat = format(input, or: outputFormat)
    return Work(
      body: body(masks, design),
      formats: OperandFormats(
        input: inputFormat, weight: format(weight, or: inputFormat), output: outputFormat),
      addresses: OperandAddresses(
        input: place(input), weight: place(weight), parameters: place(parameters), output: outputPlace,
        partialSums: .init(memory: outputPlace.memory, address: addresses.ends[outputPlace.memory])),
      zeros: masks.zeros(of: self),
      values: masks.values(of: self, recoding: design.recodedFactors(of: self, trace)),
      stored: stored.operands(of: self, trace),
      encoded: EncodedOperands(input: encoded(input), weight: encoded(weight), output: encodedOutput))
  }

  /// What it computes on a design: without what is not needed, where the design leaves that out.
  private func body(_ masks: MaskStore, _ design: Design) -> Work.Body {
    guard design.leavesBlocksOut, case .vector(let vector) = body, let mask = masks.neededElements(of: self)
    else { return body }
    return .vector(vector.leavingOut(mask))
  }
}

extension Work {
  /// Element operations of the vector unit.
  var vectorOperations: Int {
    switch body {
    case .product(let product, let epilogue): epilogue.count * product.outputElements
    case .vector(let vector): vector.stages.reduce(0) { $0 + vector.operations(of: $1) }
    }
  }
}
