import Hardware
import Quantities
import Tensors
import Workloads

/// The cases that are a little simpler than a case; all of them are legal.
func shrink(_ one: RandomCase) -> [RandomCase] {
  (shrinkStorage(one) + shrinkValues(one) + shrinkWork(one) + shrinkMapping(one) + shrinkDesign(one)).filter(
    \.isAdmitted)
}

/// Follows the first simpler case that fails as long as there is one.
func shrunk(_ one: RandomCase, while fails: (RandomCase) -> Bool) -> RandomCase {
  var smallest = one
  var attempts = 0
  search: while attempts < 2000 {
    for candidate in shrink(smallest) {
      attempts += 1
      if fails(candidate) {
        smallest = candidate
        continue search
      }
    }
    break
  }
  return smallest
}

private func shrinkWork(_ one: RandomCase) -> [RandomCase] {
  var bodies: [Work.Body] = []
  switch one.work.body {
  case .product(let product, let epilogue):
    if !epilogue.isEmpty { bodies.append(.product(product, epilogue: Array(epilogue.dropLast()))) }
    let sizes: [WritableKeyPath<Product, Int>] = [
      \.images, \.groups, \.inputHeight, \.inputWidth, \.channels, \.filters, \.kernelHeight, \.kernelWidth,
      \.strideHeight, \.strideWidth, \.dilationHeight, \.dilationWidth,
    ]
    let pads: [WritableKeyPath<Product, Int>] = [\.padTop, \.padBottom, \.padLeft, \.padRight]
    for (paths, least) in [(sizes, 1), (pads, 0)] {
      for path in paths where product[keyPath: path] > least {
        for value in Set([least, product[keyPath: path] / 2, product[keyPath: path] - 1]).sorted()
        where value >= least {
          var smaller = product
          smaller[keyPath: path] = value
          if smaller.isLegal { bodies.append(.product(smaller, epilogue: epilogue)) }
        }
      }
    }
  case .vector(let vector):
    if vector.weight != nil {
      var simpler = vector
      simpler.weight = nil
      bodies.append(.vector(simpler))
    }
    if vector.stages.count > 1 {
      var simpler = vector
      simpler.stages.removeLast()
      bodies.append(.vector(simpler))
    }
    for units in Set([1, vector.units / 2, vector.units - 1]).sorted()
    where units >= 1 && units < vector.units {
      var simpler = vector
      simpler.units = units
      if case .gather(let rows, let elements) = vector.input {
        simpler.input = .gather(rows: Array(rows.prefix(units)), elementsPerUnit: elements)
      }
      bodies.append(.vector(simpler))
    }
  }
  var cases = bodies.map { body in
    var smaller = one
    smaller.work.body = body
    smaller.clampMapping()
    smaller.clampMasks()
    smaller.clampStored()
    smaller.clampValues()
    return smaller
  }
  if one.work.zeros != .none {
    for without in [\ProductZeros.input, \ProductZeros.weight] where one.work.zeros[keyPath: without] != nil {
      var dense = one
      dense.work.zeros[keyPath: without] = nil
      dense.clampValues()
      let isStored = one.work.stored[without == \.input ? .input : .weight] != nil
      if isStored { continue }
      cases.append(dense)
      for row in 0..<min(8, one.work.zeros[keyPath: without]!.rows) {
        var fewer = one
        let mask = one.work.zeros[keyPath: without]!
        fewer.work.zeros[keyPath: without] = OccupancyMask(rows: mask.rows, columns: mask.columns) {
          $0 == row || mask[$0, $1]
        }
        fewer.clampValues()
        if fewer.work != one.work { cases.append(fewer) }
      }
    }
  }
  let byte = NumberFormat.integer(bits: 8)
  if Operand.allCases.contains(where: { one.work.formats[$0] != byte && one.work.formats[$0].bits >= 8 }) {
    var plain = one
    func atMostByte(_ format: NumberFormat) -> NumberFormat { format.bits >= 8 ? byte : format }
    plain.work.formats = OperandFormats(
      input: atMostByte(one.work.formats.input), weight: atMostByte(one.work.formats.weight),
      output: atMostByte(one.work.formats.output))
    plain.clampValues()
    cases.append(plain)
  }
  return cases
}

extension RandomCase {
  /// Masks are those of the tensors, which may have become smaller.
  fileprivate mutating func clampMasks() {
    guard case .product(let product, _) = work.body else {
      work.zeros = .none
      return
    }
    work.zeros.input = work.zeros.input.map { mask in
      OccupancyMask(
        rows: product.images * product.inputHeight * product.inputWidth * product.groups,
        columns: product.channels
      ) { mask[$0, $1] }
    }
    work.zeros.weight = work.zeros.weight.map { mask in
      OccupancyMask(rows: product.groups * product.filters, columns: product.k) { mask[$0, $1] }
    }
  }

