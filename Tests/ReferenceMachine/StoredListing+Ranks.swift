import Tensors

extension StoredListing {
  /// Goes through the ranks from the outermost on, all fibers of one before the next: a fiber is a box of elements, those
  /// beyond the tensor's edge nil.
  static func ranks(
    _ ranks: [StorageRank], rows: Int, columns: Int, _ isZero: (Int) -> Bool
  ) -> (owners: [Int], metadata: [StoredField], pointers: [StoredField]) {
    var metadata: [StoredField] = []
    var pointers: [StoredField] = []
    let (height, width) = (inner(.rows, ranks), inner(.columns, ranks))
    let (down, across) = ((rows + height - 1) / height, (columns + width - 1) / width)
    let sizes = ranks.map { rank in
      rank.size ?? (rank.axis == .rows ? down : rank.axis == .columns ? across : down * across)
    }
    var fibers = [
      (0..<down * height).map { row in
        (0..<across * width).map { column in
          row < rows && column < columns ? row * columns + column : nil
        }
      }
    ]
    for (number, rank) in ranks.enumerated() {
      let size = sizes[number]
      let index = rank.indexBits ?? bits(toTellApart: size)
      let places = sizes.prefix(number + 2).reduce(1, *)
      let payload =
        rank.payloadBits ?? (rank.representation == .offsetPairs ? bits(toTellApart: places + 1) : 0)
      var kept: [[[Int?]]] = []
      for fiber in fibers {
        let parts = parts(of: fiber, rank.axis, size, height: height, width: width)
        let elements = parts.map { $0.flatMap { $0.compactMap(\.self) } }
        let isEmpty = elements.map { $0.allSatisfy(isZero) }
        if rank.representation == .offsetPairs {
          for offset in 0...size {
            let before = offset > 0 ? elements[offset - 1] : []
            pointers.append(
              StoredField(bits: payload, owners: before + (offset < size ? elements[offset] : [])))
          }
        }
        var run = 0
        // The zeros of a run of which every so many is stored, once something comes behind them.
        var stored: [Int] = []
        let storesZeros = rank.representation == .runLength && number == ranks.count - 1
        let isDense = rank.representation == .uncompressed || rank.representation == .uncompressedBitmask
        for place in 0..<size {
          if rank.representation == .uncompressedBitmask || rank.representation == .bitmask {
            metadata.append(StoredField(bits: 1, owners: elements[place]))
          }
          if isEmpty[place] && !isDense {
            run += 1
            if storesZeros && run == 1 << index {
              stored.append(place)
              run = 0
            }
            continue
          }
          for one in stored + [place] {
            if rank.representation == .runLength || rank.representation == .coordinatePayload {
              metadata.append(StoredField(bits: index, owners: elements[one]))
            }
            if rank.representation != .offsetPairs {
              pointers.append(StoredField(bits: payload, owners: elements[one]))
            }
            kept.append(parts[one])
          }
          (run, stored) = (0, [])
        }
      }
      fibers = kept
    }
    return (fibers.map { $0[0][0] ?? -1 }, metadata, pointers)
  }

  /// The elements along an axis that its ranks but the first have together.
  private static func inner(_ axis: StorageRank.Axis, _ ranks: [StorageRank]) -> Int {
    ranks.filter { $0.axis == axis }.compactMap(\.size).reduce(1, *)
  }

  private static func parts(
    of box: [[Int?]], _ axis: StorageRank.Axis, _ size: Int, height: Int, width: Int
  ) -> [[[Int?]]] {
    switch axis {
    case .rows: return cuts(of: box.count, by: box.count / size).map { Array(box[$0]) }
    case .columns:
      return cuts(of: box[0].count, by: box[0].count / size).map { cut in box.map { Array($0[cut]) } }
    case .flattened:
      return cuts(of: box.count, by: height).flatMap { rows in
        cuts(of: box[0].count, by: width).map { columns in box[rows].map { Array($0[columns]) } }
      }
    }
  }
}
