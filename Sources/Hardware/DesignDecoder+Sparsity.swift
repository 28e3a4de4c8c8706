import Documents

/// How an array can deal with zeros: what its `sparsity` may say.
enum SparsityKind {
  /// No zero saves a slot.
  case gating
  /// N:M weights in the places of a systolic array.
  case places
  /// Lanes that choose among the positions of a window; of N:M weights, the width of the trees decides the window.
  case windows(reduction: Int?)
  /// Items that are broadcast.
  case items
  /// Parts of chains of DSPs; nil where the chains are not known.
  case segments(SegmentedChain?)
}

/// What decides into which parts a chain of DSPs can be broken.
struct SegmentedChain {
  var positions: Int
  var ofGroup: Int
}

extension DesignDecoder {
  /// `sparsity:` of an array: what it does about the zeros of each operand, among what its topology can do.
  static func decodeSparsity(_ reader: MappingReader, _ kind: SparsityKind) -> ArraySparsity {
    var sparsity = ArraySparsity.none
    guard let block = reader.mappingIfPresent("sparsity") else { return sparsity }
    let actions = kind.actions
    if let input = block.mappingIfPresent("input") {
      sparsity.input = decodeAction(input, actions.input, of: block)
      input.finish()
    }
    var hasPattern = false
    if let weight = block.mappingIfPresent("weight") {
      sparsity.weight = decodeAction(weight, actions.weight, of: block)
      // A key that is asked for counts as known.
      switch kind {
      case .places, .windows: hasPattern = sparsity.weight == .skip && weight.has("pattern")
      case .gating, .items, .segments: break
      }
      decodeStorage(weight, kind, &sparsity)
      weight.finish()
    }
    switch kind {
    case .gating, .places, .segments: break
    case .items:
      decodeWindow(block, &sparsity)
    case .windows:
      if sparsity.skips, !hasPattern { decodeWindow(block, &sparsity) }
    }
    block.finish()
    return sparsity
  }

  /// The window, and what is looked through in a step: all of it where nothing else is said.
  private static func decodeWindow(_ block: MappingReader, _ sparsity: inout ArraySparsity) {
    sparsity.window = block.integer("window", in: DesignLimits.window)
    let scan = block.integerIfPresent("scan", in: DesignLimits.window)
    // Without a window, which is an error, nothing is looked through.
    if let window = sparsity.window { sparsity.scan = scan ?? window }
  }

  private static func decodeAction(
    _ reader: MappingReader, _ actions: [ArraySparsity.Action], of block: MappingReader
  ) -> ArraySparsity.Action {
    guard let action = reader.enumeration("action", as: ArraySparsity.Action.self) else {
      // Which keys belong to it is unknown.
      for key in ["pattern", "run_bits", "densities", "block"] { _ = reader.has(key) }
      for key in ["window", "scan"] { _ = block.has(key) }
      return .none
    }
    if !actions.contains(action) { reader.report(.actionNotAdmitted(action, actions), at: "action") }
    return action
  }

  /// What weights that are skipped must be like, and how they are kept.
  private static func decodeStorage(
    _ reader: MappingReader, _ kind: SparsityKind, _ sparsity: inout ArraySparsity
  ) {
    guard sparsity.weight == .skip else { return }
    switch kind {
    case .gating: break
    case .places:
      sparsity.pattern = reader.text("pattern", as: "N:M, such as \"2:4\"")
        .flatMap { pattern($0, reader, reduction: nil) }
    case .windows(let reduction):
      sparsity.pattern = reader.textIfPresent("pattern").flatMap {
        pattern($0, reader, reduction: reduction)
      }
    case .items: sparsity.runBits = reader.integerIfPresent("run_bits", in: 1...16)
    case .segments(let chain):
      sparsity.block = reader.integer("block", in: DesignLimits.side, default: 1)
      guard let densities = reader.integers("densities", in: DesignLimits.chain) else { break }
      sparsity.densities = densities
      if let chain, let message = problem(densities, chain) { reader.report(message, at: "densities") }
    }
  }

  /// Why parts of a chain cannot have so many positions each.
  private static func problem(_ densities: [Int], _ chain: SegmentedChain) -> Finding.Message? {
    guard densities.last == chain.positions, let first = densities.first,
      first.isMultiple(of: chain.ofGroup),
      zip(densities, densities.dropFirst()).allSatisfy({ $0 < $1 && $1.isMultiple(of: $0) })
    else { return .noDensities(densities, positions: chain.positions, ofGroup: chain.ofGroup) }
    return nil
  }

