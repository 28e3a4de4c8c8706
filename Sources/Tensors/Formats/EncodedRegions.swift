import Quantities

/// Where every bit of a tensor of an encoded format lies (docs/model.md, 12).
public struct EncodedRegions: Sendable {
  /// The parts of a tensor, in the order in which they lie.
  public enum Part: CaseIterable, Hashable, Sendable {
    case data, otherBits, scales, secondScale, zeroPoints, table

    /// Whether it is no part of the elements themselves.
    public var isMetadata: Bool { self != .data && self != .otherBits }
  }

  /// Bits of a part that a transfer moves, ascending.
  public struct Moved: Sendable {
    public var part: Part
    public var bits: ElementRanges
    /// Whether they belong to all elements of the tensor.
    public var isOfAllElements: Bool
  }

  private let shape: EncodedShape
  private let encoding: FormatEncoding
  /// The first bit of each part, and the bits of a field of it.
  private var parts: [(part: Part, start: Int, field: Int)] = []
  private let pack: FormatEncoding.Pack
  /// Elements of a row, and the bits from one to the next.
  private let rowElements: Int
  private let rowBits: Int
  private let groups: ElementGroups?
  /// The blocks whose other bits a load fetches, where a record says so.
  private let refetched: [Bool]
  /// The first byte behind all of it.
  public private(set) var end: Int
  /// Bits of the fields of all parts, without what is between them.
  public private(set) var dataBits = 0
  public private(set) var metadataBits = 0

  /// Parts from `base` on, each but the first at a multiple of a memory's `request`.
  ///
  /// A record says of a progressive tensor, as it lies, which elements are fetched whole. Nil where the format is not
  /// encoded, and beyond what can be counted.
  public init?(
    _ format: NumberFormat, _ shape: EncodedShape, base: Int, request: Int, record: OccupancyMask? = nil
  ) {
    guard let encoding = format.encoding else { return nil }
    refetched =
      record.flatMap { record in encoding.progressive.map { record.anyOfBlocks(of: $0.block) } } ?? []
    self.shape = shape
    self.encoding = encoding
    let elementBits = encoding.progressive?.firstBits ?? format.bits
    pack = encoding.pack ?? FormatEncoding.Pack(elements: 1, bits: elementBits)
    rowElements = encoding.rowMultiple == nil ? shape.elements : shape.columns
    let packs = ceilingDivision(rowElements, by: pack.elements)
    let multiple = encoding.rowMultiple ?? 1
    guard let packed = Self.product(packs, pack.bits),
      let row = Self.product(ceilingDivision(packed, by: multiple), multiple)
    else { return nil }
    rowBits = row
    groups = encoding.scale.flatMap { shape.groups($0.group) }
    end = base
    // The last row ends with its last pack.
    let (rows, rest) = shape.elements.quotientAndRemainder(dividingBy: max(1, rowElements))
    guard let allRows = Self.product(rows, rowBits), let scales = encoding.scale.map(scaleCount) ?? 0 else {
      return nil
    }
    let data = allRows + ceilingDivision(rest, by: pack.elements) * pack.bits
    var fields: [(Part, bits: Int, count: Int)] = []
    if let progressive = encoding.progressive {
      fields.append((.otherBits, format.bits - progressive.firstBits, shape.elements))
    }
    if let scale = encoding.scale {
      fields.append((.scales, scale.format.bits, scales))
      if let second = scale.second { fields.append((.secondScale, second.bits, 1)) }
      if let zeroPoint = scale.zeroPoint { fields.append((.zeroPoints, zeroPoint.bits, scales)) }
    }
    if let codebook = encoding.codebook {
      fields.append((.table, codebook.format.bits << format.bits, 1))
    }
    guard add(.data, bits: data, field: pack.bits, request: request) else { return nil }
    for (part, bits, count) in fields {
      guard let all = Self.product(bits, count), add(part, bits: all, field: bits, request: request) else {
        return nil
      }
    }
  }

