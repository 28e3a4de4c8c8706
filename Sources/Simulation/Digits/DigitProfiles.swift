import Hardware
import Mapping
import Workloads

/// The passes of a product whose multipliers add digit by digit (docs/model.md, 13.4).
///
/// What a vector takes are sums and greatest values over rows of either factor, found once for all passes that have them;
/// products are never gone through.
struct DigitProfiles {
  private let values: DigitValues
  private let bits: ReductionBits
  private let array: BroadcastArray
  private var shapes: [ProductPassShape: WindowedShape] = [:]
  private var inputs = KnownFactors<DigitFactor>()
  private var weights = KnownFactors<DigitFactor>()
  /// Of a factor that is not recoded, by position of k, how many of its elements are not 0.
  private var counts = KnownFactors<[Int]>()

  init?(_ product: Product, _ work: Work, on design: Design) {
    guard case .broadcast(let array) = design.array, let digits = array.digits else { return nil }
    self.array = array
    values = DigitValues(product, work, digits)
    bits = ReductionBits(product: product, zeros: work.zeros)
  }

  mutating func profile(
    of pass: ProductPass, on design: Design, _ budget: inout ProfileBudget
  ) throws(PlanError) -> PassProfile {
    guard let content = pass.shape.content else {
      preconditionFailure("a pass without its part of the product")
    }
    let wide = BroadcastPass(array: array, pass: pass)
    var shape = pass.shape
    shape.content = nil
    let known: WindowedShape
    if let found = shapes[shape] {
      known = found
    } else {
      let traffic = try wide.traffic(design.buffers, &budget)
      known = WindowedShape(traffic: traffic, profile: wide.profile(traffic, design.buffers))
      shapes[shape] = known
    }
    let vectors = wide.groups * wide.filterChunks.count * wide.sets.count * wide.reductionChunks.count
    if !known.profile.isClosedForm || values.digits.operand == .both { try budget.spend(vectors: vectors) }
    var counted = DigitCounts(keepsSteps: !known.profile.isClosedForm)
    for group in content.groups.start..<content.groups.end { count(wide, content, group, &counted) }
    var profile = known.profile
    profile.steps += counted.steps - vectors
    profile.effective = counted.effective
    profile.ineffectual = counted.costs - counted.effective
    profile.imbalance = counted.multiplierSteps - counted.costs
    profile.unmapped = counted.steps * array.elements - counted.multiplierSteps
    profile.digits = counted.digits
    profile.effectiveProducts = pass.groups * pass.validTaps * pass.filters
    let gates =
      switch values.digits.operand {
      case .input: array.sparsity.weight == .gate
      case .weight: array.sparsity.input == .gate
      case .both: false
      }
    profile.gated = gates ? counted.digits - counted.effective : 0
    guard !known.profile.isClosedForm else {
      profile.cycles += counted.steps - vectors
      return profile
    }
    try budget.spend(steps: profile.steps)
    profile.cycles = wide.sweptCycles(design.buffers, steps: VectorSteps(wide, counted.all))
    return profile
  }

  /// Counts the vectors of a group.
  private mutating func count(
    _ pass: BroadcastPass, _ content: PassContent, _ group: Int, _ counts: inout DigitCounts
  ) {
    let (pixels, filters) = (pass.pass.pixels, pass.pass.filters)
    let (sets, chunks, windows) = (pass.sets.count, pass.filterChunks.count, pass.reductionChunks.count)
    switch values.digits.operand {
    case .weight:
      let factor = weightDigits(pass, content, group)
      let nonzeros = inputNonzeros(content, group)
      counts.add(factor, rows: pixels, vectors: sets)
      for k in nonzeros.indices { counts.effective += factor.digits[k] * nonzeros[k] }
      guard counts.keepsSteps else { return }
      for chunk in 0..<chunks {
        for _ in 0..<sets { counts.all += factor.steps[chunk * windows..<(chunk + 1) * windows] }
      }
    case .input:
      let factor = inputDigits(pass, content, group)
      let nonzeros = weightNonzeros(content, group)
      counts.add(factor, rows: filters, vectors: chunks)
      for k in nonzeros.indices { counts.effective += factor.digits[k] * nonzeros[k] }
      if counts.keepsSteps { for _ in 0..<chunks { counts.all += factor.steps } }
    case .both:
      counts.add(inputDigits(pass, content, group), weightDigits(pass, content, group), pass)
    }
  }

  private mutating func inputDigits(_ pass: BroadcastPass, _ content: PassContent, _ group: Int)
    -> DigitFactor
  {
    let content = content.ofInput(group)
    let values = values
    return inputs.factor(content, size: { $0.size }) { values.inputs(pass, content, group: group) }
  }

