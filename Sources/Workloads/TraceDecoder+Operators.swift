import Documents
import Quantities

extension TraceDecoder {
  /// An item of `operators`: a group has operators of its own.
  mutating func read(_ item: Node) {
    let isGroup = item["operators"] != nil
    let what = isGroup ? "group" : "operator"
    let context = item["name"]?.text.map { "\(what) \(quoted($0))" } ?? "the \(what)"
    guard let reader = MappingReader(item, context: context, findings: findings) else { return }
    if isGroup { readGroup(reader) } else { readOperator(reader) }
  }

  private mutating func readOperator(_ reader: MappingReader) {
    let written = reader.text("name")
    // Without a name its tensors have none either, and nobody can tell that they exist.
    let isDuplicate = written.map { isDuplicateOperator($0, reader) } ?? true
    let name = written ?? ""
    noteRules(name)
    if !reader.has("op") { suggestOperators(reader) }
    let kind = operatorKind(reader)
    let ownRepeat = reader.integer("repeat", in: TraceLimits.sizes, default: 1)
    let phase = reader.identifierIfPresent("phase") ?? scope.phase
    let mapping =
      reader.nodeIfPresent("mapping").map {
        MappingDirectives.decode(
          $0, context: "mapping of \(reader.context)", kind: kind, findings: findings)
      } ?? MappingDirectives()
    let site = OperatorSite(
      reader: reader, name: name, executions: executions(ownRepeat, at: reader.position),
      groupExecutions: scope.executions, isDuplicate: isDuplicate)
    guard let kind else {
      // Its output exists for those that read it, though nothing is known of it.
      _ = output(site, elements: nil)
      return
    }
    let parts = parts(of: kind, site)
    reader.finish()
    guard let body = parts.body else { return }
    let line = Operator(
      name: name, kind: kind, phase: phase, executions: site.executions, groups: scope.groups, body: body,
      input: parts.input, weight: parts.weight, parameters: parts.parameters, output: parts.output,
      outputOffset: parts.outputOffset, mapping: mapping, position: reader.position)
    totals.add("MACs", [line.executions, line.denseMACs], at: line.position)
    totals.add("executions", [line.executions], at: line.position)
    operators.append(line)
  }

  private mutating func parts(of kind: Operator.Kind, _ site: OperatorSite) -> OperatorParts {
    switch kind {
    case .conv2d: convolution(site)
    case .matmul: matrixProduct(site)
    case .pooling: pooling(site)
    case .normalization: normalization(site)
    case .softmax: softmax(site)
    case .activation: activation(site)
    case .elementwise: elementwise(site)
    case .embedding: embedding(site)
    case .keyValueAppend: keyValueAppend(site)
    case .keyValueRead: keyValueRead(site)
    }
  }

  private func operatorKind(_ reader: MappingReader) -> Operator.Kind? {
    if let node = reader.nodeIfPresent("op"), let word = node.text, Operator.Kind(rawValue: word) == nil,
      let advice = OperatorWord.advice(word)
    {
      findings.add(.otherToolsOperator(word, advice), at: node.position)
      return nil
    }
    return reader.enumeration("op", as: Operator.Kind.self)
  }

  /// Of what has no `op`, the other keys' meaning is unknown; it may be a group with `operators` misspelt.
  private func suggestOperators(_ reader: MappingReader) {
    for key in reader.keys where key != "name" {
      guard let nearest = NearestName.of(key, among: ["op", "operators"]) else { continue }
      findings.add(.misspelt(key, in: reader.context, nearest: nearest), at: reader.keyPosition(of: key))
    }
  }

  private mutating func isDuplicateOperator(_ name: String, _ reader: MappingReader) -> Bool {
    if let first = operatorPositions[name] {
      let note = Finding.Note(position: first, text: "the first is here")
      findings.add(.duplicate("an operator", name), at: reader.position(of: "name"), notes: [note])
      return true
    }
    operatorPositions[name] = reader.position(of: "name")
    return false
  }

  /// The executions of something that runs `repeats` times in the groups around it.
  func executions(_ repeats: Int, at position: SourcePosition) -> Int {
    checked(TraceLimits.product([scope.executions, repeats]), .tooManyExecutions, at: position) ?? 1
  }

  /// The elements of an operand, within the limit.
  func elements(_ operand: String, _ site: OperatorSite, _ factors: [Int]) -> Int? {
    checked(
      TraceLimits.product(factors, limit: TraceLimits.elements),
      .tooManyElements("the \(operand) of \(site.context)"), at: site.position)
  }

  /// The operations of one execution.
  func operations(_ site: OperatorSite, _ factors: [Int]) -> Int? {
    checked(TraceLimits.product(factors), .tooManyOperations(site.context), at: site.position)
  }

  /// A product that had to fit; reported where it did not.
  func checked(
    _ product: Int?, _ message: @autoclosure () -> Finding.Message, at position: SourcePosition
  ) -> Int? {
    if product == nil { findings.add(message(), at: position) }
    return product
  }
}
