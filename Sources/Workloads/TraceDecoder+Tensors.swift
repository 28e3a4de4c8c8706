import Documents
import Quantities
import Tensors

// MARK: - Declaring

extension TraceDecoder {
  /// Adds a tensor; nil, after a finding, where its name is taken.
  @discardableResult
  mutating func declare(
    _ name: String, _ kind: Tensor.Kind, elements: Int?, format: NumberFormat, copies: Int = 1,
    at position: SourcePosition, isReported: Bool = true
  ) -> Int? {
    if let first = tensors.index(of: name) {
      let note = Finding.Note(position: tensors[first].position, text: "the first comes from here")
      if isReported { findings.add(.duplicate("a tensor", name), at: position, notes: [note]) }
      return nil
    }
    let tensor = Tensor(name: name, kind: kind, elements: elements ?? 0, format: format, copies: copies)
    return tensors.add(
      TensorTable.Entry(
        tensor: tensor, position: position, hasElements: elements != nil, hasCopies: kind != .cache))
  }

  /// The tensor that an operator makes, and the order it lies in where `Order` says that it may have one.
  mutating func output(_ site: OperatorSite, elements: Int?, columns: Int? = nil) -> Int? {
    output(site, elements: elements, order: NoOrder.self) { _ in columns }.index
  }

  mutating func output<Order: RawRepresentable<String> & CaseIterable>(
    _ site: OperatorSite, elements: Int?, order: Order.Type, mayHaveBlocks: Bool = false,
    columns: (Order?) -> Int?
  ) -> (index: Int?, order: Order?) {
    let reader = site.reader
    var (name, order) = (site.name, Order?.none)
    var format = formats.output
    var (zeros, record): (SparsitySource?, SparsitySource?) = (nil, nil)
    if reader.nodeIfPresent("output")?.entries != nil,
      let own = reader.mapping("output", context: "output of \(site.context)")
    {
      name = own.textIfPresent("tensor") ?? name
      format = self.format(of: \.output, site, own: Self.format(own), default: format)
      order = Self.order(own)
      zeros = sparsity(own, of: .activation, format: format)
      record = self.record(own, format: format)
      if mayHaveBlocks { zeros = blocks(own, of: name) ?? zeros }
      own.finish()
    } else {
      name = reader.textIfPresent("output") ?? name
      format = self.format(of: \.output, site, own: nil, default: format)
    }
    let index = declare(
      name, .activation, elements: elements, format: format, copies: site.groupExecutions,
      at: reader.position(of: "output"), isReported: !site.isDuplicate)
    if let index {
      tensors.setColumns(columns(order), of: index)
      tensors.setZeros(zeros, of: index)
      tensors.setRecord(record, of: index)
    }
    return (index, order)
  }

  /// The `format` that a tensor states, and where.
  static func format(_ reader: MappingReader) -> (format: NumberFormat, position: SourcePosition)? {
    reader.formatIfPresent("format").map { ($0, reader.position(of: "format")) }
  }

  static func order<Order: RawRepresentable<String> & CaseIterable>(_ reader: MappingReader) -> Order? {
    Order.allCases.isEmpty ? nil : reader.enumerationIfPresent("order", as: Order.self)
  }

  /// The parameters of an epilogue, in the weight's format.
  mutating func parameters(_ site: OperatorSite, elements: Int?, format: NumberFormat) -> Int? {
    declare(
      "\(site.name).parameters", .parameter, elements: elements, format: format, copies: site.executions,
      at: site.position, isReported: !site.isDuplicate)
  }
}

/// The order of tensors that have no choice of one.
enum NoOrder: String, CaseIterable {
  case never

  static let allCases: [NoOrder] = []
}

// MARK: - Using

extension TraceDecoder {
  /// A use of a tensor: which, where it is named, and in which order its elements are meant.
  struct Reference<Order> {
    var name: String
    var position: SourcePosition
    var order: Order?
  }

