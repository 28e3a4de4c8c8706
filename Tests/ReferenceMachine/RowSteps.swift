import Hardware
import Workloads

/// A row-stationary array in a product's pass (docs/model.md, 3.4).
struct RowSteps: ArraySteps {
  private let array: RowStationaryArray
  private var tiles: PassTiles
  private let layout: RowLayout
  private let vectors: [RowVector]
  /// Row after row.
  private var elements: [RowElement]
  /// Vectors that have begun, and those whose inputs have been sent for.
  private var begun = 0
  private var fetched = 0
  /// Steps of the vector under way, and those that are over.
  private var length = 0
  private var multiplied = 0
  private var inputBus: [InputDelivery] = []
  private var weightBus: [WeightDelivery] = []
  /// Sums that are added up and wait for their bus.
  private var outputBus: [RowSum] = []
  /// Behind that bus: what left `n + 1` steps ago is in `pipeline[n]`.
  private var pipeline: [[RowSum]]
  /// Whether the first fold finds its weights in the files.
  private var findsWeights = false
  private var isFinished = false
  private(set) var isDone = false
  private(set) var slots = ComputeSlots()
  private(set) var registerLoads = [0, 0]
  private(set) var rowEvents = RowEvents()

  /// - Parameter before: The operator's pass before, on the same core.
  init(
    tiles: PassTiles, array: RowStationaryArray, spatial: ProductMapping.Spatial, after before: RowSteps?
  ) throws {
    try require(spatial == .im2col, "\(spatial) is not admitted")
    self.array = array
    self.tiles = tiles
    layout = try RowLayout(array: array, tiles: tiles)
    vectors = RowVector.all(of: layout.folds, tiles: tiles)
    elements = Array(repeating: RowElement(array: array), count: array.elements)
    if let before, array.weightsStay == .operator, before.leaves(weightsOf: tiles, layout) {
      findsWeights = true
      for number in elements.indices { elements[number].takeWeights(of: before.elements[number]) }
    }
    pipeline = Array(repeating: [], count: array.pipeline - 1)
    rowEvents.count(layout)
  }

  var foldElements: [Int] { layout.folds.map { fold in duties(fold).count { $0 != nil } } }
  var accumulatingWrites: Int { tiles.accumulatingWrites }

  mutating func advance(_ ports: inout BufferPorts) throws {
    if fetched == 0 {
      try fetchWeights(of: 0)
      try fetchInputs()
    }
    try beginNext()
    try bring(&ports)
    try multiply()
    try sendSums(&ports)
  }

  private func duties(_ fold: RowFold) -> [RowDuty?] {
    elements.indices.map { layout.duty(row: $0 / array.columns, column: $0 % array.columns, in: fold) }
  }

  private func keepsWeights(_ fold: Int) -> Bool {
    fold > 0 ? layout.folds[fold].hasWeights(of: layout.folds[fold - 1]) : findsWeights
  }

  /// Whether a next pass over other tiles finds all its weights where it needs them.
  private func leaves(weightsOf next: PassTiles, _ nextLayout: RowLayout) -> Bool {
    let (box, nextBox) = (tiles.box, next.box)
    let isSameTile =
      box.groups == nextBox.groups && box.channels == nextBox.channels && box.filters == nextBox.filters
    return isSameTile && layout.hasOneRun && nextLayout.hasOneRun
      && layout.rowsAbreast == nextLayout.rowsAbreast
  }

  private func isFirst(_ vector: Int) -> Bool {
    vector == 0 || vectors[vector].fold != vectors[vector - 1].fold
  }

  // MARK: Vectors

  /// Begins the next vector, if all that it needs is there and the one before has ended.
  private mutating func beginNext() throws {
    guard multiplied == length, !isFinished else { return }
    guard outputBus.isEmpty else {
      rowEvents.waitsForSums += 1
      return
    }
    guard begun < vectors.count else {
      try addUpSums()
      isFinished = true
      return
    }
    let isFirst = isFirst(begun)
    if fetched == begun {
      // There is one set of files, and nothing of the fold before is in use any more.
      try fetchWeights(of: vectors[begun].fold)
      try fetchInputs()
    }
    let needsWeights = isFirst && !weightBus.isEmpty
    if begun > 0, needsWeights { rowEvents.waitsForWeights += 1 }
    if begun > 0, !inputBus.isEmpty { rowEvents.waitsForInputs += 1 }
    if needsWeights || !inputBus.isEmpty { return }
    if begun > 0 { try addUpSums() }
    try begin(isFirst: isFirst)
  }

