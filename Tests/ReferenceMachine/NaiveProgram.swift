import Tensors
import Workloads

/// What the operators mean, one after the other, without any machine.
struct NaiveProgram {
  /// By operator: what every element that it reads holds before it.
  private(set) var reads: [[MemoryImage.Key: Int]] = []
  /// By operator: what it writes.
  private(set) var writes: [[(key: MemoryImage.Key, value: Int)]] = []
  /// By operator: the pairs of a product whose tap is inside the image and whose factors are not zero.
  private(set) var effectualPairs: [Int] = []

  /// By operator: of a product whose sums are multiplied by scales every output.
  private(set) var scaledSums: [[OutputPlace: Int]] = []

  /// By operator: of a product every sum as it leaves the array, before it is converted.
  private(set) var sums: [[Int]] = []

  /// - Parameters:
  ///   - layouts: By operator and operand, those of stored tensors.
  ///   - encodings: Those of tensors of encoded formats.
  ///   - multiplications: By operator.
  ///   - given: The values of elements that the stream says.
  ///   - image: Gets the values of all that is read and that no operator before has written.
  init(
    stream: [SequencedWork], layouts: [[StoredLayout?]], encodings: [[EncodedLayout?]],
    multiplications: [Multiplication], given: GivenValues, leavesBlocksOut: Bool, image: inout MemoryImage
  ) throws {
    var later = image
    for (number, item) in stream.enumerated() {
      let work = item.work
      let (layouts, encodings, multiplication) = (layouts[number], encodings[number], multiplications[number])
      var read: [MemoryImage.Key: Int] = [:]
      func value(_ key: MemoryImage.Key?) -> Int {
        guard let key else { return 0 }
        if let value = later[key] {
          read[key] = value
          return value
        }
        let value = given[key] ?? image.seeded(key)
        image[key] = value
        later[key] = value
        read[key] = value
        return value
      }
      let places = Operand.allCases.map { TensorPlace($0, of: work, layouts, encodings) }
      var written: [(key: MemoryImage.Key, value: Int)] = []
      func write(_ index: Int, _ value: Int) {
        // A zero of a stored output leaves nothing behind, whatever was computed.
        if let key = places[2].key(index) { written.append((key, value)) }
      }
      var effectual = 0
      switch work.body {
      case .product(let product, let epilogue):
        let zeros = work.zeros
        let factors = [Operand.input, .weight].map { operand in
          NaiveFactor(
            operand, work, places[operand.index], multiplication,
            count: operand == .input ? product.inputElements : product.weightElements, value)
        }
        let (input, weight) = (factors[0].numbers, factors[1].numbers)
        let parameters = TensorPlace(at: work.addresses.parameters, bits: work.formats.weight.bits)
        let count = epilogue.reduce(0) { $0 + $1.parametersPerFilter } * product.groups * product.filters
        for index in 0..<count { _ = value(parameters.key(index)) }
        let (output, pairs, strays) = convolution(
          product, zeros, input: input, weight: weight, isStored: layouts.map { $0 != nil })
        try require(
          strays == 0, "\(strays) elements are zero in a stored tensor or in its mask, but not in both")
        effectual = pairs
        var scaled: [OutputPlace: Int] = [:]
        let kind = multiplication.dequantization
        if kind == .group || kind == .tile, factors.contains(where: { $0.scales != nil }) {
          let walk = ScaleWalk(work, product)
          scaled = scaledConvolution(
            product, zeros, input: factors[0].scaled(walk.inputHasFields),
            weight: factors[1].scaled(walk.weightHasFields))
        }
        scaledSums.append(scaled)
        for (index, sum) in output.enumerated() {
          // What nobody needs may be there or not.
          if leavesBlocksOut, let needed = zeros.output, !isNeeded(index, of: product, needed) { continue }
          write(index, places[2].key(index).flatMap { given[$0] } ?? converted(sum))
        }
        sums.append(output)
      case .vector(let vector):
        for unit in 0..<vector.units {
          for channel in 0..<channelCount(of: vector) {
            try computeUnit(vector, unit, channel) { operand, index in
              value(places[operand.index].key(index))
            } write: { index, result in
              write(index, places[2].key(index).flatMap { given[$0] } ?? result)
            }
          }
        }
        sums.append([])
        scaledSums.append([:])
      }
      for (key, value) in written { later[key] = value }
      reads.append(read)
      writes.append(written)
      effectualPairs.append(effectual)
    }
  }

