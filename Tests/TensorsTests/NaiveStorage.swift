import Tensors

/// Numbers written one after the other, each in so many bits, and read back.
struct BitStream {
  private(set) var numbers: [(value: Int, bits: Int)] = []
  private var place = 0

  var bits: Int { numbers.reduce(0) { $0 + $1.bits } }

  mutating func write(_ value: Int, _ bits: Int) {
    precondition(value >= 0 && (bits >= 62 || value < 1 << bits), "\(value) does not fit into \(bits) bits")
    numbers.append((value, bits))
  }

  /// Drops all but the first numbers.
  mutating func keep(_ count: Int) { numbers.removeSubrange(count...) }

  mutating func read() -> Int {
    defer { place += 1 }
    return numbers[place].value
  }

  var isReadToItsEnd: Bool { place == numbers.count }
}

/// A tensor of small numbers, stored and read back the obvious way: what the sizes of formats are held against.
struct NaiveStorage {
  var data: [Int] = []
  var metadata = BitStream()
  var pointers = BitStream()

  /// The bits that hold the numbers 0 to `most`.
  static func bits(most: Int) -> Int {
    var bits = 0
    while most >> bits > 0 { bits += 1 }
    return bits
  }

  /// Stores a matrix that has at least one row and column.
  init(_ matrix: [[Int]], as format: StorageFormat) {
    let (rows, columns) = (matrix.count, matrix[0].count)
    let index = Self.bits(most: columns - 1)
    let pointer = Self.bits(most: rows * columns)
    switch format {
    case .dense: data = matrix.flatMap { $0 }
    case .bitmask:
      for element in matrix.joined() {
        metadata.write(element == 0 ? 0 : 1, 1)
        if element != 0 { data.append(element) }
      }
    case .runLength(let runBits, let lines, let kind):
      let lined = lines == .rows ? matrix : Self.transposed(matrix)
      var run = 0
      for line in lined {
        if case .eachLine(let bits) = kind {
          run = 0
          pointers.write(data.count, bits ?? pointer)
        }
        for element in line {
          if element == 0, run < 1 << runBits - 1 {
            run += 1
            continue
          }
          metadata.write(run, runBits)
          data.append(element)
          run = 0
        }
        if case .eachLine = kind { dropTrailingZeros(since: pointers.numbers.last!.value) }
      }
      if case .eachLine(let bits) = kind {
        pointers.write(data.count, bits ?? pointer)
      } else {
        dropTrailingZeros(since: 0)
      }
    case .compressedRows(let indexBits, let pointerBits):
      for row in matrix {
        pointers.write(data.count, pointerBits ?? pointer)
        for (column, element) in row.enumerated() where element != 0 {
          metadata.write(column, indexBits ?? index)
          data.append(element)
        }
      }
      pointers.write(data.count, pointerBits ?? pointer)
    case .compressedColumns(let indexBits, let pointerBits):
      self = NaiveStorage(
        Self.transposed(matrix), as: .compressedRows(indexBits: indexBits, pointerBits: pointerBits))
    case .coordinates(let rowBits, let columnBits):
      for (row, line) in matrix.enumerated() {
        for (column, element) in line.enumerated() where element != 0 {
          metadata.write(row, rowBits ?? Self.bits(most: rows - 1))
          metadata.write(column, columnBits ?? index)
          data.append(element)
        }
      }
    case .ellpack(let width, let indexBits):
      let longest = width ?? matrix.map { row in row.count { $0 != 0 } }.max()!
      for row in matrix {
        let stored = row.enumerated().filter { $0.element != 0 }
        for place in 0..<longest {
          data.append(place < stored.count ? stored[place].element : 0)
          metadata.write(place < stored.count ? stored[place].offset : 0, indexBits ?? index)
        }
      }
    case .groupIndices(let bound, let axis):
      for line in axis == .columns ? matrix : Self.transposed(matrix) {
        for start in stride(from: 0, to: line.count, by: bound.m) {
          let group = line[start..<min(start + bound.m, line.count)].enumerated().filter { $0.element != 0 }
          for place in 0..<bound.n {
            data.append(place < group.count ? group[place].element : 0)
            metadata.write(place < group.count ? group[place].offset : 0, Self.bits(most: bound.m - 1))
          }
        }
      }
    case .blocks(let block, let indexBits, let pointerBits):
      let blockRows = (rows + block.height - 1) / block.height
      let blockColumns = (columns + block.width - 1) / block.width
      var count = 0
      let bits = pointerBits ?? Self.bits(most: blockRows * blockColumns)
      for top in 0..<blockRows {
        pointers.write(count, bits)
        for left in 0..<blockColumns {
          let elements = (0..<block.height * block.width).map { number in
            let row = top * block.height + number / block.width
            let column = left * block.width + number % block.width
            return row < rows && column < columns ? matrix[row][column] : 0
          }
          guard elements.contains(where: { $0 != 0 }) else { continue }
          count += 1
          metadata.write(left, indexBits ?? Self.bits(most: blockColumns - 1))
          data += elements
        }
      }
      pointers.write(count, bits)
    case .ranks(let ranks):
      var tree = NaiveRanks(matrix: matrix, ranks: ranks)
      tree.encode()
      (data, metadata, pointers) = (tree.data, tree.metadata, tree.pointers)
    }
  }

