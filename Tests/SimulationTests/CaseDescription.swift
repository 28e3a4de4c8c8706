import Hardware
import Tensors
import Workloads

extension RandomCase: CustomStringConvertible {
  /// The case as the Swift expressions that build it again.
  var description: String {
    """
    // seed \(seed)
    // \(text(work.encoded))
    let design = \(text(design))
    let work = \(text(work))
    let mapping = \(text(mapping))
    """
  }
}

func text(_ design: Design) -> String {
  let functions = design.vectorUnit.map { unit in
    unit.functions.map {
      "VectorUnit.Function(name: \"\($0.name)\", latency: \($0.latency), interval: \($0.interval))"
    }.joined(separator: ", ")
  }
  let unit =
    design.vectorUnit.map {
      "VectorUnit(lanes: \($0.lanes), isChained: \($0.isChained), "
        + "issueLimit: \($0.issueLimit.map(String.init) ?? "nil"), functions: [\(functions!)])"
    } ?? "nil"
  let placement = design.placement
  return """
    Design(
      name: "\(design.name)", clock: Frequency(hertz: \(design.clock.hertz)),
      array: \(text(design.array)),
      buffers: \(text(design.buffers)),
      memories: [\(design.memories.map(text).joined(separator: ", "))],
      placement: Placement(
        input: \(placement.input), weight: \(placement.weight), output: \(placement.output),
        cache: \(placement.cache)),
      vectorUnit: \(unit)\(design.storage == .dense ? "" : ",\n  storage: " + text(design.storage))\(text(design.decoders)))
    """
}

private func text(_ buffers: Buffers) -> String {
  switch buffers {
  case .shared(let buffer): ".shared(\(text(buffer)))"
  case .perOperand(let input, let weight, let output):
    ".perOperand(input: \(text(input)), weight: \(text(weight)), output: \(text(output)))"
  }
}

private func text(_ buffer: Buffer) -> String {
  let capacity = buffer.capacity.map { "Bytes(count: \($0.count))" } ?? "nil"
  return "Buffer(capacity: \(capacity), banks: \(buffer.banks), ports: \(buffer.ports), "
    + "width: \(buffer.width), tiles: \(buffer.tiles), mostTiles: \(buffer.mostTiles), "
    + "skippedPixels: .\(buffer.skippedPixels))"
}

private func text(_ memory: Memory) -> String {
  let rate: BandwidthMemory
  switch memory.kind {
  case .ideal: return "Memory(name: \"\(memory.name)\", kind: .ideal)"
  case .dram(let dram): return "Memory(name: \"\(memory.name)\", kind: .dram(\(text(dram))))"
  case .bandwidth(let memory): rate = memory
  }
  let outstanding = rate.outstanding.map(String.init) ?? "nil"
  return "Memory(name: \"\(memory.name)\", kind: .bandwidth(BandwidthMemory("
    + "bandwidth: Bandwidth(bytesPerSecond: \(rate.bandwidth.bytesPerSecond)), "
    + "latency: TimeSpan(picoseconds: \(rate.latency.picoseconds)), "
    + "outstanding: \(outstanding), request: \(rate.request))))"
}

func text(_ work: Work) -> String {
  let addresses = work.addresses
  func place(_ place: OperandAddresses.Place) -> String {
    ".init(memory: \(place.memory), address: \(place.address))"
  }
  let zeros =
    work.zeros == .none
    ? ""
    : ",\n  zeros: ProductZeros(\n    input: \(text(work.zeros.input)),\n    weight: \(text(work.zeros.weight)))"
  return """
    Work(
      body: \(text(work.body)),
      formats: OperandFormats(
        input: \(text(work.formats.input.element)), weight: \(text(work.formats.weight.element)),
        output: \(text(work.formats.output.element))),
      addresses: OperandAddresses(
        input: \(place(addresses.input)), weight: \(place(addresses.weight)),
        parameters: \(place(addresses.parameters)), output: \(place(addresses.output)),
        partialSums: \(place(addresses.partialSums)))\(zeros)\(text(work.values))\(text(work.stored)))
    """
}

func text(_ mask: OccupancyMask?) -> String {
  guard let mask else { return "nil" }
  let words = mask.withUnsafeWords { $0.map { "0x" + String($0, radix: 16) } }
  return
    "OccupancyMask(rows: \(mask.rows), columns: \(mask.columns), words: [\(words.joined(separator: ", "))])"
}

