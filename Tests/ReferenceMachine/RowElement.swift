import Hardware

/// An element of a row-stationary array: its files, and what has come for the next vector or fold (docs/model.md, 3.4).
struct RowElement {
  /// A place of the input's row that the element slides along; of its padding, too.
  struct Input: Hashable {
    var channel: Int
    var column: Int
  }
  struct Weight: Hashable {
    var channel: Int
    var kernelColumn: Int
    var filter: Int
  }

  private let array: RowStationaryArray
  private(set) var duty: RowDuty?
  private var inputs: [Input: Int] = [:]
  private var weights: [Weight: Int] = [:]
  private var sums: [Int: Int] = [:]
  private var nextInputs: [Input: Int] = [:]
  private var nextWeights: [Weight: Int] = [:]

  init(array: RowStationaryArray) { self.array = array }

  // MARK: What comes

  /// Takes an input for the next vector.
  mutating func receive(_ input: Input, _ value: Int) throws {
    try require(nextInputs.updateValue(value, forKey: input) == nil, "an element takes an input twice")
    try require(nextInputs.count <= array.files.input, "an element takes more inputs than its file holds")
  }

  /// Takes a weight for the next fold: into the file, or into the second one.
  mutating func receive(_ weight: Weight, _ value: Int) throws {
    switch array.preload {
    case .serial:
      try require(weights.updateValue(value, forKey: weight) == nil, "an element takes a weight twice")
    case .shadowed:
      try require(nextWeights.updateValue(value, forKey: weight) == nil, "an element takes a weight twice")
    }
    try require(
      max(weights.count, nextWeights.count) <= array.files.weight,
      "an element takes more weights than its file holds")
  }

  /// Goes on with the weights that it had in the pass before.
  mutating func takeWeights(of before: RowElement) { weights = before.weights }

  /// Makes room for weights that are to come, where there is but one file for them.
  mutating func dropWeights() {
    if array.preload == .serial { weights = [:] }
  }

  // MARK: What begins

  /// Begins a fold, with the weights that have come for it or with those of the fold before.
  mutating func begin(_ duty: RowDuty?, keepsWeights: Bool) {
    self.duty = duty
    inputs = [:]
    if !keepsWeights, array.preload == .shadowed {
      weights = nextWeights
      nextWeights = [:]
    }
  }

  /// Begins a vector whose taps are in these columns; what no tap touches makes room.
  mutating func beginVector(columns: [Int]) throws {
    inputs = inputs.filter { columns.contains($0.key.column) }
    for (input, value) in nextInputs {
      try require(inputs.updateValue(value, forKey: input) == nil, "an input is in its file already")
    }
    nextInputs = [:]
    try require(
      inputs.count == columns.count * (duty?.channels.count ?? 0) && inputs.count <= array.files.input,
      "the file of inputs holds \(inputs.count)")
  }

  // MARK: What it does

  /// The factors that are multiplied for a channel and filter of the element, counted from its first; nil where it has none.
  mutating func multiply(
    channel: Int, column: Int, kernelColumn: Int, filter: Int
  ) throws -> (input: Int, weight: Int)? {
    guard let duty, channel < duty.channels.count, filter < duty.filters.count else { return nil }
    let channel = duty.channels.lowerBound + channel
    let filter = duty.filters.lowerBound + filter
    guard let input = inputs[Input(channel: channel, column: column)],
      let weight = weights[Weight(channel: channel, kernelColumn: kernelColumn, filter: filter)]
    else { throw ReferenceFailure(description: "a product's factors are not in their files") }
    sums[filter, default: 0] += input * weight
    try require(sums.count <= array.files.sum, "there are more sums than the file holds")
    return (input, weight)
  }

  /// Hands on the sums of a vector, by filter.
  mutating func takeSums() -> [Int: Int] {
    defer { sums = [:] }
    return sums
  }
}