  /// The matrix that is stored.
  func matrix(rows: Int, columns: Int, of format: StorageFormat) -> [[Int]] {
    var (data, metadata, pointers) = (self.data[...], self.metadata, self.pointers)
    var matrix = [[Int]](repeating: [Int](repeating: 0, count: columns), count: rows)
    switch format {
    case .dense:
      for row in 0..<rows { matrix[row] = (0..<columns).map { _ in data.removeFirst() } }
    case .bitmask:
      for row in 0..<rows {
        matrix[row] = (0..<columns).map { _ in metadata.read() == 1 ? data.removeFirst() : 0 }
      }
    case .runLength(_, let lines, let kind):
      let length = lines == .rows ? columns : rows
      var lined = [[Int]](repeating: [Int](repeating: 0, count: length), count: rows * columns / length)
      if case .eachLine = kind {
        var (place, end) = (pointers.read(), 0)
        for line in lined.indices {
          end = pointers.read()
          var position = 0
          while place < end {
            position += metadata.read()
            lined[line][position] = data.removeFirst()
            (position, place) = (position + 1, place + 1)
          }
        }
      } else {
        var position = 0
        while !metadata.isReadToItsEnd {
          position += metadata.read()
          lined[position / length][position % length] = data.removeFirst()
          position += 1
        }
      }
      matrix = lines == .rows ? lined : Self.transposed(lined)
    case .compressedRows:
      var (place, end) = (pointers.read(), 0)
      for row in 0..<rows {
        end = pointers.read()
        while place < end {
          matrix[row][metadata.read()] = data.removeFirst()
          place += 1
        }
      }
    case .compressedColumns:
      matrix = Self.transposed(self.matrix(rows: columns, columns: rows, of: .compressedRows()))
    case .coordinates:
      while let element = data.popFirst() {
        let row = metadata.read()
        matrix[row][metadata.read()] = element
      }
    case .ellpack:
      let width = data.count / rows
      for row in 0..<rows {
        for _ in 0..<width {
          let column = metadata.read()
          let element = data.removeFirst()
          if element != 0 { matrix[row][column] = element }
        }
      }
    case .groupIndices(let bound, let axis):
      if axis == .rows {
        return Self.transposed(
          self.matrix(rows: columns, columns: rows, of: .groupIndices(bound, axis: .columns)))
      }
      for row in 0..<rows {
        for start in stride(from: 0, to: columns, by: bound.m) {
          for _ in 0..<bound.n {
            let column = start + metadata.read()
            let element = data.removeFirst()
            if element != 0 { matrix[row][column] = element }
          }
        }
      }
    case .blocks(let block, _, _):
      var (place, end) = (pointers.read(), 0)
      for top in stride(from: 0, to: rows, by: block.height) {
        end = pointers.read()
        while place < end {
          let left = metadata.read() * block.width
          for number in 0..<block.height * block.width {
            let (row, column) = (top + number / block.width, left + number % block.width)
            let element = data.removeFirst()
            if row < rows, column < columns { matrix[row][column] = element }
          }
          place += 1
        }
      }
    case .ranks: preconditionFailure("fibers of ranks have no lengths to read them by")
    }
    return matrix
  }

  private mutating func dropTrailingZeros(since start: Int) {
    var kept = data.count
    while kept > start, data[kept - 1] == 0 { kept -= 1 }
    data.removeSubrange(kept...)
    metadata.keep(kept)
  }