  private func scaleCount(_ scale: FormatEncoding.Scale) -> Int? {
    groups.map { $0.count(elements: shape.elements) } ?? 1
  }

  private mutating func add(_ part: Part, bits: Int, field: Int, request: Int) -> Bool {
    let start = parts.isEmpty ? end : ceilingDivision(end, by: request) * request
    guard start < 1 << 58, bits < 1 << 60 else { return false }
    parts.append((part, start * 8, field))
    end = start + ceilingDivision(bits, by: 8)
    switch part {
    case .data, .otherBits: dataBits += bits
    case .scales, .secondScale, .zeroPoints, .table: metadataBits += bits
    }
    return true
  }

  private static func product(_ left: Int, _ right: Int) -> Int? {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow || product >= 1 << 60 ? nil : product
  }
}

extension EncodedRegions {
  /// The bits of each part that belong to elements of a tile.
  ///
  /// A load fetches the other bits of some blocks only and needs the table; a store has all bits and no table.
  public func moved(_ tile: ElementRanges, isStore: Bool) -> [Moved] {
    parts.compactMap { part, start, field in
      switch part {
      case .data: return Moved(part: part, bits: packs(tile, from: start), isOfAllElements: false)
      case .otherBits:
        let bits = otherBits(tile, from: start, bits: field, isStore)
        return Moved(part: part, bits: bits, isOfAllElements: false)
      case .scales, .zeroPoints:
        return Moved(
          part: part, bits: fields(groupNumbers(tile), from: start, bits: field),
          isOfAllElements: groups == nil)
      case .secondScale:
        return Moved(part: part, bits: one(tile, from: start, bits: field), isOfAllElements: true)
      case .table:
        guard !isStore, !tile.ranges.isEmpty else { return nil }
        return Moved(part: part, bits: one(tile, from: start, bits: field), isOfAllElements: true)
      }
    }
  }

  /// A field that belongs to all elements.
  private func one(_ tile: ElementRanges, from start: Int, bits: Int) -> ElementRanges {
    var field = ElementRanges()
    if !tile.ranges.isEmpty { field.add(start, bits) }
    return field
  }

  private func groupNumbers(_ tile: ElementRanges) -> ElementRanges {
    if let groups { return groups.numbers(of: tile) }
    var one = ElementRanges()
    if !tile.ranges.isEmpty { one.add(0, 1) }
    return one
  }

  private func fields(_ numbers: ElementRanges, from start: Int, bits: Int) -> ElementRanges {
    var fields = ElementRanges()
    for range in numbers.ranges { fields.add(start + range.lowerBound * bits, range.count * bits) }
    return fields
  }

  private func packs(_ tile: ElementRanges, from start: Int) -> ElementRanges {
    var bits = ElementRanges()
    func add(row: Int, _ columns: Range<Int>) {
      let first = columns.lowerBound / pack.elements
      let last = (columns.upperBound - 1) / pack.elements
      bits.add(start + row * rowBits + first * pack.bits, (last + 1 - first) * pack.bits)
    }
    tile.forEachPiece(columns: rowElements) { rows, columns in
      for row in rows { add(row: row, columns) }
    }
    return bits
  }

  private func otherBits(
    _ tile: ElementRanges, from start: Int, bits: Int, _ isStore: Bool
  ) -> ElementRanges {
    guard let progressive = encoding.progressive, !isStore else {
      return fields(tile, from: start, bits: bits)
    }
    var found = ElementRanges()
    for range in tile.ranges {
      let block = progressive.block
      for index in range.lowerBound / block...(range.upperBound - 1) / block
      where refetched.isEmpty ? progressive.refetches(block: index) : refetched[index] {
        let elements = range.clamped(to: index * block..<(index + 1) * block)
        found.add(start + elements.lowerBound * bits, elements.count * bits)
      }
    }
    return found
  }
}
