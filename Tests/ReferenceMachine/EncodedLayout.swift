import Tensors
import Workloads

/// A tensor of an encoded format in its memory, field by field (docs/model.md, 12).
struct EncodedLayout {
  /// Bits of the memory, and which elements they belong to in a load and in a store.
  struct Field {
    var bits: Range<Int>
    var owners: [Int]
    var isOfStores = true
    var isOfLoads = true
    /// Of all elements, whichever they are.
    var isCommon = false
  }

  /// What the fields of a part are.
  enum Kind {
    case data, otherBits, scales, secondScale, zeroPoints, table
  }

  /// A part of the tensor; its fields in the order of their addresses.
  struct Part {
    var kind: Kind
    var fields: [Field]
    var isMetadata: Bool { kind != .data && kind != .otherBits }
  }

  private(set) var parts: [Part] = []
  private let address: Int
  /// The element of the tensor that is the operand's first one.
  let firstElement: Int
  /// Bits of an entry of the table, and of those that come on demand; 0 where there are none.
  private(set) var entryBits = 0
  private(set) var lowBits = 0
  /// By element of the tensor, the number of its field in its part.
  private var scaleOf: [Int: Int] = [:]
  private var lowBitsOf: [Int: Int] = [:]

  /// - Parameter request: The bytes at whose multiples parts begin.
  init(_ tensor: EncodedTensor, address: Int, request: Int) throws {
    self.address = address
    firstElement = tensor.firstElement
    guard let encoding = tensor.format.encoding else {
      throw ReferenceFailure(description: "a format without an encoding is encoded")
    }
    let (shape, bits) = (tensor.shape, tensor.format.bits)
    var byte = address
    func add(_ fields: [(at: Int, width: Int, owners: [Int])], padding: Int = 0, _ kind: Kind) {
      if !parts.isEmpty { while !byte.isMultiple(of: request) { byte += 1 } }
      let laid = fields.map { field in
        Field(bits: 8 * byte + field.at..<8 * byte + field.at + field.width, owners: field.owners)
      }
      parts.append(Part(kind: kind, fields: laid))
      while 8 * byte < (laid.map(\.bits.upperBound).max() ?? 0) + padding { byte += 1 }
    }
    /// Fields of one width side by side.
    func row(_ owners: [[Int]], width: Int) -> [(at: Int, width: Int, owners: [Int])] {
      owners.enumerated().map { ($0 * width, width, $1) }
    }
    let packs = Self.packs(encoding, shape, bits: bits)
    add(packs.fields, padding: packs.padding, .data)
    if let progressive = encoding.progressive {
      add(row((0..<shape.elements).map { [$0] }, width: bits - progressive.firstBits), .otherBits)
      for element in 0..<shape.elements {
        let block = element / progressive.block
        if let share = progressive.refetched {
          let before = block * share.numerator / share.denominator
          let behind = (block + 1) * share.numerator / share.denominator
          parts[1].fields[element].isOfLoads = behind > before
        } else {
          let neighbours = block * progressive.block..<min((block + 1) * progressive.block, shape.elements)
          parts[1].fields[element].isOfLoads = neighbours.contains { one in
            tensor.record.map { $0[one / $0.columns, one % $0.columns] } ?? false
          }
        }
      }
    }
    if let scale = encoding.scale {
      func addOfGroups(_ format: NumberFormat, _ kind: Kind) {
        add(row(Self.groups(scale.group, shape), width: format.bits), kind)
        if scale.group == .tensor { parts[parts.count - 1].fields[0].isCommon = true }
      }
      addOfGroups(scale.format, .scales)
      if let second = scale.second {
        add([(0, second.bits, Array(0..<shape.elements))], .secondScale)
        parts[parts.count - 1].fields[0].isCommon = true
      }
      if let zeroPoint = scale.zeroPoint { addOfGroups(zeroPoint, .zeroPoints) }
    }
    if let codebook = encoding.codebook {
      let entries = (0..<bits).reduce(1) { size, _ in 2 * size }
      add([(0, entries * codebook.format.bits, Array(0..<shape.elements))], .table)
      parts[parts.count - 1].fields[0].isOfStores = false
      parts[parts.count - 1].fields[0].isCommon = true
      entryBits = codebook.format.bits
    }
    for part in parts where part.kind == .scales || part.kind == .otherBits {
      for (field, laid) in part.fields.enumerated() {
        for owner in laid.owners {
          if part.kind == .scales { scaleOf[owner] = field } else { lowBitsOf[owner] = field }
        }
      }
      if part.kind == .otherBits { lowBits = part.fields.first?.bits.count ?? 0 }
    }
  }

  /// A part by what it is; nil where the tensor has none.
  func part(_ kind: Kind) -> Part? { parts.first { $0.kind == kind } }

  /// The field of the scale that an element of the operand has.
  func scaleField(of element: Int) -> Int? { scaleOf[firstElement + element] }

  /// The field of the bits that come on demand.
  func lowField(of element: Int) -> Int? { lowBitsOf[firstElement + element] }

  /// The fields of the data, and the bits behind the last one that are the part's, too.
  private static func packs(
    _ encoding: FormatEncoding, _ shape: EncodedShape, bits: Int
  ) -> (fields: [(at: Int, width: Int, owners: [Int])], padding: Int) {
    let pack = encoding.pack ?? .init(elements: 1, bits: encoding.progressive?.firstBits ?? bits)
    let columns = encoding.rowMultiple == nil ? shape.elements : shape.columns
    let rows = cuts(of: shape.elements, by: columns)
    var fields: [(at: Int, width: Int, owners: [Int])] = []
    var start = 0
    var padding = 0
    for row in rows {
      var at = start
      for elements in cuts(of: row, by: pack.elements) {
        fields.append((at, pack.bits, Array(elements)))
        at += pack.bits
      }
      start = at
      while !start.isMultiple(of: encoding.rowMultiple ?? 1) { start += 1 }
      // Only of whole rows the end is padded.
      padding = row.count == columns ? start - at : 0
    }
    return (fields, padding)
  }

  /// The elements of each group, in the order of the groups' numbers: line by line, where lines are interleaved one
  /// group of each after the other.
  private static func groups(_ group: FormatEncoding.Group, _ shape: EncodedShape) -> [[Int]] {
    let line: EncodedShape.Line
    let size: Int
    switch group {
    case .tensor: return [Array(0..<shape.elements)]
    case .elements(let count, let side):
      line = side == .reduction ? shape.reduction : shape.output
      size = count
    case .line(let side):
      line = side == .reduction ? shape.reduction : shape.output
      size = line.length
    }
    var groups: [[Int]] = []
    for lines in cuts(of: shape.elements, by: line.length * line.inner) {
      for positions in cuts(of: line.length, by: size) {
        for inner in 0..<line.inner {
          groups.append(positions.map { lines.lowerBound + $0 * line.inner + inner })
        }
      }
    }
    return groups
  }

  /// The fields of a part that a transfer of some elements of the operand moves.
  func fields(_ part: Part, of elements: Set<Int>, isStore: Bool) -> [Field] {
    part.fields.filter { field in
      (isStore ? field.isOfStores : field.isOfLoads)
        && field.owners.contains { elements.contains($0 - firstElement) }
    }
  }

  /// A place for the value of an element, where no bit of any tensor is.
  func key(_ element: Int, memory: Int) -> MemoryImage.Key {
    MemoryImage.Key(memory: memory, bit: -1 - (address << 24 + firstElement + element))
  }
}