  /// All that an operator writes is in memory.
  func check(_ operation: Int, _ image: MemoryImage) throws {
    for (index, (key, value)) in writes[operation].enumerated() where image[key] != value {
      let found = image[key].map(String.init) ?? "missing"
      throw ReferenceFailure(
        description: "output \(index) of operator \(operation) is \(found), not \(value)")
    }
  }
}

/// A channel of a unit of a vector operator: each of its outputs depends on all that it reads.
func computeUnit(
  _ vector: VectorWork, _ unit: Int, _ channel: Int, read: (Operand, Int) throws -> Int,
  write: (Int, Int) throws -> Void
) throws {
  let own = unit..<unit + 1
  let channels = channelCount(of: vector)
  func isOwn(_ index: Int) -> Bool { index % channels == channel }
  var sum = 0
  for (order, index) in vectorIndices(of: vector.input, units: own).filter(isOwn).enumerated() {
    sum += (order % 7 + 1) * (try read(.input, index))
  }
  for (order, index) in vectorIndices(of: vector.weight, units: own).enumerated() {
    sum += (order % 7 + 1) * (try read(.weight, index))
  }
  for (order, index) in vectorIndices(of: vector.output, units: own).filter(isOwn).enumerated() {
    try write(index, converted(sum + order))
  }
}

/// Whether somebody needs an output, by its number in the layout's order.
private func isNeeded(_ index: Int, of p: Product, _ needed: OccupancyMask) -> Bool {
  let (rest, filter) = index.quotientAndRemainder(dividingBy: p.filters)
  let pixels = p.outputHeight * p.outputWidth
  let (image, group, pixel): (Int, Int, Int) =
    switch p.layout.output {
    case .groupsInside: (rest / p.groups / pixels, rest % p.groups, rest / p.groups % pixels)
    case .groupsOutside: (rest / pixels / p.groups, rest / pixels % p.groups, rest % pixels)
    }
  return needed[(image * pixels + pixel) * p.groups + group, filter]
}

/// Every output element, in the layout's order, by the definition of a convolution; its effectual pairs; and the elements of
/// stored factors that are zero where the mask has none, or not where it has one.
private func convolution(
  _ p: Product, _ zeros: ProductZeros, input: [Int], weight: [Int], isStored: [Bool]
) -> (output: [Int], effectualPairs: Int, strays: Int) {
  var (input, weight) = (input, weight)
  var strays = 0
  // The layouts' loops say where an element lies, without any formula for its number.
  var inputAt = [Int](repeating: 0, count: input.count)
  var number = 0
  walkActivation(p.layout.input, p, height: p.inputHeight, width: p.inputWidth, channels: p.channels) {
    image, group, row, column, channel in
    let place = (((image * p.groups + group) * p.inputHeight + row) * p.inputWidth + column) * p.channels
    inputAt[place + channel] = number
    let row = ((image * p.inputHeight + row) * p.inputWidth + column) * p.groups + group
    let isZero = zeros.input?[row, channel] == false
    if isStored[0], isZero != (input[number] == 0) { strays += 1 }
    if isZero { input[number] = 0 }
    number += 1
  }
  var weightAt = [Int](repeating: 0, count: weight.count)
  number = 0
  walkWeight(p) { group, filter, row, column, channel in
    let place = (((group * p.filters + filter) * p.kernelHeight + row) * p.kernelWidth + column) * p.channels
    weightAt[place + channel] = number
    let index = (row * p.kernelWidth + column) * p.channels + channel
    let isZero = zeros.weight?[group * p.filters + filter, index] == false
    if isStored[1], isZero != (weight[number] == 0) { strays += 1 }
    if isZero { weight[number] = 0 }
    number += 1
  }
  var output: [Int] = []
  var effectualPairs = 0
  walkActivation(p.layout.output, p, height: p.outputHeight, width: p.outputWidth, channels: p.filters) {
    image, group, row, column, filter in
    let pixel = (image * p.outputHeight + row) * p.outputWidth + column
    let isNeeded = zeros.output?[pixel * p.groups + group, filter] ?? true
    var sum = 0
    for i in 0..<p.kernelHeight {
      for j in 0..<p.kernelWidth {
        let y = row * p.strideHeight + i * p.dilationHeight - p.padTop
        let x = column * p.strideWidth + j * p.dilationWidth - p.padLeft
        guard y >= 0, y < p.inputHeight, x >= 0, x < p.inputWidth else { continue }
        for channel in 0..<p.channels {
          let from = (((image * p.groups + group) * p.inputHeight + y) * p.inputWidth + x) * p.channels
          let tap = (((group * p.filters + filter) * p.kernelHeight + i) * p.kernelWidth + j) * p.channels
          let product = input[inputAt[from + channel]] * weight[weightAt[tap + channel]]
          sum += product
          effectualPairs += product == 0 || !isNeeded ? 0 : 1
        }
      }
    }
    output.append(sum)
  }
  return (output, effectualPairs, strays)
}

