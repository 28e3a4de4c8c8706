import Documents
import Quantities

extension DRAMDecoder {
  /// The order of the address's fields; nil after findings.
  static func decodeOrder(_ reader: MappingReader, _ organization: DRAMOrganization?) -> [DRAMAddressMap
    .Part]?
  {
    guard reader.has("mapping") else {
      reader.findings.add(.noMapping, at: reader.position)
      return nil
    }
    guard let text = reader.text("mapping"), let node = reader.nodeIfPresent("mapping") else { return nil }
    var parts: [DRAMAddressMap.Part] = []
    var isWhole = true
    for word in text.split(separator: " ") {
      let position = place(of: word.startIndex, in: text, node)
      guard let part = part(String(word), at: position, reader.findings) else {
        isWhole = false
        continue
      }
      parts.append(part)
    }
    guard isWhole else { return nil }
    guard let organization else { return parts }
    let isRight = DRAMAddressMap.Field.allCases.allSatisfy { field in
      check(field, parts.filter { $0.field == field }, organization, reader)
    }
    return isRight ? parts : nil
  }

  /// Where a word of a text stands; a quoted text begins behind its quote.
  private static func place(of index: String.Index, in text: String, _ node: Node) -> SourcePosition {
    let offset = text.unicodeScalars.distance(from: text.startIndex, to: index)
    var quote = 0
    if case .scalar(_, isPlain: false) = node.content { quote = 1 }
    let start = node.position
    guard !start.file.hasPrefix("--set ") else { return start }
    return SourcePosition(file: start.file, line: start.line, column: start.column + offset + quote)
  }

  private static func part(
    _ word: String, at position: SourcePosition, _ findings: Findings
  ) -> DRAMAddressMap.Part? {
    let pieces = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let field = DRAMAddressMap.Field(rawValue: pieces[0]) else {
      findings.add(.noField(pieces[0]), at: position)
      return nil
    }
    guard pieces.count > 1 else { return DRAMAddressMap.Part(field) }
    guard pieces.count == 2, let bits = Int(pieces[1]), "\(bits)" == pieces[1], (1...63).contains(bits) else {
      findings.add(.noBits(word, field.rawValue), at: position)
      return nil
    }
    return DRAMAddressMap.Part(field, bits: bits)
  }

  /// Whether the parts of a field have its bits, each once.
  private static func check(
    _ field: DRAMAddressMap.Field, _ parts: [DRAMAddressMap.Part], _ organization: DRAMOrganization,
    _ reader: MappingReader
  ) -> Bool {
    let bits = organization.bits(of: field)
    let name = field.rawValue
    if parts.isEmpty {
      guard bits > 0 else { return true }
      reader.report(.fieldMissing(name, count: organization.count(of: field)), at: "mapping")
      return false
    }
    let open = parts.count { $0.bits == nil }
    guard open <= 1 else {
      reader.report(.fieldTwice(name), at: "mapping")
      return false
    }
    let stated = parts.reduce(0) { $0 + ($1.bits ?? 0) }
    guard open == 1 ? stated <= bits : stated == bits else {
      reader.report(
        .wrongBits(name, stated: stated, bits: bits, count: organization.count(of: field), isOpen: open == 1),
        at: "mapping")
      return false
    }
    return true
  }

  /// What changes fields by the bits of others; nil after findings.
  static func decodeHashes(
    _ reader: MappingReader, _ organization: DRAMOrganization?
  ) -> [DRAMAddressMap.Hash]? {
    guard reader.has("hash") else { return [] }
    guard let items = reader.sequenceIfPresent("hash") else { return nil }
    guard items.count <= DRAMLimits.hashes else {
      reader.report(.tooManyHashes(items.count), at: "hash")
      return nil
    }
    var places: [SourcePosition] = []
    let read = items.enumerated().map { place, item -> DRAMAddressMap.Hash? in
      places.append(item.position)
      guard let item = MappingReader(item, context: "hash[\(place)]", findings: reader.findings) else {
        return nil
      }
      let field = item.enumeration("field", as: DRAMAddressMap.Field.self)
      let by = item.enumeration("by", as: DRAMAddressMap.Field.self)
      let shift = item.integer("shift", in: DRAMLimits.shift, default: 0)
      item.finish()
      guard let field, let by else { return nil }
      return check(DRAMAddressMap.Hash(field: field, by: by, shift: shift), organization, item)
    }
    let hashes = read.compactMap(\.self)
    guard hashes.count == read.count else { return nil }
    for (hash, place) in zip(hashes, places) where hashes.contains(where: { $0.field == hash.by }) {
      reader.findings.add(.hashedByHashed(hash.field.rawValue, by: hash.by.rawValue), at: place)
      return nil
    }
    return hashes
  }

  private static func check(
    _ hash: DRAMAddressMap.Hash, _ organization: DRAMOrganization?, _ reader: MappingReader
  ) -> DRAMAddressMap.Hash? {
    guard let organization else { return hash }
    let (width, other) = (organization.bits(of: hash.field), organization.bits(of: hash.by))
    guard width > 0, hash.shift < other else {
      reader.report(.hashWithoutEffect(hash, width: width, bits: other), at: width == 0 ? "field" : "shift")
      return nil
    }
    return hash
  }
}