  static func transposed(_ matrix: [[Int]]) -> [[Int]] {
    matrix[0].indices.map { column in matrix.map { $0[column] } }
  }
}

/// The tree of fibers of a matrix, walked coordinate by coordinate.
private struct NaiveRanks {
  let matrix: [[Int]]
  let ranks: [StorageRank]
  var data: [Int] = []
  var metadata = BitStream()
  var pointers = BitStream()
  /// The coordinates that each rank has kept so far: where its next fiber begins.
  private var kept: [Int]

  init(matrix: [[Int]], ranks: [StorageRank]) {
    self.matrix = matrix
    self.ranks = ranks
    kept = ranks.map { _ in 0 }
  }

  mutating func encode() { encode(0, row: 0, column: 0) }

  /// The rows, or columns, that a coordinate of a rank stands for: all that the ranks inside it have.
  private func extent(_ axis: StorageRank.Axis, inside rank: Int) -> Int {
    ranks.indices.dropFirst(rank + 1).filter { ranks[$0].axis == axis }.reduce(1) { $0 * size($1) }
  }

  private func size(_ rank: Int) -> Int {
    func outermost(_ length: Int, _ axis: StorageRank.Axis) -> Int {
      let inner = extent(axis, inside: rank)
      return (length + inner - 1) / inner
    }
    switch ranks[rank].axis {
    case .rows: return ranks[rank].size ?? outermost(matrix.count, .rows)
    case .columns: return ranks[rank].size ?? outermost(matrix[0].count, .columns)
    case .flattened: return outermost(matrix.count, .rows) * outermost(matrix[0].count, .columns)
    }
  }

  private mutating func encode(_ rank: Int, row: Int, column: Int) {
    guard rank < ranks.count else {
      data.append(row < matrix.count && column < matrix[0].count ? matrix[row][column] : 0)
      return
    }
    let (this, size) = (ranks[rank], size(rank))
    let (height, width) = (extent(.rows, inside: rank), extent(.columns, inside: rank))
    let index = this.indexBits ?? NaiveStorage.bits(most: size - 1)
    var places = (0...rank).reduce(1) { $0 * self.size($1) }
    if rank + 1 < ranks.count { places *= self.size(rank + 1) }
    let offset = this.payloadBits ?? NaiveStorage.bits(most: places)
    var run = 0
    var last = (data: data.count, metadata: metadata.numbers.count, pointers: pointers.numbers.count)
    for coordinate in 0..<size {
      let (top, left): (Int, Int)
      switch this.axis {
      case .rows: (top, left) = (row + coordinate * height, column)
      case .columns: (top, left) = (row, column + coordinate * width)
      case .flattened:
        let across = (matrix[0].count + width - 1) / width
        (top, left) = (coordinate / across * height, coordinate % across * width)
      }
      let isOccupied = (top..<top + height).contains { row in
        (left..<left + width).contains { column in
          row < matrix.count && column < matrix[0].count && matrix[row][column] != 0
        }
      }
      var keeps = isOccupied
      switch this.representation {
      case .uncompressed: keeps = true
      case .uncompressedBitmask:
        keeps = true
        metadata.write(isOccupied ? 1 : 0, 1)
      case .bitmask: metadata.write(isOccupied ? 1 : 0, 1)
      case .coordinatePayload: if isOccupied { metadata.write(coordinate, index) }
      case .runLength:
        // Only the last rank stores zeros; further outside, runs are long enough.
        keeps = isOccupied || rank == ranks.count - 1 && run == 1 << index - 1
        if keeps { metadata.write(run, index) }
        run = keeps ? 0 : run + 1
      case .offsetPairs: pointers.write(0, offset)
      }
      guard keeps else { continue }
      if this.representation != .offsetPairs { pointers.write(0, this.payloadBits ?? 0) }
      encode(rank + 1, row: top, column: left)
      if isOccupied { last = (data.count, metadata.numbers.count, pointers.numbers.count) }
    }
    if this.representation == .offsetPairs { pointers.write(0, offset) }
    if this.representation == .runLength, rank == ranks.count - 1 {
      // Zeros after the last element of a fiber need not be stored.
      data.removeSubrange(last.data...)
      metadata.keep(last.metadata)
      pointers.keep(last.pointers)
    }
  }
}