/// The values of the factors that are recoded, the least bits that hold them as their format.
private func text(_ values: ProductValues) -> String {
  guard values != .none else { return "" }
  func text(_ tensor: ValueTensor?) -> String {
    guard let tensor else { return "nil" }
    let numbers = (0..<tensor.rows).flatMap { row in (0..<tensor.columns).map { tensor[row, $0] } }
    let format = NumberFormat(name: tensor.isSigned ? "int16" : "uint16")!
    return "ValueTensor(rows: \(tensor.rows), columns: \(tensor.columns), "
      + "format: \(SimulationTests.text(format)), values: \(numbers))"
  }
  return ", values: ProductValues(input: \(text(values.input)), weight: \(text(values.weight)))"
}

private func text(_ body: Work.Body) -> String {
  switch body {
  case .product(let p, let epilogue):
    let functions = epilogue.map {
      "Epilogue(function: \"\($0.function)\", parametersPerFilter: \($0.parametersPerFilter))"
    }.joined(separator: ", ")
    return """
      .product(
          Product(
            images: \(p.images), groups: \(p.groups), inputHeight: \(p.inputHeight),
            inputWidth: \(p.inputWidth), channels: \(p.channels), filters: \(p.filters),
            kernelHeight: \(p.kernelHeight), kernelWidth: \(p.kernelWidth),
            strideHeight: \(p.strideHeight), strideWidth: \(p.strideWidth),
            dilationHeight: \(p.dilationHeight), dilationWidth: \(p.dilationWidth), padTop: \(p.padTop),
            padBottom: \(p.padBottom), padLeft: \(p.padLeft), padRight: \(p.padRight),
            layout: ProductLayout(
              input: .\(p.layout.input), weight: .\(p.layout.weight), output: .\(p.layout.output))),
          epilogue: [\(functions)])
      """
  case .vector(let work):
    let stages = work.stages.map {
      "VectorWork.Stage(function: \"\($0.function)\", operationsPerUnit: \($0.operationsPerUnit))"
    }.joined(separator: ", ")
    return """
      .vector(
          VectorWork(
            units: \(work.units), stages: [\(stages)], input: \(text(work.input)),
            weight: \(work.weight.map(text) ?? "nil"), output: \(text(work.output))))
      """
  }
}

private func text(_ access: VectorWork.Access) -> String {
  switch access {
  case .streaming(let elements): ".streaming(elementsPerUnit: \(elements))"
  case .constant(let elements): ".constant(elements: \(elements))"
  case .masked(let mask): ".masked(\(mask))"
  case .gather(let rows, let elements): ".gather(rows: \(rows), elementsPerUnit: \(elements))"
  case .window(let w):
    ".window(PoolingWindow(inputHeight: \(w.inputHeight), outputHeight: \(w.outputHeight), "
      + "kernelHeight: \(w.kernelHeight), strideHeight: \(w.strideHeight), padTop: \(w.padTop), "
      + "elementsPerRow: \(w.elementsPerRow), channels: \(w.channels)))"
  }
}

private func text(_ slots: ProductMapping.Slots) -> String {
  let named = Operand.allCases.compactMap { operand in
    slots[operand].map { "\(operand.rawValue): \($0)" }
  }
  return "ProductMapping.Slots(\(named.joined(separator: ", ")))"
}

func text(_ mapping: WorkMapping) -> String {
  switch mapping {
  case .vector(let units, let channels):
    ".vector(units: \(units)" + (channels.map { ", channels: \($0))" } ?? ")")
  case .product(let m):
    ".product(ProductMapping(groups: \(m.groups), rows: \(m.rows), columns: \(m.columns), "
      + "channels: \(m.channels), filters: \(m.filters), "
      + "order: [\(m.order.map { ".\($0)" }.joined(separator: ", "))], scan: .\(m.scan), slots: \(text(m.slots)), "
      + "spatial: .\(m.spatial), "
      + "partition: \(m.partition.map { ".\($0)" } ?? "nil")))"
  }
}

/// The operands of encoded formats, in words.
private func text(_ encoded: EncodedOperands) -> String {
  let texts = Operand.allCases.compactMap { operand in
    encoded[operand].map { "\(operand): \($0.format) of \($0.shape) from \($0.firstElement)" }
  }
  return texts.isEmpty ? "no encoded formats" : texts.joined(separator: "; ")
}
