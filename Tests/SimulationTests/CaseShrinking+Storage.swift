import Hardware
import Tensors
import Workloads

/// Cases of which less lies without its zeros, or less of it is kept on the chip, or there are fewer zeros.
func shrinkStorage(_ one: RandomCase) -> [RandomCase] {
  var cases: [RandomCase] = []
  func add(_ change: (inout RandomCase) -> Void) {
    var simpler = one
    change(&simpler)
    if simpler.design != one.design || simpler.work != one.work { cases.append(simpler) }
  }
  add {
    $0.design.storage = .dense
    $0.work.stored = .none
  }
  add { $0.design.decoders.input = nil }
  add { $0.design.decoders.weight = nil }
  add { $0.design.array.precision.dequantization = nil }
  for operand in Operand.allCases {
    add { $0.work.store(nil, as: operand) }
    add { $0.work.encode(nil, as: operand) }
  }
  add { $0.design.storage.weight?.isKept = false }
  add { $0.design.storage.activation?.isKept = false }
  for operand in Operand.allCases {
    guard let tensor = one.work.stored[operand] else { continue }
    for row in 0..<min(8, tensor.mask.rows) {
      let fuller = OccupancyMask(rows: tensor.mask.rows, columns: tensor.mask.columns) {
        $0 == row || tensor.mask[$0, $1]
      }
      let isHeld = (try? tensor.format.size(of: fuller, elementBits: 8)) != nil
      if isHeld { add { $0.work.store(StoredTensor(mask: fuller, format: tensor.format), as: operand) } }
    }
  }
  return cases
}

extension RandomCase {
  /// Stored tensors stay when operands become smaller, which then are the first part of them.
  mutating func clampStored() {
    for operand in Operand.allCases {
      guard let tensor = work.stored[operand] else { continue }
      let elements = work.storableElements(operand) ?? 0
      work.store(elements > 0 && elements <= tensor.mask.elements ? tensor : nil, as: operand)
    }
  }
}

extension Work {
  /// The bytes of each memory that tensors are given.
  private func ranges(accumulator: NumberFormat, cores: Int) -> [OperandAddresses.Place: Int] {
    let places = [
      addresses.input, addresses.weight, addresses.parameters, addresses.output, addresses.partialSums,
    ]
    var ranges: [OperandAddresses.Place: Int] = [:]
    for (number, (place, bytes)) in zip(places, tensorBytes(accumulator: accumulator)).enumerated()
    where bytes > 0 {
      ranges[place] = max(ranges[place] ?? 0, number == 4 ? bytes * cores : bytes)
    }
    return ranges
  }

  /// Whether tensors of works that begin at different places have no byte in common.
  static func areApart(_ works: [Work], on design: Design) -> Bool {
    var ranges: [OperandAddresses.Place: Int] = [:]
    for work in works {
      ranges.merge(work.ranges(accumulator: design.array.accumulatorFormat, cores: design.cores.count)) {
        max($0, $1)
      }
    }
    let sorted = ranges.sorted { ($0.key.memory, $0.key.address) < ($1.key.memory, $1.key.address) }
    return zip(sorted, sorted.dropFirst()).allSatisfy {
      $0.key.memory != $1.key.memory || $0.key.address + $0.value <= $1.key.address
    }
  }
}
