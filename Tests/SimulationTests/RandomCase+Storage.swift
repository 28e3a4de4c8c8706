import Hardware
import Tensors
import TestFiles
import Workloads

extension RandomCase {
  /// Lets tensors lie without their zeros, sometimes; all of them get other places then.
  mutating func drawStorage(_ random: inout RandomNumbers) {
    guard random.chance(design.array.choosesPlaces || design.array.sparsity.skips ? 90 : 30) else {
      return
    }
    var tensors = Operand.allCases.compactMap { operand -> DrawnTensor? in
      let isStorable = random.chance(85)
      guard isStorable, let elements = work.storableElements(operand) else { return nil }
      return random.tensor(of: [(work, operand)], elements: elements, isParameter: operand == .weight)
    }
    random.drawStorage(&design, &tensors)
    for tensor in tensors where tensor.stored != nil { work.store(tensor.stored, as: tensor.operand) }
    if !work.stored.isEmpty { random.place(&work, on: design) }
  }
}

/// A tensor of a case, before and after its format is known.
struct DrawnTensor {
  /// The first operand that it is.
  var operand: Operand
  var isParameter: Bool
  /// Whether some product has it as its weight.
  var isWeight: Bool
  var mask: OccupancyMask
  /// Of a product's weight: along which side of the mask k lies.
  var reduction: MaskAxis?
  var stored: StoredTensor?
}

extension ProcessingArray {
  /// Whether it is a systolic array of N:M weights.
  fileprivate var choosesPlaces: Bool { if case .systolic = self { sparsity.pattern != nil } else { false } }
}

extension Work {
  /// The elements of an operand that may lie without zeros; nil of one that never does.
  func storableElements(_ operand: Operand) -> Int? {
    switch body {
    case .product(let product, _):
      switch operand {
      case .input: product.inputElements
      case .weight: product.weightElements
      case .output: product.outputElements
      }
    case .vector(let vector):
      switch operand {
      case .input: if case .gather = vector.input { nil } else { vector.input.extent(units: vector.units) }
      case .weight: vector.weight?.extent(units: vector.units)
      case .output: vector.output.extent(units: vector.units)
      }
    }
  }

  /// Lets an operand lie in a format, or dense; a product finds those zeros that are stored.
  mutating func store(_ tensor: StoredTensor?, as operand: Operand) {
    switch operand {
    case .input: stored.input = tensor
    case .weight: stored.weight = tensor
    case .output: stored.output = tensor
    }
    guard let tensor, case .product(let product, _) = body, operand != .output else { return }
    var zeros: [[Int]: Bool] = [:]
    let mask = tensor.mask
    for (element, at) in product.maskPlaces(operand).enumerated() {
      zeros[[at.row, at.column]] = mask[element / mask.columns, element % mask.columns]
    }
    if operand == .input {
      self.zeros.input = OccupancyMask(
        rows: product.images * product.inputHeight * product.inputWidth * product.groups,
        columns: product.channels
      ) { zeros[[$0, $1]]! }
    } else {
      self.zeros.weight = OccupancyMask(rows: product.groups * product.filters, columns: product.k) {
        zeros[[$0, $1]]!
      }
    }
  }
}

extension Product {
  /// For each element of a factor, in the order in which they lie in memory, its place in `ProductZeros`.
  func maskPlaces(_ operand: Operand) -> [(row: Int, column: Int)] {
    var places: [(row: Int, column: Int)] = []
    let (g, f, c) = (0..<groups, 0..<filters, 0..<channels)
    if operand == .input {
      func visit(_ image: Int, _ row: Int, _ column: Int, _ group: Int) {
        for channel in c {
          places.append(
            (((image * inputHeight + row) * inputWidth + column) * groups + group, channel))
        }
      }
      let (rows, columns) = (0..<inputHeight, 0..<inputWidth)
      for image in 0..<images {
        switch layout.input {
        case .groupsInside:
          for row in rows { for column in columns { for group in g { visit(image, row, column, group) } } }
        case .groupsOutside:
          for group in g { for row in rows { for column in columns { visit(image, row, column, group) } } }
        }
      }
      return places
    }
    func visit(_ group: Int, _ filter: Int, _ index: Int) { places.append((group * filters + filter, index)) }
    switch layout.weight {
    case .filtersOutside:
      for group in g { for filter in f { for index in 0..<k { visit(group, filter, index) } } }
    case .filtersInside:
      for group in g { for index in 0..<k { for filter in f { visit(group, filter, index) } } }
    case .filtersThenGroups:
      for filter in f { for group in g { for index in 0..<k { visit(group, filter, index) } } }
    case .channelsThenGroups:
      for index in 0..<k { for group in g { for filter in f { visit(group, filter, index) } } }
    }
    return places
  }

  /// The columns of a weight that lies as its layout says, and whether k is along them.
  var weightLines: (count: Int, reduction: MaskAxis) {
    switch layout.weight {
    case .filtersOutside: (k, .columns)
    case .filtersInside: (filters, .rows)
    case .filtersThenGroups: (groups * k, .columns)
    case .channelsThenGroups: (groups * filters, .rows)
    }
  }
}

