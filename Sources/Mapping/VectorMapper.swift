import Hardware
import Quantities
import Workloads

/// Chooses the units of a vector operator's tile.
struct VectorMapper {
  private let vector: VectorWork
  private let work: Work
  private let design: Design
  private let rates: MemoryRates

  init(_ vector: VectorWork, _ work: Work, _ design: Design) {
    self.vector = vector
    self.work = work
    self.design = design
    rates = MemoryRates(design)
  }

  func units() throws(MappingFailure) -> Int {
    var best: (units: Int, estimate: Estimate)?
    var misfit: MappingFailure?
    for units in candidateSizes(vector.units, side: design.vectorUnit?.lanes ?? 1) {
      if let failure = self.misfit(units) {
        misfit = failure
        continue
      }
      let estimate = self.estimate(units)
      if best == nil || estimate < best!.estimate { best = (units, estimate) }
    }
    guard let best else { throw misfit ?? .tooLarge }
    return best.units
  }

  /// Bytes of the greatest tile of an access; windows and gathers by their bound.
  private func bytes(_ access: VectorWork.Access?, _ units: Int, bits: Int) -> Int {
    guard let access else { return 0 }
    let elements =
      switch access {
      case .streaming(let elements), .gather(_, let elements): units *| elements
      case .constant(let elements): elements
      case .window(let window): window.mostRows(of: units) *| window.elementsPerRow
      }
    return elements < 1 << 56 ? (elements *| bits +| 7) / 8 : Int.max
  }

  private func tiles(_ access: VectorWork.Access?, _ units: Int) -> Int {
    if case .constant = access { return 1 }
    return ceilingDivision(vector.units, by: units)
  }

  private func misfit(_ units: Int) -> MappingFailure? {
    let accesses: [VectorWork.Access?] = [vector.input, vector.weight, vector.output]
    let needed = Operand.allCases.map { operand in
      let access = accesses[operand.index]
      return min(design.buffers[operand].tiles, tiles(access, units))
        *| bytes(access, units, bits: work.formats[operand].bits)
    }
    return firstMisfit(needed, design, tile: "a tile of units \(units)")
  }

  private func estimate(_ units: Int) -> Estimate {
    let count = ceilingDivision(vector.units, by: units)
    let tile = (
      input: bytes(vector.input, units, bits: work.formats.input.bits),
      weight: bytes(vector.weight, units, bits: work.formats.weight.bits),
      output: bytes(vector.output, units, bits: work.formats.output.bits)
    )
    let moved = (
      input: tile.input *| count, weight: tile.weight *| tiles(vector.weight, units),
      output: tile.output *| count
    )
    var busy = 0
    for stage in vector.stages {
      guard let unit = design.vectorUnit, let function = unit.function(named: stage.function) else {
        continue
      }
      let perTile = ceilingDivision(units *| stage.operationsPerUnit, by: unit.lanes)
      busy = busy +| count *| (function.latency +| perTile *| function.interval)
    }
    let memory = rates.cycles(moved, work.addresses)
    return Estimate(
      cycles: max(memory, busy) +| rates.cycles(tile, work.addresses),
      bytes: moved.input +| moved.weight +| moved.output, passes: count)
  }
}

extension PoolingWindow {
  /// An upper bound of the input rows that a tile of output rows touches.
  func mostRows(of units: Int) -> Int {
    let images = (units + outputHeight - 1) / outputHeight + 1
    return min((units - 1) *| strideHeight +| kernelHeight *| images, images *| inputHeight)
  }
}
