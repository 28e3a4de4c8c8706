import Hardware
import Tensors
import TestFiles
import Workloads

extension Work {
  /// Leaves some blocks of the output unneeded, of the input zero, or elements of a vector operator's rows out; says whether it
  /// could.
  mutating func drawBlocks(
    _ random: inout RandomNumbers, ofOutput: Bool, ofInput: Bool
  ) -> Bool {
    switch body {
    case .vector(let vector):
      guard case .streaming(let elements) = vector.input, case .streaming(elements) = vector.output, ofOutput,
        stored.isEmpty, encoded.input == nil, encoded.output == nil
      else { return false }
      // As of a softmax, something is left of every row.
      let blocks = random.blocks(rows: vector.units, elements)
      let mask = OccupancyMask(rows: vector.units, columns: elements) {
        blocks[$0, $1] || $1 == $0 % elements
      }
      body = .vector(vector.leavingOut(mask))
      return true
    case .product(let product, _):
      let pixels = product.images * product.outputHeight * product.outputWidth * product.groups
      if ofOutput, stored.output == nil, encoded.output == nil, random.chance(65) {
        zeros.output = random.blocks(rows: pixels, product.filters)
      }
      if ofInput, stored.input == nil, values == .none, random.chance(zeros.output == nil ? 100 : 40) {
        let rows = product.images * product.inputHeight * product.inputWidth * product.groups
        zeros.input = random.blocks(rows: rows, product.channels)
        zeros.inputIsBlocked = true
      }
      return zeros.hasBlocks
    }
  }
}

extension RandomNumbers {
  /// Blocks of some sides, of which some are kept: one at least.
  fileprivate mutating func blocks(rows: Int, _ columns: Int) -> OccupancyMask {
    let (height, width) = (integer(1...12), integer(1...12))
    let across = (columns + width - 1) / width
    let percent = pick([10, 20, 40, 70])
    var kept = (0..<(rows + height - 1) / height * across).map { _ in chance(percent) }
    kept[integer(0...kept.count - 1)] = true
    return OccupancyMask(rows: rows, columns: columns) { kept[$0 / height * across + $1 / width] }
  }
}

extension RandomCase {
  /// A case of a number in which some blocks are needed by nobody, every other one on DSP chains.
  static func withBlocks(_ number: UInt64) -> RandomCase {
    var seed = 0xB10C_0000_0000 &+ number &* 64
    while true {
      var one = number.isMultiple(of: 2) ? onChains(seed) : RandomCase(seed: seed)
      // Every tenth is a vector operator over rows.
      if number % 10 == 7, !one.becomesRows(seed) {
        seed += 1
        continue
      }
      var random = RandomNumbers(seed: seed &* 0xA24B_AED4_963E_E407 &+ 0xB10C)
      one.design.leavesBlocksOut = random.chance(85)
      if one.design.array.precision.dequantization == nil,
        one.work.drawBlocks(&random, ofOutput: true, ofInput: true)
      {
        return one
      }
      seed += 1
    }
  }
}

extension RandomCase {
  /// Makes a vector operator one over rows, which read and write as many elements; says whether it is one.
  fileprivate mutating func becomesRows(_ seed: UInt64) -> Bool {
    guard case .vector(var vector) = work.body, case .vector(let units, _) = mapping else { return false }
    var random = RandomNumbers(seed: seed &* 0xA24B_AED4_963E_E407 &+ 0x0070_5EED)
    let elements = random.integer(1...16)
    vector.input = .streaming(elementsPerUnit: elements)
    vector.output = .streaming(elementsPerUnit: elements)
    work.body = .vector(vector)
    work.stored = .none
    work.encode(nil, as: .input)
    work.encode(nil, as: .output)
    mapping = .vector(units: units, channels: nil)
    random.place(&work, on: design)
    return true
  }
}

extension StreamCase {
  /// A stream of a number in which some blocks are needed by nobody.
  static func withBlocks(_ number: UInt64) -> StreamCase {
    var seed = 0xB10C_0000 &+ number &* 64
    while true {
      var one = StreamCase(seed: seed)
      if one.drawBlocks() { return one }
      seed += 1
    }
  }

  private mutating func drawBlocks() -> Bool {
    guard design.array.precision.dequantization == nil else { return false }
    var random = RandomNumbers(seed: seed &* 0xA24B_AED4_963E_E407 &+ 0xB10C)
    design.leavesBlocksOut = random.chance(85)
    var isDrawn = false
    let whole = stream
    for number in stream.indices {
      // An operator that runs once more has the tensors of the one before, and so their blocks: with others it would write
      // something else where readers of the first, which wait for that one alone, may read already.
      if let first = whole.indices.prefix(number).first(where: { whole[$0].work == whole[number].work }) {
        stream[number].work = stream[first].work
        continue
      }
      let own = stream[number].work.addresses.output
      // What somebody reads is needed, and what others make has their zeros.
      let isRead = whole.contains { [$0.work.addresses.input, $0.work.addresses.weight].contains(own) }
      let isMade = whole.contains { $0.work.addresses.output == stream[number].work.addresses.input }
      let drawn = stream[number].work.drawBlocks(&random, ofOutput: !isRead, ofInput: !isMade)
      isDrawn = isDrawn || drawn
    }
    return isDrawn
  }
}
