import Tensors
import Workloads

/// Some bits of a stored tensor, and the elements of the tensor that they belong to.
struct StoredField {
  var bits: Int
  var owners: [Int]
}

/// What a format stores of a tensor, one after the other (docs/model.md, 11, "Listing" and "Regions").
struct StoredListing {
  /// The element that each stored element belongs to; -1 for none.
  private(set) var owners: [Int] = []
  private(set) var metadata: [StoredField] = []
  private(set) var pointers: [StoredField] = []

  init(_ tensor: StoredTensor) throws {
    let mask = tensor.mask
    let (rows, columns) = (mask.rows, mask.columns)
    let byRows = (0..<rows).map { row in (0..<columns).map { row * columns + $0 } }
    let byColumns = (0..<columns).map { column in (0..<rows).map { $0 * columns + column } }
    func isZero(_ element: Int) -> Bool { !mask[element / columns, element % columns] }
    let pointerBits = bits(toTellApart: rows * columns + 1)
    switch tensor.format {
    case .bitmask:
      owners = byRows.joined().filter { !isZero($0) }
      metadata = byRows.joined().map { StoredField(bits: 1, owners: [$0]) }
    case .runLength(let runBits, let lines, let kind):
      let lines = lines == .rows ? byRows : byColumns
      switch kind {
      case .none: addRun(lines.flatMap(\.self), runBits: runBits, isZero)
      case .eachLine(let given):
        for line in lines { addRun(line, runBits: runBits, isZero) }
        addPointers(to: lines, bits: given ?? pointerBits)
      }
      index(bits: runBits)
    case .compressedRows(let given, let pointer):
      owners = byRows.joined().filter { !isZero($0) }
      index(bits: given ?? bits(toTellApart: columns))
      addPointers(to: byRows, bits: pointer ?? pointerBits)
    case .compressedColumns(let given, let pointer):
      owners = byColumns.joined().filter { !isZero($0) }
      index(bits: given ?? bits(toTellApart: rows))
      addPointers(to: byColumns, bits: pointer ?? pointerBits)
    case .coordinates(let row, let column):
      owners = byRows.joined().filter { !isZero($0) }
      index(bits: (row ?? bits(toTellApart: rows)) + (column ?? bits(toTellApart: columns)))
    case .ellpack(let given, let indexBits):
      let fullest = byRows.map { row in row.count { !isZero($0) } }.max() ?? 0
      for row in byRows { try addPlaces(given ?? fullest, of: row, isZero) }
      index(bits: indexBits ?? bits(toTellApart: columns))
    case .groupIndices(let bound, let axis):
      for line in axis == .columns ? byRows : byColumns {
        for group in cuts(of: line.count, by: bound.m) {
          try addPlaces(bound.n, of: Array(line[group]), isZero)
        }
      }
      index(bits: bits(toTellApart: bound.m))
    case .blocks(let shape, let indexBits, let pointer):
      addBlocks(shape, rows: rows, columns: columns, indexBits: indexBits, pointerBits: pointer, isZero)
    case .ranks(let ranks):
      (owners, metadata, pointers) = Self.ranks(ranks, rows: rows, columns: columns, isZero)
    case .dense:
      throw ReferenceFailure(description: "a tensor is not stored as \(tensor.format.name)")
    }
  }

  /// The bits of each stored element's index, where every one has its own.
  private mutating func index(bits: Int) {
    metadata = owners.map { StoredField(bits: bits, owners: [$0]) }
  }

  /// Each pointer is needed for the line before it and for the line behind it.
  private mutating func addPointers(to lines: [[Int]], bits: Int) {
    for pointer in 0...lines.count {
      let before = pointer > 0 ? lines[pointer - 1] : []
      let behind = pointer < lines.count ? lines[pointer] : []
      pointers.append(StoredField(bits: bits, owners: before + behind))
    }
  }

  /// Nonzero elements, and of the zeros before each the last of every so many as a run's bits cannot count.
  private mutating func addRun(_ run: [Int], runBits: Int, _ isZero: (Int) -> Bool) {
    var zeros: [Int] = []
    for element in run {
      if isZero(element) {
        zeros.append(element)
        continue
      }
      for (order, zero) in zeros.enumerated() where (order + 1) % (1 << runBits) == 0 { owners.append(zero) }
      owners.append(element)
      zeros = []
    }
  }

  /// The places of a row or a group: for its nonzeros, then for its first zeros, then for its last element.
  private mutating func addPlaces(_ places: Int, of elements: [Int], _ isZero: (Int) -> Bool) throws {
    let nonzeros = elements.filter { !isZero($0) }
    try require(nonzeros.count <= places, "\(nonzeros.count) nonzeros do not fit \(places) places")
    var owners = nonzeros
    var zeros = elements.filter(isZero)
    while owners.count < places { owners.append(zeros.isEmpty ? elements.last! : zeros.removeFirst()) }
    self.owners += owners.sorted()
  }

  /// Whole blocks that have a nonzero.
  private mutating func addBlocks(
    _ shape: BlockShape, rows: Int, columns: Int, indexBits: Int?, pointerBits: Int?,
    _ isZero: (Int) -> Bool
  ) {
    let bands = cuts(of: rows, by: shape.height)
    let stripes = cuts(of: columns, by: shape.width)
    for band in bands {
      for (number, stripe) in stripes.enumerated() {
        let inside = band.flatMap { row in stripe.map { row * columns + $0 } }
        if inside.allSatisfy(isZero) { continue }
        for row in 0..<shape.height {
          for column in 0..<shape.width {
            let at = (row: band.lowerBound + row, column: number * shape.width + column)
            owners.append(
              at.row < rows && at.column < columns ? at.row * columns + at.column : inside.last!)
          }
        }
        metadata.append(
          StoredField(bits: indexBits ?? bits(toTellApart: stripes.count), owners: inside))
      }
    }
    addPointers(
      to: bands.map { band in band.flatMap { row in (0..<columns).map { row * columns + $0 } } },
      bits: pointerBits ?? bits(toTellApart: bands.count * stripes.count + 1))
  }
}

/// The least bits that tell so many positions apart.
func bits(toTellApart positions: Int) -> Int {
  var bits = 0
  while 1 << bits < positions { bits += 1 }
  return bits
}