  /// `NAME` or `{tensor: NAME, order: O}`.
  func reference<Order: RawRepresentable<String> & CaseIterable>(
    _ node: Node, _ key: String, _ site: OperatorSite, order: Order.Type
  ) -> Reference<Order>? {
    guard node.entries != nil else {
      return ScalarReader(node, named: key, findings: findings).text().map {
        Reference(name: $0, position: node.position)
      }
    }
    let context = "\(key) of \(site.context)"
    guard let reader = MappingReader(node, context: context, findings: findings) else { return nil }
    let name = reader.text("tensor")
    let order: Order? = Self.order(reader)
    reader.finish()
    return name.map { Reference(name: $0, position: reader.position(of: "tensor"), order: order) }
  }

  /// The activation under `input`, which must have as many elements as the operator reads.
  mutating func input(_ site: OperatorSite, elements: Int?, columns: Int? = nil) -> Int? {
    input(site, elements: elements, order: NoOrder.self) { _ in columns }.index
  }

  mutating func input<Order: RawRepresentable<String> & CaseIterable>(
    _ site: OperatorSite, elements: Int?, order: Order.Type, columns: (Order?) -> Int?
  ) -> (index: Int?, order: Order?) {
    guard let node = site.reader.nodeIfPresent("input") else {
      findings.add(.missing("input", in: site.context, "the name of a tensor"), at: site.position)
      return (nil, nil)
    }
    guard let reference = reference(node, "input", site, order: order) else { return (nil, nil) }
    let index = activation(reference, key: "input", site, elements: elements)
    if let index { tensors.setColumns(columns(reference.order), of: index) }
    return (index, reference.order)
  }

  mutating func activation<Order>(
    _ reference: Reference<Order>, key: String, _ site: OperatorSite, elements: Int?
  ) -> Int? {
    guard let index = resolve(reference.name, at: reference.position, like: [.activation]) else { return nil }
    let entry = tensors[index]
    guard entry.tensor.kind == .activation else {
      let hint = entry.tensor.kind == .cache ? "; kv_read makes one of it" : ""
      let expected = "an input or an output\(hint)"
      findings.add(
        .wrongKind(reference.name, entry.tensor.kind, key: key, expected: expected), at: reference.position,
        notes: [entry.note])
      return nil
    }
    match(index, elements, at: reference.position, site)
    return index
  }

  /// The tensor of a name that exists by now.
  mutating func resolve(_ name: String, at position: SourcePosition, like kinds: [Tensor.Kind]) -> Int? {
    if let index = tensors.index(of: name) {
      reads.append(index)
      return index
    }
    if let maker = allOutputs[name] {
      let note = Finding.Note(position: maker, text: "\(quoted(name)) is made here")
      findings.add(.tensorMadeLater(name), at: position, notes: [note])
    } else {
      findings.add(.unknownTensor(name, nearest: nearest(name, of: kinds)), at: position)
    }
    return nil
  }

  /// Compares the elements of a tensor with those that an operator uses, where both are known.
  func match(_ index: Int, _ elements: Int?, at position: SourcePosition, _ site: OperatorSite) {
    let entry = tensors[index]
    guard let elements, entry.hasElements, entry.tensor.elements != elements else { return }
    findings.add(
      .elementsDiffer(
        entry.tensor.name, has: entry.tensor.elements, context: site.context, reads: elements),
      at: position, notes: [entry.note])
  }

  /// The tensor of some kinds with the nearest name; nil when too many were looked for already.
  mutating func nearest(_ name: String, of kinds: [Tensor.Kind], in range: Range<Int>? = nil) -> String? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    let candidates = tensors.entries[range ?? 0..<tensors.count].lazy.map(\.tensor)
    return NearestName.of(name, among: candidates.filter { kinds.contains($0.kind) }.map(\.name))
  }

  /// The names that operators of a document give their outputs, with their places.
  static func outputs(of node: Node) -> [String: SourcePosition] {
    var found: [String: SourcePosition] = [:]
    func visit(_ node: Node) {
      for item in node["operators"]?.items ?? [] {
        if item["operators"] != nil {
          visit(item)
        } else if let name = item["output"]?["tensor"]?.text ?? item["output"]?.text ?? item["name"]?.text,
          item["op"]?.text != Operator.Kind.keyValueAppend.rawValue
        {
          found[name] = found[name] ?? item.position
        }
      }
    }
    visit(node)
    return found
  }
}
