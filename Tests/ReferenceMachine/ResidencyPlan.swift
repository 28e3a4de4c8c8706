import Workloads

/// The stay of a tile in a slot.
struct Residency {
  /// The operator's number in the stream.
  var operation: Int
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

/// Which tile is in which slot in which pass: it follows from the order of a core's passes alone.
///
/// Slots go on from operator to operator, but no tile is used again by another operator.
struct ResidencyPlan {
  /// By operand.
  var residencies: [[Residency]] = [[], [], []]
  /// By pass, by operand: the residency that the pass uses.
  var used: [[Int?]] = []
  var slotHits = 0

  init(passes: [CorePass], slots: [Int]) {
    used = passes.map { _ in [nil, nil, nil] }
    for operand in Operand.allCases {
      walk(passes, operand: operand, slots: slots[operand.index])
    }
  }

  private mutating func walk(_ passes: [CorePass], operand: Operand, slots: Int) {
    let column = operand.index
    var holders = [Int?](repeating: nil, count: slots)
    for (number, pass) in passes.enumerated() {
      guard let tile = pass.plan.tiles[column] else { continue }
      func isSame(_ residency: Residency) -> Bool {
        residency.operation == pass.operation && residency.tile == tile
      }
      let present = holders.compactMap { $0 }.first { isSame(residencies[column][$0]) }
      let residency: Int
      if let present {
        residency = present
        slotHits += 1
      } else {
        // A slot that nothing has used yet, or else the one whose tile was last used longest ago.
        let slot = (0..<slots).min { one, other in
          func lastUse(_ slot: Int) -> Int { holders[slot].map { residencies[column][$0].lastPass } ?? -1 }
          return lastUse(one) < lastUse(other)
        }!
        residency = residencies[column].count
        let earlier = operand == .output ? residencies[column].lastIndex(where: isSame) : nil
        residencies[column].append(
          Residency(
            operation: pass.operation, operand: operand, tile: tile, slot: slot, before: holders[slot],
            firstPass: number, lastPass: number, reloadedFrom: earlier))
        holders[slot] = residency
      }
      residencies[column][residency].lastPass = number
      residencies[column][residency].isFinal = pass.plan.completes
      used[number][column] = residency
    }
  }
}
