import Documents
import Quantities
import Tensors

// What can be wrong with a design beyond single values.

extension Finding.Message {
  static func tooManyElements(rows: Int, columns: Int) -> Self {
    Self(
      .outOfRange,
      "\(rows) rows of \(columns) columns are \(rows * columns) elements; there may be "
        + "\(DesignLimits.elements)")
  }

  static func tooManyMultipliers(_ count: Int) -> Self {
    Self(
      .outOfRange, "the sides' product is \(count) multipliers; there may be \(DesignLimits.elements)")
  }

  static func actionNotAdmitted(_ action: ArraySparsity.Action, _ admitted: [ArraySparsity.Action]) -> Self {
    let names = admitted.map { "'\($0.rawValue)'" }.joined(separator: " or ")
    return Self(
      .inconsistent,
      "this topology cannot \(action.rawValue) zeros of this operand; 'action' must be \(names)")
  }

  static func noPattern(_ text: String) -> Self {
    Self(
      .outOfRange,
      "'pattern' is \(quoted(text)); it must be N:M, at most N of every M weights not zero, N from 1 to below M and M up to "
        + "\(DesignLimits.window.upperBound), such as 2:4"
    )
  }

  static func patternDoesNotFill(_ text: String, width: Int) -> Self {
    Self(
      .inconsistent,
      "'pattern' is \(quoted(text)), and the trees have \(width) multipliers; they must be a multiple of N")
  }

  static func noDensities(_ densities: [Int], positions: Int, ofGroup: Int) -> Self {
    Self(
      .inconsistent,
      "'densities' is \(densities); they must ascend, each a divisor of the next, from a multiple of a group's "
        + "\(ofGroup) positions to the chain's \(positions), such as [\(ofGroup), \(positions)]")
  }

  static func runsNeedSinglePositions(_ window: Int) -> Self {
    Self(
      .inconsistent,
      "'run_bits' counts zeros between the weights of one position of k, and 'window' is \(window); it must be 1"
    )
  }

  static func notBesideSkipping(_ key: String) -> Self {
    let reason =
      switch key {
      case "resting_chunks": "the weights of one window rest at a time"
      case "preload_rate": "a window's weights come at once"
      default: "its lanes choose among the inputs of one group"
      }
    return Self(.inconsistent, "'\(key)' is not for an array that skips zeros: \(reason); remove it")
  }

  static func wrongNumberOfRanks(_ found: Int) -> Self {
    Self(.outOfRange, "'ranks' has \(counted(found, "rank")); it must have from 1 to \(DesignLimits.ranks)")
  }

  static func wrongRanks(_ problem: StorageError) -> Self { Self(.inconsistent, "in 'ranks', \(problem)") }

  static func noGroups(_ text: String) -> Self {
    Self(
      .outOfRange,
      "'pattern' is \(quoted(text)); it must be N:M, N stored elements of every M, N from 1 to M and M up to "
        + "\(DesignLimits.window.upperBound), such as 2:4")
  }

  static let bitsWithoutPointers = Self(
    .inconsistent, "'pointer_bits' plays no part without 'pointers: true'; add that, or remove it")

  static func notKept(_ format: String) -> Self {
    Self(
      .inconsistent,
      "no array reads the format '\(format)' from a buffer; write 'buffer: dense', or choose a format of single "
        + "elements such as bitmask")
  }

  static let nothingSkipsWhatIsKept = Self(
    .inconsistent,
    "the array does not skip the zeros of these tensors, so their tiles are decoded; write 'buffer: dense', or give "
      + "the array 'sparsity' with 'action: skip'")

  static let noOwnInputs = Self(
    .inconsistent,
    "'own_inputs' plays no part with the dataflow 'input_stationary', where the inputs of all groups would have to "
      + "rest; remove it")

  static let noOwnReduction = Self(
    .inconsistent, "'own_reduction' plays no part without 'own_inputs: true'; add that, or remove it")

  static func unevenBeats(lanes: Int, macs: Int) -> Self {
    Self(
      .inconsistent,
      "'lanes' is \(lanes), and 'macs_per_cycle' is \(macs), which does not divide it; an instruction takes whole "
        + "steps of products, so give a divisor of \(lanes)")
  }

  static func noStealing(_ distribution: IndependentArray.Distribution) -> Self {
    Self(
      .inconsistent,
      "'steal_steps' plays no part with the distribution '\(distribution.rawValue)', where units keep to their own "
        + "filters; write 'distribution: stealing', or remove it")
  }

  static func noPart(_ key: String, _ dataflow: Dataflow) -> Self {
    let reason =
      switch dataflow {
      case _ where key == "accumulate_interval" || key == "interleaved_sums":
        "sums go on from row to row, and no element adds to one twice"
      case .outputStationary: "no operand is preloaded"
      case .weightStationary: "results leave while the fold streams"
      case .inputStationary:
        key == "drain" ? "results leave while the fold streams" : "inputs rest and not weights"
      }
    return Self(
      .inconsistent,
      "'\(key)' plays no part with the dataflow '\(dataflow.rawValue)', where \(reason); remove it")
  }

  static let interleavedAtOnce = Self(
    .inconsistent,
    "with 'drain: immediate' results are written before the fold's end, and those of several 'interleaved_sums' would be "
      + "before its beginning; leave one of the two out")

