import Documents
import Tensors

extension TraceDecoder {
  /// The second factor or the parameters of an operator.
  struct Weight<Order> {
    var index: Int?
    var order: Order?
    var position: SourcePosition
    /// Whether another operator's tensor or a cache is used.
    var isReference = false
  }

  /// `weight:` of an operator: nothing, a tensor that exists, or what its own parameters are like.
  mutating func weight<Order: RawRepresentable<String> & CaseIterable>(
    _ site: OperatorSite, order: Order.Type
  ) -> Weight<Order> {
    var weight = Weight<Order>(index: nil, order: nil, position: site.reader.position(of: "weight"))
    guard let node = site.reader.nodeIfPresent("weight") else { return weight }
    if node.entries == nil || node["tensor"] != nil {
      weight.isReference = true
      guard let reference = reference(node, "weight", site, order: order) else { return weight }
      weight.order = reference.order
      weight.position = reference.position
      weight.index = resolve(
        reference.name, at: reference.position, like: [.activation, .cache, .parameter])
    }
    return weight
  }

  /// The parameter tensor of an operator that does not use another tensor.
  ///
  /// Only a product's have zeros that matter: there `mayBeSparse`.
  mutating func ownParameters<Order: RawRepresentable<String> & CaseIterable>(
    _ site: OperatorSite, elements: Int?, order: Order.Type, mayBeSparse: Bool = false
  ) -> (index: Int?, order: Order?) {
    var (name, order) = ("\(site.name).weight", Order?.none)
    var format = formats.weight
    var isNamed = false
    var (zeros, record): (SparsitySource?, SparsitySource?) = (nil, nil)
    if let reader = site.reader.mappingIfPresent("weight", context: "weight of \(site.context)") {
      // Known here so that a misspelt `tensor` is suggested.
      _ = reader.has("tensor")
      isNamed = reader.has("parameters")
      name = reader.textIfPresent("parameters") ?? name
      format = self.format(of: \.weight, site, own: Self.format(reader), default: format)
      order = Self.order(reader)
      if mayBeSparse {
        zeros = sparsity(reader, of: .weight, format: format)
        record = self.record(reader, format: format)
      }
      reader.finish()
    } else {
      format = self.format(of: \.weight, site, own: nil, default: format)
    }
    let index = declare(
      name, .parameter, elements: elements, format: format, copies: site.executions, at: site.position,
      isReported: isNamed || !site.isDuplicate)
    if let index {
      tensors.setZeros(zeros, of: index)
      tensors.setRecord(record, of: index)
    }
    return (index, order)
  }

  /// The parameters of a norm or the table of an embedding: its own, or those of another operator.
  mutating func table(_ site: OperatorSite, elements: Int?) -> Int? {
    let weight = weight(site, order: NoOrder.self)
    guard weight.isReference else {
      return ownParameters(site, elements: elements, order: NoOrder.self).index
    }
    guard let index = weight.index else { return nil }
    let entry = tensors[index]
    guard entry.tensor.kind == .parameter else {
      findings.add(
        .wrongKind(entry.tensor.name, entry.tensor.kind, key: "weight", expected: "parameters"),
        at: weight.position, notes: [entry.note])
      return nil
    }
    match(index, elements, at: weight.position, site)
    checkExecutions(index, at: weight.position, site)
    return index
  }

  /// Copies of parameters and caches belong to executions, so all users of a tensor must have as many.
  mutating func checkExecutions(_ index: Int, at position: SourcePosition, _ site: OperatorSite) {
    let entry = tensors[index]
    guard entry.tensor.kind != .activation else { return }
    guard entry.hasCopies else {
      tensors.setCopies(site.executions, of: index)
      return
    }
    guard entry.tensor.copies != site.executions else { return }
    findings.add(
      .executionsDiffer(
        entry.tensor.name, entry.tensor.copies, context: site.context, site.executions),
      at: position, notes: [entry.note])
  }
}
