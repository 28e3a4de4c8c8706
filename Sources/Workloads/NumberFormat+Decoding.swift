import Documents
import Quantities
import Tensors

extension MappingReader {
  /// A number format, a word or a mapping (docs/number-formats.md).
  func format(_ key: String) -> NumberFormat? {
    guard let node = nodeIfPresent(key), node.entries != nil else { return formatByName(key) }
    return MappingReader(node, context: "the format under \(quoted(key))", findings: findings).flatMap {
      FormatDecoder(reader: $0).format()
    }
  }

  func formatIfPresent(_ key: String) -> NumberFormat? { has(key) ? format(key) : nil }

  /// A format that is only an element.
  fileprivate func element(_ key: String) -> NumberFormat? {
    guard let format = formatByName(key, orBlocks: false) else { return nil }
    if format.encoding == nil { return format }
    report(.blocksAsElement(key, format), at: key)
    return nil
  }

  /// The format that a word names; without `blocks` only elements are proposed for one that names none.
  private func formatByName(_ key: String, orBlocks blocks: Bool = true) -> NumberFormat? {
    guard let node = nodeIfPresent(key), let text = node.text, !text.isEmpty, !node.isNull else {
      // Says what is missing, or is no word.
      return name(key, among: NumberFormat.allNames, kind: "format").flatMap { NumberFormat(name: $0) }
    }
    if let format = NumberFormat(name: text) { return format }
    report(.noFormat(text, orBlocks: blocks), at: key)
    return nil
  }
}

/// Reads a format that is more than a word.
private struct FormatDecoder {
  let reader: MappingReader

  func format() -> NumberFormat? {
    let element = reader.element("element")
    var encoding = FormatEncoding()
    packing(of: element, into: &encoding)
    encoding.rowMultiple = reader.integerIfPresent("row_multiple", in: 1...1 << 16)
    encoding.scale = scale()
    encoding.codebook = codebook(of: element)
    encoding.progressive = progressive(of: element)
    if encoding.progressive != nil {
      for key in ["packing", "bits_per_element", "row_multiple", "codebook"] where reader.has(key) {
        reader.report(.notTogether(key, "progressive"), at: key)
      }
    }
    if encoding.codebook != nil, reader.has("scale") {
      reader.report(.notTogether("scale", "codebook"), at: "scale")
    }
    reader.finish()
    guard let element, !reader.findings.hasErrors else { return nil }
    return encoding == FormatEncoding() ? element : NumberFormat(element, encoding)
  }

  private func packing(of element: NumberFormat?, into encoding: inout FormatEncoding) {
    if let packing = reader.mappingIfPresent("packing") {
      let elements = packing.integer("elements", in: 2...64)
      let bits = packing.integer("bits", in: 1...1_024)
      packing.finish()
      guard let elements, let bits else { return }
      encoding.pack = FormatEncoding.Pack(elements: elements, bits: bits)
      if let element, bits < element.leastBits(ofElements: elements) {
        let least = element.leastBits(ofElements: elements)
        packing.report(.packTooSmall(elements, element, bits: bits, least: least), at: "bits")
      }
    }
    guard let rate = reader.ratioIfPresent("bits_per_element", in: Ratio(1, 64)...Ratio(32)) else { return }
    if reader.has("packing") {
      reader.report(.notTogether("bits_per_element", "packing"), at: "bits_per_element")
    }
    if rate.denominator > 1_000 || element.map({ rate >= Ratio($0.bits) }) ?? false {
      reader.report(.rateOfElements(rate, element), at: "bits_per_element")
    }
    encoding.pack = FormatEncoding.Pack(elements: rate.denominator, bits: rate.numerator)
    encoding.isMean = true
  }

  private func scale() -> FormatEncoding.Scale? {
    let zeroPoint = reader.has("zero_point") ? reader.element("zero_point") : nil
    guard let scale = reader.mappingIfPresent("scale") else {
      if reader.has("zero_point") { reader.report(.zeroPointWithoutScale, at: "zero_point") }
      return nil
    }
    let format = scale.element("format")
    let count = scale.integerIfPresent("group", in: 1...1 << 31)
    let whole = scale.enumerationIfPresent("per", as: Whole.self)
    let side = scale.enumerationIfPresent("along", as: FormatEncoding.Side.self)
    let second = scale.has("second") ? scale.element("second") : nil
    scale.finish()
    switch (count, whole) {
    case (nil, nil):
      if !scale.has("group"), !scale.has("per") {
        scale.findings.add(.scaleWithoutGroup, at: scale.position)
      }
      return nil
    case (.some, .some):
      scale.report(.notTogether("per", "group"), at: "per")
      return nil
    case (_, .tensor?) where second != nil:
      scale.report(.notTogether("second", "per: tensor"), at: "second")
      return nil
    case (_, .tensor?) where side != nil:
      scale.report(.notTogether("along", "per: tensor"), at: "along")
      return nil
    default: break
    }
    let group: FormatEncoding.Group =
      switch whole {
      case .tensor?: .tensor
      case .line?: .line(side ?? .reduction)
      case nil: .elements(count ?? 1, side ?? .reduction)
      }
    return format.map { FormatEncoding.Scale(format: $0, zeroPoint: zeroPoint, second: second, group: group) }
  }