  /// "2:4": at most two of every four.
  private static func pattern(
    _ text: String, _ reader: MappingReader, reduction: Int?
  ) -> ArraySparsity.WeightPattern? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let nonzeros = parts[0], let groupSize = parts[1], nonzeros >= 1,
      groupSize > nonzeros, groupSize <= DesignLimits.window.upperBound
    else {
      reader.report(.noPattern(text), at: "pattern")
      return nil
    }
    if let reduction, !reduction.isMultiple(of: nonzeros) {
      reader.report(.patternDoesNotFill(text, width: reduction), at: "pattern")
      return nil
    }
    return ArraySparsity.WeightPattern(nonzeros: nonzeros, groupSize: groupSize)
  }

  static func decodeIndependent(_ reader: MappingReader) -> ProcessingArray? {
    let units = reader.integer("units", in: DesignLimits.side)
    let multipliers: Int = reader.integer("multipliers", in: DesignLimits.side, default: 1)
    let queue = reader.integer("queue", in: DesignLimits.queue)
    let distribution =
      reader.has("distribution")
      ? reader.enumeration("distribution", as: IndependentArray.Distribution.self) : .interleaved
    let stealSteps = decodeStealSteps(distribution, reader)
    let leastSteps = reader.integer("least_steps", in: 0...1, default: 1)
    let pipeline = reader.integer("pipeline", in: 0...DesignLimits.pipeline.upperBound)
    let formats = reader.mapping("precision").flatMap(decodePrecision)
    if !reader.has("sparsity") { _ = reader.mapping("sparsity") }
    let sparsity = decodeSparsity(reader, .items)
    if sparsity.runBits != nil, sparsity.window != 1 {
      reader.report(.runsNeedSinglePositions(sparsity.window ?? 1), at: "sparsity")
    }
    reader.finish()
    guard let units, let queue, let distribution, let pipeline, let formats, sparsity.window != nil
    else { return nil }
    guard units * multipliers <= DesignLimits.elements else {
      reader.report(.tooManyMultipliers(units * multipliers), at: "units")
      return nil
    }
    return .independent(
      IndependentArray(
        units: units, multipliers: multipliers, queue: queue, distribution: distribution,
        stealSteps: stealSteps, leastSteps: leastSteps, pipeline: pipeline, precision: formats,
        sparsity: sparsity))
  }

  /// `steal_steps`, which may only be given where units take work of each other.
  private static func decodeStealSteps(
    _ distribution: IndependentArray.Distribution?, _ reader: MappingReader
  ) -> Int {
    let steps = reader.integerIfPresent("steal_steps", in: DesignLimits.stealSteps)
    if let distribution, distribution != .stealing, reader.has("steal_steps") {
      reader.findings.add(.noStealing(distribution), at: reader.keyPosition(of: "steal_steps"))
    }
    return distribution == .stealing ? steps ?? 0 : 0
  }
}

extension SparsityKind {
  fileprivate var actions: (input: [ArraySparsity.Action], weight: [ArraySparsity.Action]) {
    switch self {
    case .gating: ([.none, .gate], [.none, .gate])
    case .places, .segments: ([.none, .gate], ArraySparsity.Action.allCases)
    case .windows, .items: (ArraySparsity.Action.allCases, ArraySparsity.Action.allCases)
    }
  }
}

extension ArraySparsity {
  /// The entry of a resolved design; nil for a dense array.
  var entry: Node.Entry? {
    guard self != .none else { return nil }
    var ofWeight = [Node.Entry(key: "action", value: .text(weight.rawValue))]
    if let pattern { ofWeight.append(Node.Entry(key: "pattern", value: .text("\(pattern)"))) }
    if !densities.isEmpty {
      ofWeight.append(Node.Entry(key: "densities", value: .sequence(densities.map { .integer($0) })))
      ofWeight.append(Node.Entry(key: "block", value: .integer(block)))
    }
    if let runBits { ofWeight.append(Node.Entry(key: "run_bits", value: .integer(runBits))) }
    var entries = [
      Node.Entry(key: "input", value: .mapping(["action": .text(input.rawValue)])),
      Node.Entry(key: "weight", value: .mapping(ofWeight)),
    ]
    if let window {
      entries.append(Node.Entry(key: "window", value: .integer(window)))
      entries.append(Node.Entry(key: "scan", value: .integer(scan ?? window)))
    }
    return Node.Entry(key: "sparsity", value: .mapping(entries))
  }
}
