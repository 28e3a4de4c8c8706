import Documents

extension TraceDecoder {
  mutating func readGroup(_ reader: MappingReader) {
    let name = reader.text("name")
    let repeats = reader.integer("repeat", in: TraceLimits.sizes, default: 1)
    let phase = reader.identifierIfPresent("phase") ?? scope.phase
    let carry = reader.mappingIfPresent("carry", context: "carry of \(reader.context)")
    let items = reader.sequence("operators") ?? []
    if let name { checkGroupName(name, reader) }
    if items.isEmpty, reader.node["operators"]?.items != nil { reader.report(.noOperators, at: "operators") }

    let outer = scope
    let (firstTensor, firstRead) = (tensors.count, reads.count)
    scope.groups.append(Operator.Group(name: name ?? "", executions: repeats))
    scope.executions = executions(repeats, at: reader.position(of: "repeat"))
    scope.phase = phase
    for item in items { read(item) }
    scope = outer
    if let carry {
      check(carry, of: name ?? "", firstTensor: firstTensor, reads: Set(reads[firstRead...]))
    }
    reader.finish()
  }

  private mutating func checkGroupName(_ name: String, _ reader: MappingReader) {
    let position = reader.position(of: "name")
    guard let first = groupPositions[name] else {
      groupPositions[name] = position
      return
    }
    let note = Finding.Note(position: first, text: "the first is here")
    findings.add(.duplicate("a group", name), at: position, notes: [note])
  }

  /// `carry: {LATER: EARLIER}`: LATER is made in the group, EARLIER before it and read in it.
  private mutating func check(_ carry: MappingReader, of group: String, firstTensor: Int, reads: Set<Int>) {
    var taken: Set<Int> = []
    for entry in carry.node.entries ?? [] {
      let key = entry.key
      let later = tensors.index(of: key).flatMap { $0 >= firstTensor ? $0 : nil }
      if later == nil {
        let candidate = nearest(key, of: [.activation], in: firstTensor..<tensors.count)
        findings.add(.carryNotMadeInside(key, nearest: candidate), at: entry.keyPosition)
      }
      let value = ScalarReader(entry.value, named: key, findings: findings)
      guard let earlierName = value.text() else { continue }
      let earlier = tensors.index(of: earlierName).flatMap { $0 < firstTensor ? $0 : nil }
      guard let earlier else {
        let candidate = nearest(earlierName, of: [.activation], in: 0..<firstTensor)
        findings.add(.carryNotMadeBefore(earlierName, nearest: candidate), at: entry.value.position)
        continue
      }
      if !taken.insert(earlier).inserted { findings.add(.carryTwice(earlierName), at: entry.value.position) }
      if !reads.contains(earlier) { findings.add(.carryNotRead(earlierName), at: entry.value.position) }
      guard let later else { continue }
      compare(later, earlier, at: entry.keyPosition)
      carries.append(Trace.Carry(group: group, later: later, earlier: earlier))
    }
  }

  private func compare(_ later: Int, _ earlier: Int, at position: SourcePosition) {
    let (made, replaced) = (tensors[later], tensors[earlier])
    for tensor in [made.tensor, replaced.tensor] where tensor.kind != .activation {
      findings.add(
        .wrongKind(tensor.name, tensor.kind, key: "carry", expected: "activations"), at: position)
      return
    }
    guard made.hasElements, replaced.hasElements else { return }
    if !(made.zeros?.isSame(as: replaced.zeros) ?? (replaced.zeros == nil)) {
      findings.add(
        .carryDiffersInZeros(made.tensor.name, replaced.tensor.name), at: position,
        notes: [made.note, replaced.note])
    }
    if made.tensor.elements != replaced.tensor.elements || made.tensor.format != replaced.tensor.format {
      findings.add(
        .carryDiffers(made.tensor, replaced.tensor), at: position, notes: [made.note, replaced.note])
    }
  }
}

extension TensorTable.Entry {
  /// Where the tensor comes from, for a finding about its use.
  var note: Finding.Note {
    Finding.Note(position: position, text: "\(quoted(tensor.name)) comes from here")
  }
}