  private enum Whole: String, CaseIterable {
    case line, tensor
  }

  private func codebook(of element: NumberFormat?) -> PartFormat? {
    guard reader.has("codebook"), let entry = reader.element("codebook") else { return nil }
    if let element, element.family != .unsignedInteger || element.bits > 16 {
      reader.report(.indicesOfCodebook(element), at: "element")
    }
    return .format(entry)
  }

  private func progressive(of element: NumberFormat?) -> FormatEncoding.Progressive? {
    guard let progressive = reader.mappingIfPresent("progressive") else { return nil }
    let first = progressive.integer("first", in: 1...31)
    let isRecorded = progressive.nodeIfPresent("refetch")?.text == "recorded"
    let refetch = isRecorded ? nil : progressive.ratio("refetch", in: Ratio(0)...Ratio(1))
    let block = progressive.integer("block", in: 1...1 << 31)
    progressive.finish()
    if let first, let element, first >= element.bits {
      progressive.report(.firstBits(first, element), at: "first")
    }
    guard let first, refetch != nil || isRecorded, let block else { return nil }
    return FormatEncoding.Progressive(firstBits: first, refetched: refetch, block: block)
  }
}

extension NumberFormat {
  /// Bits that so many elements need together: those of ternary ones as digits of base 3.
  fileprivate func leastBits(ofElements count: Int) -> Int {
    guard name == "ternary" else { return count * bits }
    // 3^count is between powers of 2; 64 elements have less than 2^102 values.
    var values: UInt128 = 1
    for _ in 0..<count { values *= 3 }
    return 128 - (values - 1).leadingZeroBitCount
  }
}

extension Finding.Message {
  fileprivate static func noFormat(_ text: String, orBlocks blocks: Bool) -> Self {
    let names =
      NumberFormat.elementList + (blocks ? ", or \(NumberFormat.blockNames.joined(separator: ", "))" : "")
    let meant = NumberFormat.meant(by: text, orBlocks: blocks)
    return Self(
      .unresolvedReference,
      "no format is named \(quoted(text))\(suggestion(meant, otherwise: "there is \(names)"))")
  }

  fileprivate static func blocksAsElement(_ key: String, _ format: NumberFormat) -> Self {
    let other = key == "element" ? ", or \(format) alone in place of the mapping" : ""
    return Self(
      .inconsistent,
      "\(quoted(key)) is \(format), blocks of \(format.element) with a scale, and elements stand here; write \(format.element)"
        + other)
  }

  fileprivate static func notTogether(_ key: String, _ other: String) -> Self {
    Self(.inconsistent, "\(quoted(key)) cannot stand beside \(quoted(other)); leave one of them out")
  }

  fileprivate static func packTooSmall(_ count: Int, _ element: NumberFormat, bits: Int, least: Int) -> Self {
    Self(
      .outOfRange,
      "'bits' is \(bits), and \(count) elements of \(element) need \(least); make it at least that")
  }

  fileprivate static func rateOfElements(_ rate: Ratio, _ element: NumberFormat?) -> Self {
    let bits = element.map { "less than the \(counted($0.bits, "bit")) of \($0), and " } ?? ""
    return Self(
      .outOfRange, "'bits_per_element' is \(rate); it must be \(bits)a fraction over at most 1000")
  }

  fileprivate static let zeroPointWithoutScale = Self(
    .inconsistent, "'zero_point' needs a 'scale', whose groups it shares")

  fileprivate static let scaleWithoutGroup = Self(
    .missingKey,
    "'scale' does not say what shares one; add 'group' (a number of elements) or 'per' (line or tensor)")

  fileprivate static func indicesOfCodebook(_ element: NumberFormat) -> Self {
    Self(
      .inconsistent,
      "'element' is \(element), and the indices of a 'codebook' are unsigned; write uint1 to uint16")
  }

  fileprivate static func firstBits(_ first: Int, _ element: NumberFormat) -> Self {
    Self(
      .outOfRange,
      "'first' is \(first), and \(element) has \(counted(element.bits, "bit")); it must leave some for later")
  }
}
