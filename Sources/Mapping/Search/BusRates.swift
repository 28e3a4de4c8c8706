import Hardware
import Quantities
import Workloads

/// A memory's speed as the bounds of a search need it: exact, in the units of its bus (docs/model.md, 5).
struct BusRate {
  let perCycle: Int
  /// Units that a byte to or from each operand's buffer holds the bus.
  let perByte: InlineArray<3, Int>
  let latency: Int
  let request: Int
  let outstanding: Int?

  /// Nil for an ideal memory, and for one whose rate has no such units, which no run admits.
  init?(_ memory: Memory, _ design: Design) {
    guard let bandwidth = memory.kind.flat, let latency = bandwidth.latencyCycles(design.clock) else {
      return nil
    }
    var units = memory.units(in: design)
    if case .dram(let dram) = memory.kind {
      units = BusUnits(bytesPerCycle: dram.acceptedBandwidth.bytesPerCycle(design.clock))
    }
    guard let units else { return nil }
    perCycle = units.perCycle
    perByte = InlineArray { units.perByte[$0] }
    self.latency = latency
    request = bandwidth.request
    outstanding = bandwidth.outstanding
  }

  /// Units that elements of an operand hold the bus, at least.
  func units(_ elements: Int, bits: Int, _ operand: Operand) -> Int {
    let all = elements *| bits *| perByte[operand.index]
    return all == Int.max ? Int.max : all / 8
  }

  /// Requests of elements that lie in runs of at most `run` of them, at least.
  func requests(_ elements: Int, run: Int, bits: Int) -> Int {
    guard outstanding != nil, elements < 1 << 56 else { return 0 }
    return max(elements / run, elements *| bits / (8 *| request))
  }

  /// Cycles of so many requests: none is issued before the one so many places earlier is complete.
  func window(_ requests: Int) -> Int {
    guard let outstanding else { return 0 }
    return requests / outstanding *| (latency + 1)
  }

  /// Units as whole cycles, rounded up.
  func cycles(_ units: Int) -> Int { units / perCycle + (units % perCycle > 0 ? 1 : 0) }
}

/// Where an operand's tiles come from or go to, and what their elements cost there.
struct OperandPath {
  let memory: Int
  let operand: Operand
  /// Bits that an element moves at least: none of a stored tensor, of which a tile may have nothing but zeros, and none
  /// where elements do not lie side by side.
  let bits: Int
  /// Nil for an ideal memory, and where nothing is known to move.
  let rate: BusRate?

  func units(_ elements: Int) -> Int { rate.map { $0.units(elements, bits: bits, operand) } ?? 0 }

  /// Requests of elements that lie in runs of at most `run` of them, at least.
  func requests(_ elements: Int, run: Int) -> Int {
    rate.map { $0.requests(elements, run: run, bits: bits) } ?? 0
  }

  /// Cycles from when a tile may move until it has arrived, at least.
  func cycles(_ elements: Int) -> Int {
    guard let rate, elements > 0 else { return 0 }
    return rate.latency +| rate.cycles(units(elements))
  }
}

/// The paths of all that an operator moves.
struct OperandPaths {
  let input: OperandPath
  let weight: OperandPath
  let output: OperandPath
  let partialSums: OperandPath

  init(_ work: Work, _ design: Design, _ rates: [BusRate?]) {
    func path(_ place: OperandAddresses.Place, _ operand: Operand, bits: Int) -> OperandPath {
      OperandPath(memory: place.memory, operand: operand, bits: bits, rate: rates[place.memory])
    }
    func tensor(_ place: OperandAddresses.Place, _ operand: Operand, bits: Int) -> OperandPath {
      guard work.stored[operand] == nil, work.encoded[operand]?.isSideBySide != false else {
        return OperandPath(memory: place.memory, operand: operand, bits: 0, rate: nil)
      }
      return path(place, operand, bits: bits)
    }
    let (places, formats) = (work.addresses, work.formats)
    input = tensor(places.input, .input, bits: formats.input.bits)
    weight = tensor(places.weight, .weight, bits: formats.weight.bits)
    output = tensor(places.output, .output, bits: formats.output.bits)
    partialSums = path(places.partialSums, .output, bits: design.array.accumulatorFormat.bits)
  }
}

extension EncodedTensor {
  /// Whether elements lie as they would without an encoding.
  fileprivate var isSideBySide: Bool {
    guard let encoding = format.encoding else { return true }
    return encoding.pack == nil && encoding.rowMultiple == nil && encoding.progressive == nil
  }
}
