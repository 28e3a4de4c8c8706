import Hardware

/// What the lanes of a broadcast array that leaves out zeros do in one step of a window (docs/model.md, 10.1).
struct WindowTurn {
  var isFirst: Bool
  /// By pixel and lane: the positions in the window of the pairs that are multiplied.
  var pairs: [[[Int]]]
  /// Whether no lane has a pair left, but positions are still looked through.
  var isScanning: Bool
}

extension BroadcastVector {
  /// The class of a multiplier of its lanes that has no pair.
  var classWithoutPair: WritableKeyPath<ComputeSlots, Int> {
    guard let turn else { return \.unmapped }
    return turn.isScanning ? \.decode : \.imbalance
  }

  /// The vector's steps, each lane taking its candidates in the order of k, until none is left and all are looked through.
  func turns(array: BroadcastArray, tiles: PassTiles) -> [BroadcastVector] {
    var left: [[[Int]]] = pixels.map { pixel in
      lanes.map { lane in
        reduction.indices.filter { position in
          let index = reduction[position]
          let skipsInput = array.sparsity.input == .skip && tiles.inputIsZero(lane.group, pixel, index)
          let skipsWeight =
            array.sparsity.weight == .skip && tiles.weightIsZero(lane.group, index, lane.index)
          return !skipsInput && !skipsWeight
        }
      }
    }
    var hasPairs: Bool { left.contains { $0.contains { !$0.isEmpty } } }
    var looked = 0
    var turns: [BroadcastVector] = []
    repeat {
      var step = self
      step.turn = WindowTurn(
        isFirst: turns.isEmpty, pairs: left.map { $0.map { Array($0.prefix(array.reduction)) } },
        isScanning: !hasPairs)
      step.beginsSums = beginsSums && turns.isEmpty
      step.endsSums = false
      turns.append(step)
      left = left.map { $0.map { Array($0.dropFirst(array.reduction)) } }
      looked += array.scan
    } while hasPairs || looked < reduction.count
    turns[turns.count - 1].endsSums = endsSums
    return turns
  }
}
