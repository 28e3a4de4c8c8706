import Hardware
import Quantities
import Tensors
import TestFiles
import Workloads

/// A small random machine of several cores and a stream of operators; the same for a seed.
struct StreamCase {
  var seed: UInt64
  var design: Design
  var stream: [SequencedWork]
  /// Operators that are the one before once more.
  var copies = 0
  /// Operators that read what the one before the last made.
  var skips = 0

  init(seed: UInt64) {
    var random = RandomNumbers(seed: seed &* 0x9E6C_63D0_876A_9A69 &+ 0x8765_4321)
    self.seed = seed
    design = random.design()
    stream = []
    random.drawActions(on: &design)
    design.boundary = random.chance(65) ? .overlap : .barrier
    if random.chance(10) {
      for index in design.memories.indices { design.memories[index].kind = .ideal }
    } else {
      RandomNumbers.drawDRAM(of: &design, seed: seed)
    }
    design.cores = Cores(
      count: random.pick([1, 2, 2, 2, 3, 3, 4]), partitions: ProductMapping.Partition.allCases,
      delivery: random.chance(60) ? .multicast : .separate,
      reduction: .init(width: random.integer(1...16), latency: random.integer(0...12)))
    let count = design.boundary == .overlap ? random.pick([1, 2, 2, 3, 3, 4, 5]) : random.pick([1, 1, 2])
    var sources: [StreamSources] = []
    while stream.count < count {
      if let last = stream.last, random.chance(15) {
        var copy = last
        (copy.inputFollows, copy.weightFollows) = (false, false)
        stream.append(copy)
        sources.append(StreamSources(copied: stream.count - 2))
        copies += 1
        continue
      }
      var (item, source) = random.operation(design, after: stream.count)
      if let made = source.input, case .some(let before) = stream[safe: made] {
        item.work.formats.input = before.work.formats.output
        item.inputFollows = made == stream.count - 1
        if !item.inputFollows { skips += 1 }
      }
      if source.weightFollows, let before = stream.last {
        item.work.formats.weight = before.work.formats.output
        item.weightFollows = true
      }
      source.weightFollows = item.weightFollows
      random.drawZeros(of: &item.work, item.mapping, on: design)
      stream.append(item)
      sources.append(source)
    }
    drawStorage(sources, &random)
    drawFormats(sources, seed: seed)
    drawArithmetic(sources, seed: seed)
    drawScales(seed: seed)
    drawChains(sources, seed: seed)
    random.place(&stream, sources, design)
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

/// Which operators' outputs an operator reads.
struct StreamSources {
  var input: Int?
  var weightFollows = false
  /// The operator that this one is once more, tensors and all.
  var copied: Int?
}

extension [StreamSources] {
  /// The operator that first made what an operator leaves.
  func owner(_ number: Int) -> Int {
    var number = number
    while let copied = self[number].copied { number = copied }
    return number
  }
}

extension RandomNumbers {
  /// An operator without addresses, and what it reads.
  fileprivate mutating func operation(
    _ design: Design, after count: Int
  ) -> (SequencedWork, StreamSources) {
    var source = StreamSources()
    if count > 0, chance(50) {
      source.input = count - 1
    } else if count > 1, chance(30) {
      source.input = count - 2
    }
    let body: Work.Body
    let mapping: WorkMapping
    if chance(65) {
      var product = product()
      while product.denseMACs > 1500 { product = self.product() }
      var tiles = self.mapping(of: product)
      lay(&tiles, of: product, on: design.array)
      while tiles.passes(of: product) > 40 {
        tiles = self.mapping(of: product)
        lay(&tiles, of: product, on: design.array)
      }
      if design.boundary == .barrier { leaveSlots(of: &tiles) }
      if design.cores.count > 1 { tiles.partition = pick(ProductMapping.Partition.allCases) }
      if tiles.partition == .k { tiles.scan = .raster }
      body = .product(product, epilogue: chance(35) ? epilogue() : [])
      mapping = .product(tiles)
      source.weightFollows = count > 0 && chance(15)
    } else {
      let vector = vectorWork()
      body = .vector(vector)
      mapping = self.mapping(of: vector)
      source.weightFollows = count > 0 && vector.weight != nil && chance(20)
    }
    let empty = OperandAddresses.Place(memory: 0, address: 0)
    let work = Work(
      body: body, formats: OperandFormats(input: format(), weight: format(), output: format()),
      addresses: OperandAddresses(
        input: empty, weight: empty, parameters: empty, output: empty, partialSums: empty))
    return (SequencedWork(work: work, mapping: mapping), source)
  }

  /// Gives every tensor a place; what an operator reads of another lies where that one leaves it.
  fileprivate mutating func place(
    _ stream: inout [SequencedWork], _ sources: [StreamSources], _ design: Design
  ) {
    let sizes = stream.map { $0.work.tensorBytes(accumulator: design.array.accumulatorFormat) }
    // A tensor that others read is as large as the greatest of them says.
    var outputs = sizes.map { $0[3] }
    for (number, source) in sources.enumerated() {
      if let made = source.input {
        outputs[sources.owner(made)] = max(outputs[sources.owner(made)], sizes[number][0])
      }
      if source.weightFollows {
        let made = sources.owner(number - 1)
        outputs[made] = max(outputs[made], sizes[number][1])
      }
    }
    var next = design.memories.map { _ in integer(0...200) }
    for (number, source) in sources.enumerated() {
      if let copied = source.copied {
        stream[number].work.addresses = stream[copied].work.addresses
        continue
      }
      func new(_ size: Int, _ memory: Int) -> OperandAddresses.Place {
        let address = next[memory] + (chance(50) ? 0 : integer(0...37))
        next[memory] = address + size
        return .init(memory: memory, address: address)
      }
      let memories = (0..<3).map { _ in integer(0...design.memories.count - 1) }
      let input = source.input.map { stream[$0].work.addresses.output } ?? new(sizes[number][0], memories[0])
      let weight =
        source.weightFollows ? stream[number - 1].work.addresses.output : new(sizes[number][1], memories[1])
      stream[number].work.addresses = OperandAddresses(
        input: input, weight: weight, parameters: new(sizes[number][2], weight.memory),
        output: new(outputs[number], memories[2]),
        partialSums: new(sizes[number][4] * design.cores.count, memories[2]))
    }
  }
}