  static func notElement(_ key: String, _ text: String) -> Self {
    if let blocks = NumberFormat(name: text) {
      return Self(
        .unknownName,
        "'\(key)' is \(quoted(text)), blocks of \(blocks.element) with a scale, and multipliers take elements; write \(blocks.element)"
      )
    }
    let hint =
      NumberFormat.meant(by: text).map { "did you mean '\($0)'?" } ?? "it must be \(NumberFormat.elementList)"
    return Self(.unknownName, "'\(key)' is \(quoted(text)), which is no number format; \(hint)")
  }

  /// A text that is neither a number nor the one word that may stand in its place.
  static func numberOrWord(_ key: String, _ text: String, number: String, word: String) -> Self {
    let nearest = NearestName.of(text, among: [word])
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "it must be \(number), or '\(word)'"
    return Self(.unknownName, "'\(key)' cannot be \(quoted(text)); \(hint)")
  }

  static func sharedAndOwn(_ operands: [String]) -> Self {
    Self(
      .inconsistent,
      "the buffers are 'shared' and \(operands.map { "'\($0)'" }.joined(separator: ", ")) at once; keep "
        + "either the shared one, or 'input', 'weight' and 'output' (a variant removes a key with null)")
  }

  static let noMemory = Self(
    .impossibleDesign, "there is no memory, so nothing holds the tensors; name at least one")

  static func idealWithRate(_ memory: String, _ keys: [String]) -> Self {
    Self(
      .inconsistent,
      "\(memory) is ideal, and \(keys.map { "'\($0)'" }.joined(separator: ", ")) would have no effect; remove "
        + "them (a variant removes a key with null, --set can replace the whole: \(memory)={type: ideal})")
  }

  static func placementNeeded(_ count: Int) -> Self {
    Self(
      .missingKey,
      "there are \(count) memories, so the design needs a 'placement'; add it: the memory of 'input', 'weight', "
        + "'output' and 'cache'")
  }

  static func choiceNotDistinct(_ key: String) -> Self {
    Self(.inconsistent, "'\(key)' must name at least one memory, and each once")
  }

  static func neverReached(_ key: String, behind memory: String) -> Self {
    Self(
      .inconsistent,
      "'\(key)' names memories behind '\(memory)', which has no 'capacity' and so holds everything; give it one, or "
        + "name it last")
  }

  static func tooManyMemories(_ count: Int) -> Self {
    Self(.outOfRange, "there are \(count) memories; there may be \(DesignLimits.memories)")
  }
}

// MARK: - Designs that cannot exist

extension Finding.Message {
  static func nothingFeeds(_ key: String, context: String) -> Self {
    Self(
      .impossibleDesign,
      "\(context) has no \(key), so nothing feeds the array; '\(key)' must be at least 1")
  }

  static func bufferTooSmall(_ name: String, _ size: Bytes, least: Bytes, tiles: Int, slot: Int) -> Self {
    let each = name == "buffers.shared" ? " of each operand" : ""
    return Self(
      .impossibleDesign,
      "\(name) has \(size), too small for \(tiles) tiles of one element\(each), "
        + "at least a word: \(tiles) x \(slot) B = \(least); give it at least that")
  }

  static func fewerMostTiles(_ name: String, _ most: Int, tiles: Int) -> Self {
    Self(
      .inconsistent,
      "'most_tiles' is \(most), and \(name) has \(tiles) tiles; give 'most_tiles' at least \(tiles), or fewer 'tiles'"
    )
  }

  static func bankWithoutWord(_ name: String, _ size: Bytes, banks: Int, width: Bytes) -> Self {
    Self(
      .impossibleDesign,
      "\(name) has \(size), less than one word in each bank: \(banks) banks x \(width) = "
        + "\(Bytes(count: banks * width.count)); give it more, or fewer banks")
  }

  static func accumulatorTooNarrow(
    _ input: NumberFormat, _ weight: NumberFormat, _ accumulate: NumberFormat
  ) -> Self {
    Self(
      .impossibleDesign,
      "'accumulate' is \(accumulate), narrower than one product: \(input) x \(weight) takes "
        + "\(input.bits) + \(weight.bits) = \(input.bits + weight.bits) bits; make it at least as wide")
  }

  static func accumulatorUnsigned(
    _ input: NumberFormat, _ weight: NumberFormat, _ accumulate: NumberFormat
  ) -> Self {
    Self(
      .impossibleDesign,
      "'accumulate' is \(accumulate), which cannot hold the negative products of \(input) x \(weight); "
        + "write \(accumulate.family == .floatingPoint ? "a format with a sign, such as fp16" : "int\(accumulate.bits)")"
    )
  }

  static func accumulatorOfIntegers(
    _ input: NumberFormat, _ weight: NumberFormat, _ accumulate: NumberFormat
  ) -> Self {
    Self(
      .impossibleDesign,
      "'accumulate' is \(accumulate), an integer, and \(input) x \(weight) is not; "
        + "write a floating-point format, for example fp32")
  }

  static func uncountableRate(
    _ name: String, _ bandwidth: Bandwidth, _ clock: Frequency, _ rate: Ratio
  ) -> Self {
    Self(
      .impossibleDesign,
      "memory \(quoted(name)) moves \(bandwidth) at a clock of \(clock), that is \(rate) bytes a cycle, and with "
        + "the widths of the buffers the fraction is too fine to count in 64 bits; round the bandwidth or the "
        + "clock so that their ratio has small terms, and give the buffers banks x width a power of two")
  }
}