  /// Tiles are never larger than what they cut.
  fileprivate mutating func clampMapping() {
    switch (work.body, mapping) {
    case (.product(let product, _), .product(var tiles)):
      tiles.groups = min(tiles.groups, product.groups)
      tiles.rows = min(tiles.rows, product.outputHeight)
      tiles.columns = min(tiles.columns, product.outputWidth)
      tiles.channels = min(tiles.channels, product.channels)
      tiles.filters = min(tiles.filters, product.filters)
      mapping = .product(tiles)
    case (.vector(let vector), .vector(let units, let channels)):
      mapping = .vector(units: min(units, vector.units), channels: channels)
    default: break
    }
  }
}

private func shrinkMapping(_ one: RandomCase) -> [RandomCase] {
  var mappings: [WorkMapping] = []
  switch (one.work.body, one.mapping) {
  case (.product(let product, _), .product(let tiles)):
    let wholes: [(WritableKeyPath<ProductMapping, Int>, Int)] = [
      (\.groups, product.groups), (\.rows, product.outputHeight), (\.columns, product.outputWidth),
      (\.channels, product.channels), (\.filters, product.filters),
    ]
    for (path, whole) in wholes where tiles[keyPath: path] < whole {
      var larger = tiles
      larger[keyPath: path] = whole
      mappings.append(.product(larger))
    }
    if tiles.order != ProductMapping.Loop.allCases {
      var plain = tiles
      plain.order = ProductMapping.Loop.allCases
      mappings.append(.product(plain))
    }
    if tiles.scan != .raster {
      var plain = tiles
      plain.scan = .raster
      mappings.append(.product(plain))
    }
    if tiles.slots != .all {
      var plain = tiles
      plain.slots = .all
      mappings.append(.product(plain))
    }
    if tiles.spatial != .im2col {
      var plain = tiles
      plain.spatial = .im2col
      mappings.append(.product(plain))
    }
  case (.vector(let vector), .vector(let units, let channels)):
    if units < vector.units { mappings.append(.vector(units: vector.units, channels: channels)) }
    if channels != nil { mappings.append(.vector(units: units)) }
  default: break
  }
  return mappings.map {
    var simpler = one
    simpler.mapping = $0
    return simpler
  }
}

private func shrinkDesign(_ one: RandomCase) -> [RandomCase] {
  var designs: [Design] = []
  func add(_ change: (inout Design) -> Void) {
    var design = one.design
    change(&design)
    if design != one.design { designs.append(design) }
  }
  for index in one.design.memories.indices {
    add { $0.memories[index].kind = .ideal }
    if case .dram(let memory) = one.design.memories[index].kind {
      for simpler in shrinkDRAM(memory, clock: one.design.clock) { add { $0.memories[index].kind = simpler } }
    }
    guard case .bandwidth(let memory) = one.design.memories[index].kind else { continue }
    for simpler in [
      BandwidthMemory(
        bandwidth: memory.bandwidth, latency: TimeSpan(picoseconds: 0), outstanding: memory.outstanding,
        request: memory.request),
      BandwidthMemory(
        bandwidth: memory.bandwidth, latency: memory.latency, outstanding: nil, request: memory.request),
      BandwidthMemory(
        bandwidth: memory.bandwidth, latency: memory.latency, outstanding: memory.outstanding, request: 64),
      BandwidthMemory(
        bandwidth: Bandwidth(bytesPerSecond: one.design.clock.hertz), latency: memory.latency,
        outstanding: memory.outstanding, request: memory.request),
    ] { add { $0.memories[index].kind = .bandwidth(simpler) } }
  }
  add { $0.clock = Frequency(hertz: 1_000_000_000) }
  let wide = Buffer(capacity: nil, banks: 8, ports: 2, width: 8, tiles: 2)
  add { $0.buffers = .perOperand(input: wide, weight: wide, output: wide) }
  for operand in Operand.allCases {
    if case .perOperand(let input, let weight, let output) = one.design.buffers {
      var each = [input, weight, output]
      each[operand.index] = wide
      add { $0.buffers = .perOperand(input: each[0], weight: each[1], output: each[2]) }
    }
  }
  if one.design.vectorUnit?.issueLimit != nil { add { $0.vectorUnit?.issueLimit = nil } }
  for precision in one.design.array.precision.simpler { add { $0.array.precision = precision } }
  for array in one.design.array.simpler + one.design.array.denser { add { $0.array = array } }
  return designs.map {
    var simpler = one
    simpler.design = $0
    return simpler
  }
}
