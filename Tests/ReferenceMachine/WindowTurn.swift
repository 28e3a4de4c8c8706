import Hardware

/// What the lanes of a broadcast array do in one of the steps that a vector takes, where it takes several (docs/model.md,
/// 10.1, 13.3 and 13.4).
struct WindowTurn {
  /// What is multiplied in the step.
  enum Work {
    /// By pixel and lane: the positions in the window of the pairs that are multiplied.
    case chosen([[[Int]]])
    /// All pairs, for so many steps before.
    case repeated(Int)
    /// By pixel, lane and multiplier: what it does; nil once it has added all its digits.
    case digits([[[DigitRule.Turn?]]])
  }

  var isFirst: Bool
  var isLast: Bool
  var work: Work
  /// Whether no lane has a pair left, but positions are still looked through.
  var isScanning = false
}

extension WindowTurn {
  /// Counts the multipliers of a lane that have no pair in the step; `multipliers` of a lane in all, the first of which have so many
  /// pairs.
  func countWithoutPair(pairs: Int, multipliers: Int, _ slots: inout ComputeSlots) {
    guard case .chosen(let lanes) = work else {
      slots.unmapped += multipliers - pairs
      return
    }
    for multiplier in pairs..<multipliers {
      if isScanning {
        slots.decode += 1
      } else if lanes.contains(where: { $0.contains { $0.indices.contains(multiplier) } }) {
        slots.imbalance += 1
      } else {
        slots.unmapped += 1
      }
    }
  }
}

extension BroadcastVector {
  /// The vector's steps, each of them with a part of its work, in order.
  private func steps(_ works: [(work: WindowTurn.Work, isScanning: Bool)]) -> [BroadcastVector] {
    works.indices.map { number in
      var step = self
      let (isFirst, isLast) = (number == 0, number == works.count - 1)
      step.turn = WindowTurn(
        isFirst: isFirst, isLast: isLast, work: works[number].work, isScanning: works[number].isScanning)
      step.beginsSums = beginsSums && isFirst
      step.endsSums = endsSums && isLast
      return step
    }
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
    var works: [(WindowTurn.Work, Bool)] = []
    repeat {
      works.append((.chosen(left.map { $0.map { Array($0.prefix(array.reduction)) } }), !hasPairs))
      left = left.map { $0.map { Array($0.dropFirst(array.reduction)) } }
      looked += array.scan
    } while hasPairs || looked < reduction.count
    return steps(works)
  }

  /// So many steps of the same pairs.
  func repeated(_ count: Int) -> [BroadcastVector] {
    steps((0..<count).map { (.repeated($0), false) })
  }

  /// As many steps as the multiplier with the most digits takes.
  func digitTurns(_ rule: DigitRule, tiles: PassTiles) throws -> [BroadcastVector] {
    let multiplication = tiles.multiplication
    let own = try pixels.map { pixel in
      try lanes.map { lane in
        try cuts(of: reduction.count, by: multiplication.products).map { positions in
          try rule.turns(
            positions.map { position in
              try tiles.factors(lane.group, pixel, reduction[position], lane.index)
            }, multiplication.numbers)
        }
      }
    }
    let count = own.joined().joined().map(\.count).max() ?? 1
    return steps(
      (0..<count).map { step in
        (.digits(own.map { $0.map { $0.map { step < $0.count ? .some($0[step]) : nil } } }), false)
      })
  }
}
