import Tensors

/// Whose each stored element and each bit of metadata and pointers of a tensor's ranks is, found by going through all of them.
struct NaiveRankOwners {
  private let ranks: [StorageRank]
  private let mask: OccupancyMask
  private var sizes: [Int] = []
  private var innerRows = 1
  private var innerColumns = 1
  private var stored: [Int] = []
  private var metadata: [[Set<Int>]]
  private var pointers: [[Set<Int>]]

  var owners: (stored: [Int], metadata: [Set<Int>], pointers: [Set<Int>]) {
    (stored, Array(metadata.joined()), Array(pointers.joined()))
  }

  init(_ ranks: [StorageRank], _ mask: OccupancyMask) {
    (self.ranks, self.mask) = (ranks, mask)
    metadata = ranks.map { _ in [] }
    pointers = metadata
    for rank in ranks {
      if rank.axis == .rows { innerRows *= rank.size ?? 1 }
      if rank.axis == .columns { innerColumns *= rank.size ?? 1 }
    }
    let (outerRows, outerColumns) = (
      (mask.rows + innerRows - 1) / innerRows, (mask.columns + innerColumns - 1) / innerColumns
    )
    sizes = ranks.map { rank in
      switch rank.axis {
      case .rows: rank.size ?? outerRows
      case .columns: rank.size ?? outerColumns
      case .flattened: outerRows * outerColumns
      }
    }
    let all = (0..<outerRows * innerRows).map { row in (0..<outerColumns * innerColumns).map { (row, $0) } }
    fiber(0, all)
  }

  private func isInside(_ place: (row: Int, column: Int)) -> Bool {
    place.row < mask.rows && place.column < mask.columns
  }

  private func isSet(_ place: (row: Int, column: Int)) -> Bool {
    isInside(place) && mask[place.row, place.column]
  }

  /// The fiber of a rank whose coordinates share out a box of places.
  private mutating func fiber(_ number: Int, _ box: [[(row: Int, column: Int)]]) {
    let (rank, size, isLast) = (ranks[number], sizes[number], number == ranks.count - 1)
    let children: [[[(row: Int, column: Int)]]] = (0..<size).map { coordinate in
      switch rank.axis {
      case .rows:
        let height = box.count / size
        return Array(box[coordinate * height..<(coordinate + 1) * height])
      case .columns:
        let width = box[0].count / size
        return box.map { Array($0[coordinate * width..<(coordinate + 1) * width]) }
      case .flattened:
        let across = box[0].count / innerColumns
        let (top, left) = (coordinate / across * innerRows, coordinate % across * innerColumns)
        return box[top..<top + innerRows].map { Array($0[left..<left + innerColumns]) }
      }
    }
    let own = children.map { child in
      Set(child.joined().filter(isInside).map { $0.row * mask.columns + $0.column })
    }
    let occupied = children.map { $0.joined().contains(where: isSet) }
    var kept = occupied
    let indexBits = rank.indexBits ?? bits(size)
    switch rank.representation {
    case .uncompressed, .uncompressedBitmask: kept = occupied.map { _ in true }
    case .runLength where isLast:
      var zeros: [Int] = []
      for coordinate in 0..<size {
        guard occupied[coordinate] else {
          zeros.append(coordinate)
          continue
        }
        for (place, zero) in zeros.enumerated() where (place + 1) % (1 << indexBits) == 0 {
          kept[zero] = true
        }
        zeros = []
      }
    default: break
    }
    let next = isLast ? 1 : sizes[number + 1]
    let payload =
      rank.payloadBits
      ?? (rank.representation == .offsetPairs ? bits(sizes[...number].reduce(1, *) * next + 1) : 0)
    func times(_ count: Int, _ owner: Set<Int>) -> [Set<Int>] { Array(repeating: owner, count: count) }
    if rank.representation == .offsetPairs {
      for offset in 0...size {
        let before = offset > 0 ? own[offset - 1] : []
        pointers[number] += times(payload, before.union(offset < size ? own[offset] : []))
      }
    }
    for coordinate in 0..<size {
      switch rank.representation {
      case .uncompressedBitmask, .bitmask: metadata[number].append(own[coordinate])
      case .coordinatePayload, .runLength:
        if kept[coordinate] { metadata[number] += times(indexBits, own[coordinate]) }
      case .uncompressed, .offsetPairs: break
      }
      guard kept[coordinate] else { continue }
      if rank.representation != .offsetPairs { pointers[number] += times(payload, own[coordinate]) }
      if isLast {
        stored.append(own[coordinate].first ?? -1)
      } else {
        fiber(number + 1, children[coordinate])
      }
    }
  }

  /// The bits that tell so many apart.
  private func bits(_ count: Int) -> Int { count <= 1 ? 0 : NaiveStorage.bits(most: count - 1) }
}
