import Documents

// Operators whose units are rows or single elements.
extension TraceDecoder {
  /// The functions of `normalization`, by the parameters that each has for a column.
  private enum Normalization: String, CaseIterable {
    case layerNorm = "layer_norm"
    case rmsNorm = "rms_norm"
    case batchNorm = "batch_norm"

    var parametersPerColumn: Int {
      switch self {
      case .layerNorm, .batchNorm: 2
      case .rmsNorm: 1
      }
    }
  }

  /// What a key for a function has to be.
  static func functions(_ examples: String) -> String {
    "the name of a function that the design's vector unit has, such as \(examples)"
  }

  mutating func normalization(_ site: OperatorSite) -> OperatorParts {
    let function = site.reader.enumeration("function", as: Normalization.self)
    let (rows, columns, elements) = rowsAndColumns(site)
    let parameters = columns.flatMap { columns in
      function.flatMap { self.elements("weight", site, [columns, $0.parametersPerColumn]) }
    }
    var parts = OperatorParts()
    parts.input = input(site, elements: elements, columns: columns)
    parts.weight = table(site, elements: parameters)
    parts.body = function.flatMap { function in
      rowWise(function.rawValue, site, rows: rows, columns: columns, parameters: parameters)
    }
    parts.output = output(site, elements: elements, columns: columns)
    return parts
  }

  mutating func softmax(_ site: OperatorSite) -> OperatorParts {
    let (rows, columns, elements) = rowsAndColumns(site)
    var parts = OperatorParts()
    parts.input = input(site, elements: elements, columns: columns)
    parts.body = rowWise("softmax", site, rows: rows, columns: columns, parameters: nil)
    parts.output = output(site, elements: elements, columns: columns)
    if let input = parts.input, let output = parts.output, tensors[input].columns == columns {
      tensors.setMatrices(tensors[input].matrices, of: output)
      passBlocks(from: input, to: output)
    }
    return parts
  }

  mutating func activation(_ site: OperatorSite) -> OperatorParts {
    let function = site.reader.identifier("function", as: Self.functions("'relu', 'gelu' or 'silu'"))
    let elements = site.reader.integer("elements", in: 1...TraceLimits.elements)
    var parts = OperatorParts()
    parts.input = input(site, elements: elements)
    parts.body = elementWise(function, site, elements: elements, second: nil)
    parts.output = output(site, elements: elements, columns: columns(of: parts.input))
    return parts
  }

  mutating func elementwise(_ site: OperatorSite) -> OperatorParts {
    let function = site.reader.identifier("function", as: Self.functions("'add' or 'mul'"))
    let elements = site.reader.integer("elements", in: 1...TraceLimits.elements)
    var parts = OperatorParts()
    if let items = site.reader.sequence("inputs") {
      if items.count != 2 { site.reader.report(.inputCount(items.count), at: "inputs") }
      let used = items.prefix(2).enumerated().map { place, item in
        reference(item, "inputs[\(place)]", site, order: NoOrder.self).flatMap {
          activation($0, key: "inputs", site, elements: place == 1 && isSingle($0.name) ? 1 : elements)
        }
      }
      parts.input = used.first ?? nil
      parts.weight = used.dropFirst().first ?? nil
    }
    let isBroadcast = elements != 1 && parts.weight.map { tensors[$0].tensor.elements == 1 } ?? false
    let second = isBroadcast ? VectorWork.Access.constant(elements: 1) : .streaming(elementsPerUnit: 1)
    parts.body = elementWise(function, site, elements: elements, second: second)
    let columns = columns(of: parts.input) ?? (isBroadcast ? nil : columns(of: parts.weight))
    parts.output = output(site, elements: elements, columns: columns)
    return parts
  }

  /// Whether a tensor of one element has this name: each element of another one may meet it.
  private func isSingle(_ name: String) -> Bool {
    tensors.index(of: name).map { tensors[$0].tensor.elements == 1 } ?? false
  }

  /// What works on single elements leaves a tensor its shape.
  private func columns(of tensor: Int?) -> Int? { tensor.flatMap { tensors[$0].columns } }

  private func rowsAndColumns(_ site: OperatorSite) -> (rows: Int?, columns: Int?, elements: Int?) {
    let rows = site.reader.integer("rows", in: TraceLimits.sizes)
    let columns = site.reader.integer("columns", in: TraceLimits.sizes)
    guard let rows, let columns else { return (rows, columns, nil) }
    return (rows, columns, elements("input", site, [rows, columns]))
  }

  /// A unit is a row, with an operation an element.
  private func rowWise(
    _ function: String, _ site: OperatorSite, rows: Int?, columns: Int?, parameters: Int?
  ) -> Work.Body? {
    let epilogue = stages(site, elementsPerUnit: columns ?? 1)
    guard let rows, let columns else { return nil }
    let stage = VectorWork.Stage(function: function, operationsPerUnit: columns)
    return .vector(
      VectorWork(
        units: rows, stages: [stage] + epilogue, input: .streaming(elementsPerUnit: columns),
        weight: parameters.map { .constant(elements: $0) }, output: .streaming(elementsPerUnit: columns)))
  }

  /// A unit is an element, with one operation.
  private func elementWise(
    _ function: String?, _ site: OperatorSite, elements: Int?, second: VectorWork.Access?
  ) -> Work.Body? {
    let epilogue = stages(site, elementsPerUnit: 1)
    guard let function, let elements else { return nil }
    let element = VectorWork.Access.streaming(elementsPerUnit: 1)
    return .vector(
      VectorWork(
        units: elements, stages: [VectorWork.Stage(function: function, operationsPerUnit: 1)] + epilogue,
        input: element, weight: second, output: element))
  }
}