  private mutating func begin(isFirst: Bool) throws {
    let vector = vectors[begun]
    let fold = layout.folds[vector.fold]
    if isFirst {
      let duties = duties(fold)
      let keepsWeights = keepsWeights(vector.fold)
      for number in elements.indices {
        elements[number].begin(duties[number], keepsWeights: keepsWeights)
      }
      if keepsWeights, vector.fold > 0 { rowEvents.keptWeights += 1 }
      if keepsWeights, vector.fold == 0 { rowEvents.foundWeights += 1 }
    }
    for number in elements.indices { try elements[number].beginVector(columns: vector.columns) }
    if vector.newTaps.count < vector.columns.count { rowEvents.slidVectors += 1 }
    length =
      min(layout.channels, fold.channels.count) * tiles.product.kernelWidth
      * min(layout.filters, fold.filters.count)
    multiplied = 0
    begun += 1
    // What comes next may come while this vector is multiplied, into the registers that it has left.
    if isFirst, array.preload == .shadowed, vector.fold + 1 < layout.folds.count {
      try fetchWeights(of: vector.fold + 1)
    }
    if begun < vectors.count, !self.isFirst(begun) || array.preload == .shadowed { try fetchInputs() }
  }

  /// A product in each element that has one, or a step in which nothing is under way.
  private mutating func multiply() throws {
    guard multiplied < length else {
      slots.fillDrain += array.elements
      return
    }
    let vector = vectors[begun - 1]
    let filters = min(layout.filters, layout.folds[vector.fold].filters.count)
    let (place, filter) = multiplied.quotientAndRemainder(dividingBy: filters)
    let (channel, kernelColumn) = place.quotientAndRemainder(dividingBy: tiles.product.kernelWidth)
    for number in elements.indices {
      let factors = try elements[number].multiply(
        channel: channel, column: vector.columns[kernelColumn], kernelColumn: kernelColumn, filter: filter)
      if let factors {
        slots.count(input: factors.input, weight: factors.weight, array.sparsity)
      } else {
        slots.unmapped += 1
      }
    }
    multiplied += 1
  }

  // MARK: What comes

  /// Puts the new inputs of the next vector on their bus; padding is made where it is needed.
  private mutating func fetchInputs() throws {
    try require(inputBus.isEmpty, "inputs of two vectors are on the bus")
    let vector = vectors[fetched]
    let fold = layout.folds[vector.fold]
    let duties = duties(fold)
    fetched += 1
    for channel in fold.channels {
      for kernelColumn in vector.newTaps {
        let input = RowElement.Input(channel: channel, column: vector.columns[kernelColumn])
        // By the input's row, or by the pair of rows that takes it.
        var places: [[Int]: Int] = [:]
        for (number, duty) in duties.enumerated() {
          guard let duty, duty.channels.contains(channel) else { continue }
          let row = tiles.inputRow(of: duty.row, kernelRow: duty.kernelRow)
          guard tiles.isInside(row: row, column: input.column) else {
            try receive(input, 0, number)
            continue
          }
          let key = array.multicast ? [row] : [duty.kernelRow, duty.row]
          if let place = places[key] {
            inputBus[place].takers.append(number)
            continue
          }
          places[key] = inputBus.count
          inputBus.append(
            InputDelivery(
              group: fold.group, pixel: duty.row * tiles.box.columns.count + vector.column,
              index: reductionIndex(duty.kernelRow, kernelColumn, channel), input: input, takers: [number]))
        }
      }
    }
  }