  private mutating func weightDigits(_ pass: BroadcastPass, _ content: PassContent, _ group: Int)
    -> DigitFactor
  {
    let content = content.ofWeight(group)
    let values = values
    return weights.factor(content, size: { $0.size }) { values.weights(pass, content, group: group) }
  }

  private mutating func inputNonzeros(_ content: PassContent, _ group: Int) -> [Int] {
    let content = content.ofInput(group)
    let bits = bits
    return counts.factor(content, size: { $0.count }) {
      bits.inputs(
        image: content.image, group: group, rows: content.rows.start..<content.rows.end,
        columns: content.columns.start..<content.columns.end, channels: content.channels
      ).columnCounts
    }
  }

  private mutating func weightNonzeros(_ content: PassContent, _ group: Int) -> [Int] {
    let content = content.ofWeight(group)
    let bits = bits
    return counts.factor(content, size: { $0.count }) {
      bits.weights(group: group, filters: content.filters, channels: content.channels).columnCounts
    }
  }
}

/// Sums over the vectors of a pass.
private struct DigitCounts {
  var steps = 0
  var multiplierSteps = 0
  var costs = 0
  var digits = 0
  var effective = 0
  /// Steps of each vector, by group, chunk of filters, set of pixels and window, where they are wanted one by one.
  var all: [Int32] = []
  let keepsSteps: Bool

  init(keepsSteps: Bool) { self.keepsSteps = keepsSteps }

  /// Adds what the one factor that is recoded decides: with each of so many rows of the other, in so many vectors.
  mutating func add(_ factor: DigitFactor, rows: Int, vectors: Int) {
    steps += factor.stepSum * vectors
    multiplierSteps += factor.multiplierSteps * rows
    costs += factor.costs * rows
    digits += factor.digits.reduce(0, +) * rows
  }

  /// Adds the vectors of two factors that are recoded: each pair of digits takes a step.
  mutating func add(_ inputs: DigitFactor, _ weights: DigitFactor, _ pass: BroadcastPass) {
    let length = inputs.digits.count
    var pairs = 0
    var nonzeros = 0
    for k in 0..<length {
      pairs += inputs.digits[k] * weights.digits[k]
      nonzeros += inputs.nonzeros[k] * weights.nonzeros[k]
    }
    digits += pairs
    effective += pairs
    costs += pairs + pass.pass.pixels * pass.pass.filters * length - nonzeros
    inputs.most.withUnsafeBufferPointer { left in
      weights.most.withUnsafeBufferPointer { right in
        for chunk in 0..<pass.filterChunks.count {
          let filters = pass.filterChunks[chunk].count
          for set in 0..<pass.sets.count {
            let lanes = pass.sets.size(of: set) * filters
            for window in 0..<pass.reductionChunks.count {
              let range = pass.reductionChunks[window]
              let (one, other) = (set * length, chunk * length)
              var greatest: UInt16 = 1
              // No value has more than 17 digits.
              for k in range { greatest = max(greatest, left[one + k] &* right[other + k]) }
              steps += Int(greatest)
              multiplierSteps += Int(greatest) * lanes * range.count
              if keepsSteps { all.append(Int32(greatest)) }
            }
          }
        }
      }
    }
  }
}

/// What was found of parts of a factor, kept for passes that come back to them as far as that is little.
private struct KnownFactors<Found> {
  private static var mostWords: Int { 1 << 22 }

  private var known: [PassContent: Found] = [:]
  private var words = 0

  mutating func factor(_ content: PassContent, size: (Found) -> Int, _ find: () -> Found) -> Found {
    if let found = known[content] { return found }
    let found = find()
    if words + size(found) > Self.mostWords {
      known.removeAll(keepingCapacity: true)
      words = 0
    }
    words += size(found)
    known[content] = found
    return found
  }
}

extension DigitFactor {
  /// Words that it takes, about.
  fileprivate var size: Int { steps.count / 2 + digits.count * 2 + most.count / 4 }
}

extension PassContent {
  /// What decides the inputs of a group.
  fileprivate func ofInput(_ group: Int) -> PassContent {
    var content = self
    content.groups = Segment(start: group, count: 1)
    content.filters = Segment(start: 0, count: 0)
    return content
  }

  /// What decides the weights of a group.
  fileprivate func ofWeight(_ group: Int) -> PassContent {
    let nothing = Segment(start: 0, count: 0)
    var content = self
    content.groups = Segment(start: group, count: 1)
    (content.image, content.rows, content.columns) = (0, nothing, nothing)
    return content
  }
}

extension BitRows {
  /// Rows in which a bit is set, for each bit of a row.
  fileprivate var columnCounts: [Int] {
    var counts = [Int](repeating: 0, count: length)
    for row in 0..<rows {
      for word in 0..<stride {
        var bits = words[row * stride + word]
        while bits != 0 {
          counts[word * 64 + bits.trailingZeroBitCount] += 1
          bits &= bits - 1
        }
      }
    }
    return counts
  }
}
