import Workloads

/// The stay of a tile in a slot.
struct Residency {
  var operand: Operand
  var tile: TileName
  var slot: Int
  /// The residency that had the slot before.
  var before: Int?
  var firstPass: Int
  var lastPass: Int
  /// For an output tile that was here before: the residency that stored its partial sums.
  var reloadedFrom: Int?
  /// For an output tile: whether its store is of the final tile.
  var isFinal = false
}

/// Which tile is in which slot in which pass: it follows from the order of passes alone.
struct ResidencyPlan {
  /// By operand.
  var residencies: [[Residency]] = [[], [], []]
  /// By pass, by operand: the residency that the pass uses.
  var used: [[Int?]] = []
  var slotHits = 0

  init(passes: [PassPlan], slots: [Int]) {
    used = passes.map { _ in [nil, nil, nil] }
    for operand in Operand.allCases {
      walk(passes, operand: operand, slots: slots[operand.index])
    }
  }

  private mutating func walk(_ passes: [PassPlan], operand: Operand, slots: Int) {
    let column = operand.index
    var holders = [Int?](repeating: nil, count: slots)
    var taken = 0
    for (number, pass) in passes.enumerated() {
      guard let tile = pass.tiles[column] else { continue }
      let present = holders.compactMap { $0 }.first { residencies[column][$0].tile == tile }
      let residency: Int
      if let present {
        residency = present
        slotHits += 1
      } else {
        let slot = taken % slots
        taken += 1
        residency = residencies[column].count
        let earlier = operand == .output ? residencies[column].lastIndex { $0.tile == tile } : nil
        residencies[column].append(
          Residency(
            operand: operand, tile: tile, slot: slot, before: holders[slot], firstPass: number,
            lastPass: number, reloadedFrom: earlier))
        holders[slot] = residency
      }
      residencies[column][residency].lastPass = number
      residencies[column][residency].isFinal = pass.completes
      used[number][column] = residency
    }
  }
}