/// Every output by its place, of factors that are multiplied by their scales.
private func scaledConvolution(
  _ product: Product, _ zeros: ProductZeros, input: [Int], weight: [Int]
) -> [OutputPlace: Int] {
  let sums = convolution(product, zeros, input: input, weight: weight, isStored: [false, false]).output
  var outputs: [OutputPlace: Int] = [:]
  walkActivation(
    product.layout.output, product, height: product.outputHeight, width: product.outputWidth,
    channels: product.filters
  ) { image, group, row, column, filter in
    outputs[OutputPlace(image: image, group: group, row: row, column: column, filter: filter)] =
      sums[outputs.count]
  }
  return outputs
}

func walkActivation(
  _ layout: ProductLayout.Activation, _ product: Product, height: Int, width: Int, channels: Int,
  _ visit: (_ image: Int, _ group: Int, _ row: Int, _ column: Int, _ channel: Int) -> Void
) {
  for image in 0..<product.images {
    switch layout {
    case .groupsInside:
      for row in 0..<height {
        for column in 0..<width {
          for group in 0..<product.groups {
            for channel in 0..<channels { visit(image, group, row, column, channel) }
          }
        }
      }
    case .groupsOutside:
      for group in 0..<product.groups {
        for row in 0..<height {
          for column in 0..<width {
            for channel in 0..<channels { visit(image, group, row, column, channel) }
          }
        }
      }
    }
  }
}

func walkWeight(
  _ product: Product,
  _ visit: (_ group: Int, _ filter: Int, _ row: Int, _ column: Int, _ channel: Int) -> Void
) {
  func walkTaps(_ body: (Int, Int, Int) -> Void) {
    for row in 0..<product.kernelHeight {
      for column in 0..<product.kernelWidth {
        for channel in 0..<product.channels { body(row, column, channel) }
      }
    }
  }
  let (groups, filters) = (0..<product.groups, 0..<product.filters)
  switch product.layout.weight {
  case .filtersOutside:
    for group in groups { for filter in filters { walkTaps { visit(group, filter, $0, $1, $2) } } }
  case .filtersInside:
    for group in groups {
      walkTaps { row, column, channel in
        for filter in filters { visit(group, filter, row, column, channel) }
      }
    }
  case .filtersThenGroups:
    for filter in filters { for group in groups { walkTaps { visit(group, filter, $0, $1, $2) } } }
  case .channelsThenGroups:
    walkTaps { row, column, channel in
      for group in groups { for filter in filters { visit(group, filter, row, column, channel) } }
    }
  }
}
