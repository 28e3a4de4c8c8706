import Hardware

/// The sums of a vector on their way through the adder trees.
struct TreeStage {
  var fold: Int
  var vector: Int
  /// By pixel and filter lane: what is still to be added up.
  var addends: [[[Int]]]
}

/// Pixels x reduction x filters multipliers, the trees behind them, and accumulators at the end.
struct MultiplierBlock {
  /// What rests in the multipliers' registers.
  struct Rest {
    var fold = -1
    /// Each with its lane and k; nil where inputs rest.
    var weights: [(lane: Lane, index: Int, value: Int)]?
    /// By pixel and k, for all lanes; nil where weights rest.
    var inputs: [[Int]]?
  }

  /// The two factors of a multiplier.
  struct Pair {
    var input: Int
    var weight: Int
  }

  /// What enters in a step.
  struct Vector {
    var fold: Int
    var number: Int
    /// By pixel and lane; no lane has more than the trees' multipliers have room for.
    var pairs: [[[Pair]]]
    /// Which of the vector's steps it is; nil of the only one.
    var turn: WindowTurn?
  }

  private let array: BroadcastArray
  private let multiplication: Multiplication
  private var rest = Rest()
  /// The second register of a shadowed preload.
  private var shadow = Rest()
  /// The trees' registers: what was multiplied `n + 1` steps ago is in `stages[n]`.
  private var stages: [TreeStage?]
  /// By pixel and filter lane: the sums that the array is in, of one vector or several.
  private var accumulators: [[Int]] = []
  private var accumulatorFold = -1
  private(set) var slots = ComputeSlots()

  init(array: BroadcastArray, multiplication: Multiplication) {
    self.array = array
    self.multiplication = multiplication
    stages = Array(repeating: nil, count: array.pipeline - 1)
  }

  /// Takes the resting operand of a fold, or a part of it.
  mutating func load(_ operand: Rest, vectorEnters: Bool) throws {
    if array.preload == .serial {
      try require(!vectorEnters, "the resting operand changes while a vector is multiplied")
      rest.take(operand)
    } else {
      try require(
        shadow.fold < 0 || shadow.fold == operand.fold, "the second register is not free for \(operand.fold)")
      shadow.take(operand)
    }
  }

  /// The resting operand that a fold's vectors meet; its first vector takes it from the second register.
  mutating func resting(fold: Int) throws -> Rest {
    if array.preload == .shadowed, shadow.fold == fold {
      rest = shadow
      shadow = Rest()
    }
    try require(rest.fold == fold, "the resting operand of fold \(fold) is not there")
    return rest
  }

  /// Multiplies every pair of every pixel and lane, or nothing; moves all sums on by a stage.
  ///
  /// - Returns: The sums that leave the trees.
  mutating func step(_ entering: Vector?) throws -> (fold: Int, vector: Int, sums: [[Int]])? {
    var products: TreeStage?
    if let entering {
      products = TreeStage(
        fold: entering.fold, vector: entering.number, addends: try multiply(entering))
    } else {
      slots.fillDrain += array.pixels * array.filters * slotsOfLane
    }
    stages.insert(products, at: 0)
    let leaving = stages.removeLast()
    for stage in stages.indices { stages[stage]?.addNeighbours() }
    return leaving.map { ($0.fold, $0.vector, $0.addends.map { $0.map { $0.reduce(0, +) } }) }
  }

  /// The slots that a lane has in a step: of digits one for a multiplier, else one for a position of it.
  private var slotsOfLane: Int {
    if case .digits = multiplication.way { return array.reduction / multiplication.products }
    return array.reduction
  }

  private mutating func multiply(_ vector: Vector) throws -> [[[Int]]] {
    try require(
      vector.pairs.count <= array.pixels
        && vector.pairs.allSatisfy {
          $0.count <= array.filters && $0.allSatisfy { $0.count <= array.reduction }
        },
      "a vector is larger than the array")
    var products: [[[Int]]] = []
    for pixel in 0..<array.pixels {
      if pixel < vector.pairs.count { products.append([]) }
      for lane in 0..<array.filters {
        guard pixel < vector.pairs.count, lane < vector.pairs[pixel].count else {
          slots.unmapped += slotsOfLane
          continue
        }
        let pairs = vector.pairs[pixel][lane]
        if case .digits(let turns)? = vector.turn?.work {
          products[pixel].append(try addDigits(turns[pixel][lane], of: pairs, in: vector.turn))
        } else {
          products[pixel].append(multiply(pairs, vector))
        }
      }
    }
    return products
  }

  /// The multipliers of a lane in one of the steps of its pairs.
  private mutating func multiply(_ pairs: [Pair], _ vector: Vector) -> [Int] {
    var number = 0
    if case .repeated(let before)? = vector.turn?.work { number = before }
    if let turn = vector.turn {
      turn.countWithoutPair(pairs: pairs.count, multipliers: array.reduction, &slots)
    } else {
      slots.unmapped += array.reduction - pairs.count
    }
    return pairs.map { pair in
      slots.count(
        input: pair.input, weight: pair.weight, array.sparsity,
        endsProduct: number == multiplication.steps - 1)
      return multiplication.added(pair.input, pair.weight, in: number)
    }
  }

  /// The multipliers of a lane that each add a digit, look in vain, or wait for the others.
  private mutating func addDigits(
    _ turns: [DigitRule.Turn?], of pairs: [Pair], in turn: WindowTurn?
  ) throws -> [Int] {
    if turn?.isFirst == true {
      for pair in pairs { slots.countProduct(input: pair.input, weight: pair.weight, array.sparsity) }
    }
    slots.unmapped += slotsOfLane - turns.count
    let owned = cuts(of: pairs.count, by: multiplication.products)
    try require(owned.count == turns.count, "a multiplier's digits are not those of its positions")
    return zip(owned, turns).map { own, turn in
      guard let turn else {
        slots.imbalance += 1
        return 0
      }
      guard let position = turn.position else {
        slots.ineffectual += 1
        return 0
      }
      let pair = pairs[own.lowerBound + position]
      slots.countDigit(input: pair.input, weight: pair.weight, array.sparsity)
      return turn.addition
    }
  }

  /// Adds a vector's sums to those before it of the same pixels and filters; returns these.
  mutating func accumulate(_ sums: [[Int]], fold: Int, isFirst: Bool) throws -> [[Int]] {
    if isFirst {
      accumulatorFold = fold
      accumulators = sums
    } else {
      try require(accumulatorFold == fold, "the accumulators mix two folds")
      for pixel in sums.indices {
        for lane in sums[pixel].indices { accumulators[pixel][lane] += sums[pixel][lane] }
      }
    }
    return accumulators
  }
}

extension MultiplierBlock.Rest {
  /// Another fold's operand displaces what is there; another part of the same joins it.
  fileprivate mutating func take(_ operand: Self) {
    guard fold == operand.fold, let weights, let more = operand.weights else {
      self = operand
      return
    }
    self.weights = weights + more
  }
}

extension TreeStage {
  /// One level of the trees.
  fileprivate mutating func addNeighbours() {
    for pixel in addends.indices {
      for lane in addends[pixel].indices {
        let addends = addends[pixel][lane]
        self.addends[pixel][lane] = stride(from: 0, to: addends.count, by: 2).map { at in
          at + 1 < addends.count ? addends[at] + addends[at + 1] : addends[at]
        }
      }
    }
  }
}