  /// Puts the weights of a fold on their bus, unless they are still there.
  private mutating func fetchWeights(of number: Int) throws {
    guard !keepsWeights(number) else { return }
    try require(weightBus.isEmpty, "weights of two folds are on the bus")
    let fold = layout.folds[number]
    let duties = duties(fold)
    for element in elements.indices { elements[element].dropWeights() }
    for filter in fold.filters {
      for channel in fold.channels {
        for kernelRow in 0..<tiles.product.kernelHeight {
          let takers = duties.indices.filter { element in
            guard let duty = duties[element] else { return false }
            return duty.kernelRow == kernelRow && duty.channels.contains(channel)
              && duty.filters.contains(filter)
          }
          try require(!takers.isEmpty, "nothing takes the weights of filter \(filter)")
          for kernelColumn in 0..<tiles.product.kernelWidth {
            weightBus.append(
              WeightDelivery(
                group: fold.group, index: reductionIndex(kernelRow, kernelColumn, channel), filter: filter,
                weight: .init(channel: channel, kernelColumn: kernelColumn, filter: filter), takers: takers))
          }
        }
      }
    }
  }

  private func reductionIndex(_ kernelRow: Int, _ kernelColumn: Int, _ channel: Int) -> Int {
    (kernelRow * tiles.product.kernelWidth + kernelColumn) * tiles.channels + channel
  }

  private mutating func receive(_ input: RowElement.Input, _ value: Int, _ element: Int) throws {
    try elements[element].receive(input, value)
    registerLoads[0] += 1
  }

  /// Both buses bring a batch.
  private mutating func bring(_ ports: inout BufferPorts) throws {
    for one in inputBus.prefix(array.buses.input) {
      guard let value = try tiles.ownInput(one.group, one.pixel, one.index, &ports) else {
        throw ReferenceFailure(description: "an input outside the image is on the bus")
      }
      for taker in one.takers { try receive(one.input, value, taker) }
    }
    inputBus.removeFirst(min(array.buses.input, inputBus.count))
    for one in weightBus.prefix(array.buses.weight) {
      let value = try tiles.ownWeight(one.group, one.index, one.filter, &ports)
      for taker in one.takers {
        try elements[taker].receive(one.weight, value)
        registerLoads[1] += 1
      }
    }
    weightBus.removeFirst(min(array.buses.weight, weightBus.count))
  }

  // MARK: What leaves

  /// Adds the sums of the vector that has ended up, down each column, and puts them on their bus.
  private mutating func addUpSums() throws {
    let vector = vectors[begun - 1]
    let fold = layout.folds[vector.fold]
    for column in 0..<array.columns {
      var sums: [Int: Int] = [:]
      for row in 0..<array.rows {
        for (filter, value) in elements[row * array.columns + column].takeSums() {
          sums[filter, default: 0] += value
        }
      }
      let row = fold.rows.lowerBound + column % layout.rowsAbreast
      for (filter, value) in sums.sorted(by: { $0.key < $1.key }) {
        outputBus.append(
          RowSum(
            fold: vector.fold, pixel: row * tiles.box.columns.count + vector.column, filter: filter,
            value: value))
      }
    }
    try require(
      outputBus.count == fold.filters.count * fold.rows.count, "a vector has \(outputBus.count) sums")
  }

  /// The bus takes a batch of sums; what has passed the pipeline is written.
  private mutating func sendSums(_ ports: inout BufferPorts) throws {
    pipeline.insert(Array(outputBus.prefix(array.buses.output)), at: 0)
    outputBus.removeFirst(min(array.buses.output, outputBus.count))
    for sum in pipeline.removeLast() {
      let fold = layout.folds[sum.fold]
      let adds = fold.channels.lowerBound > 0
      tiles.countOwnWrite(addsToFormerChunk: adds, &ports)
      try tiles.keep(sum.value, fold.group, sum.pixel, sum.filter, addsToFormerChunk: adds)
    }
    guard isFinished, outputBus.isEmpty, pipeline.allSatisfy(\.isEmpty) else { return }
    isDone = true
    let runs = Set(layout.folds.map(\.channels.lowerBound)).count
    try require(
      tiles.resultsWritten == tiles.groups * tiles.pixels * tiles.filters * runs,
      "a result was not written once in each run of channels")
  }
}