extension RandomNumbers {
  /// A tensor with zeros, as several operands use it; nil if one of them knows that it has none.
  mutating func tensor(
    of uses: [(work: Work, operand: Operand)], elements: Int, isParameter: Bool
  ) -> DrawnTensor? {
    let (work, operand) = uses[0]
    var columns = pick((1...elements).filter { elements.isMultiple(of: $0) })
    var flat: [Bool]?
    var reduction: MaskAxis?
    if case .product(let product, _) = work.body, operand != .output, uses.count == 1 {
      guard let mask = operand == .input ? work.zeros.input : work.zeros.weight else { return nil }
      flat = product.maskPlaces(operand).map { mask[$0.row, $0.column] }
      if operand == .weight {
        reduction = product.weightLines.reduction
        columns = product.weightLines.count
      } else if chance(60) {
        columns = product.channels * (product.layout.input == .groupsInside ? product.groups : 1)
      }
    }
    let percent = pick([0, 5, 20, 50, 50, 80, 100])
    let mask = OccupancyMask(rows: elements / columns, columns: columns) { row, column in
      flat?[row * columns + column] ?? chance(percent)
    }
    return DrawnTensor(
      operand: operand, isParameter: isParameter, isWeight: uses.contains { $0.operand == .weight },
      mask: mask, reduction: reduction)
  }

  /// Formats for the tensors; what a format cannot hold lies dense.
  mutating func drawStorage(_ design: inout Design, _ tensors: inout [DrawnTensor]) {
    let sparsity = design.array.sparsity
    for isParameter in [true, false] where chance(isParameter && design.array.choosesPlaces ? 95 : 90) {
      let own = tensors.filter { $0.isParameter == isParameter }
      let isSkipped =
        (!isParameter && sparsity.input == .skip)
        || (sparsity.weight == .skip && own.contains(where: \.isWeight))
      let isKept = isSkipped && chance(85)
      let kind = Storage.Kind(
        format: storageFormat(of: own, pattern: isParameter ? sparsity.pattern : nil, isKept: isKept),
        isKept: isKept)
      if isParameter { design.storage.weight = kind } else { design.storage.activation = kind }
      for number in tensors.indices where tensors[number].isParameter == isParameter {
        let mask = tensors[number].mask
        guard (try? kind.format.size(of: mask, elementBits: 8)) != nil else { continue }
        tensors[number].stored = StoredTensor(mask: mask, format: kind.format)
      }
    }
  }

  /// A format that holds most of some tensors.
  private mutating func storageFormat(
    of tensors: [DrawnTensor], pattern: ArraySparsity.WeightPattern?, isKept: Bool
  ) -> StorageFormat {
    let masks = tensors.map(\.mask)
    func width(_ positions: (OccupancyMask) -> Int) -> Int? {
      guard chance(50) else { return nil }
      let needed = masks.map { mask in (0...30).first { 1 << $0 >= positions(mask) } ?? 31 }
      return (needed.max() ?? 0) + integer(0...3)
    }
    if let pattern, chance(55) {
      return groupIndices(
        of: masks, size: pattern.groupSize, axis: tensors.compactMap(\.reduction).first ?? .columns)
    }
    switch integer(0...(isKept ? 12 : 17)) {
    case 0, 1: return .bitmask
    case 2, 3:
      return .runLength(
        runBits: integer(0...5), lines: pick(MaskAxis.allCases),
        pointers: chance(50) ? .none : .eachLine(bits: width { $0.elements + 1 }))
    case 4, 5: return .compressedRows(indexBits: width(\.columns), pointerBits: width { $0.elements + 1 })
    case 6, 7: return .compressedColumns(indexBits: width(\.rows), pointerBits: width { $0.elements + 1 })
    case 8, 9: return .coordinates(rowBits: width(\.rows), columnBits: width(\.columns))
    case 10, 11:
      let fullest = masks.flatMap { $0.rowCounts() }.max() ?? 0
      return .ellpack(
        width: chance(50) ? nil : max(0, fullest + pick([-1, 0, 0, 1, 2])), indexBits: width(\.columns))
    case 12: return groupIndices(of: masks, size: integer(1...6), axis: pick(MaskAxis.allCases))
    case 13, 14, 15: return .ranks(storageRanks())
    default:
      let shape = BlockShape(height: integer(1...4), width: integer(1...4))
      func blocks(_ size: Int, _ side: Int) -> Int { (size + side - 1) / side }
      return .blocks(
        shape, indexBits: width { blocks($0.columns, shape.width) },
        pointerBits: width { blocks($0.columns, shape.width) * blocks($0.rows, shape.height) + 1 })
    }
  }

  /// Ranks of both axes in any order, sometimes in parts, the last one sometimes of short runs.
  private mutating func storageRanks() -> [StorageRank] {
    func rank(_ axis: StorageRank.Axis, size: Int? = nil, isLast: Bool = false) -> StorageRank {
      let representation = pick(StorageRank.Representation.allCases)
      return StorageRank(
        representation, axis, size: size,
        indexBits: isLast && representation == .runLength && chance(60) ? integer(0...3) : nil,
        payloadBits: representation != .offsetPairs && chance(30) ? integer(0...7) : nil)
    }
    if chance(20) { return [rank(.flattened, isLast: true)] }
    let axes: [StorageRank.Axis] = chance(50) ? [.rows, .columns] : [.columns, .rows]
    guard chance(50) else { return [rank(axes[0]), rank(axes[1], isLast: true)] }
    return [rank(axes[0]), rank(axes[1]), rank(axes[chance(50) ? 0 : 1], size: integer(1...5), isLast: true)]
  }

  /// Places for each group, mostly as many as the fullest one needs.
  private mutating func groupIndices(
    of masks: [OccupancyMask], size: Int, axis: MaskAxis
  ) -> StorageFormat {
    let least = (1...size).first { n in masks.allSatisfy { $0.fits(n: n, m: size, along: axis) } } ?? size
    let places = chance(15) ? integer(1...size) : integer(least...min(size, least + 1))
    return .groupIndices(GroupBound(n: places, m: size), axis: axis)
  }
}
