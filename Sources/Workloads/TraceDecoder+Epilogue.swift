import Documents
import Tensors

extension TraceDecoder {
  /// The functions that results pass through, with the parameters that each has for a filter.
  func epilogue(_ site: OperatorSite) -> [Epilogue] {
    functions(site).map { Epilogue(function: $0.name, parametersPerFilter: Self.parameters(of: $0.name)) }
  }

  /// The epilogue of an operator without a product: further stages of one operation an element.
  func stages(_ site: OperatorSite, elementsPerUnit: Int) -> [VectorWork.Stage] {
    functions(site).map { function in
      if Self.parameters(of: function.name) > 0 {
        findings.add(.epilogueNeedsProduct(function.name), at: function.position)
      }
      return VectorWork.Stage(function: function.name, operationsPerUnit: elementsPerUnit)
    }
  }

  private func functions(_ site: OperatorSite) -> [(name: String, position: SourcePosition)] {
    (site.reader.sequenceIfPresent("epilogue") ?? []).enumerated().compactMap { place, item in
      ScalarReader(item, named: "epilogue[\(place)]", findings: findings).identifier().map {
        ($0, item.position)
      }
    }
  }

  private static func parameters(of function: String) -> Int {
    switch function {
    case "bias": 1
    case "batch_norm": 2
    default: 0
    }
  }

  /// The parts of a product, once its tensors are known.
  mutating func parts(
    _ site: OperatorSite, product: Product?, format: NumberFormat
  ) -> (body: Work.Body?, parameters: Int?) {
    let epilogue: [Epilogue] = epilogue(site)
    let perFilter = epilogue.reduce(0) { $0 + $1.parametersPerFilter }
    var parameters: Int?
    if perFilter > 0 {
      let count = product.flatMap { elements("epilogue", site, [$0.groups, $0.filters, perFilter]) }
      parameters =
        site.reader.has("parameters")
        ? sharedParameters(site, elements: count) : self.parameters(site, elements: count, format: format)
    }
    return (product.map { .product($0, epilogue: epilogue) }, parameters)
  }

  /// The parameters of an operator above, which an epilogue uses in place of its own.
  private mutating func sharedParameters(_ site: OperatorSite, elements: Int?) -> Int? {
    let position = site.reader.position(of: "parameters")
    guard let name = site.reader.text("parameters"),
      let index = resolve(name, at: position, like: [.parameter])
    else { return nil }
    let entry = tensors[index]
    guard entry.tensor.kind == .parameter else {
      findings.add(
        .wrongKind(entry.tensor.name, entry.tensor.kind, key: "parameters", expected: "parameters"),
        at: position, notes: [entry.note])
      return nil
    }
    match(index, elements, at: position, site)
    checkExecutions(index, at: position, site)
    return index
  }

  /// Whether a product's operands and operations can be counted.
  func isCountable(_ product: Product, _ site: OperatorSite) -> Bool {
    let input = elements(
      "input", site,
      [product.images, product.groups, product.inputHeight, product.inputWidth, product.channels])
    let weight = elements(
      "weight", site,
      [product.groups, product.kernelHeight, product.kernelWidth, product.channels, product.filters])
    let output = elements(
      "output", site,
      [product.images, product.groups, product.outputHeight, product.outputWidth, product.filters])
    guard input != nil, weight != nil, let output else { return false }
    return operations(site, [output, product.k]) != nil
  }
}
