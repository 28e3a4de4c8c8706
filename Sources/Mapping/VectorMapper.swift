import Hardware
import Quantities
import Workloads

/// Chooses the units of a vector operator's tile.
struct VectorMapper {
  private let vector: VectorWork
  /// Units of the greatest share of a core.
  private let most: Int
  private let work: Work
  private let design: Design
  private let directives: MappingDirectives
  private let rates: MemoryRates

  init(_ vector: VectorWork, _ work: Work, _ design: Design, _ directives: MappingDirectives) {
    self.vector = vector
    most = ceilingDivision(vector.units, by: design.cores.count)
    self.work = work
    self.design = design
    self.directives = directives
    rates = MemoryRates(design)
  }

  private var sizes: [Int] {
    if let units = directives.units { return [min(units, most)] }
    if directives.whole { return [most] }
    return candidateSizes(most, side: design.vectorUnit?.lanes ?? 1)
  }

  func units() throws(MappingFailure) -> Int {
    var candidates = Candidates<Int>()
    var misfit: MappingFailure?
    for units in sizes {
      if let failure = self.misfit(units) {
        misfit = failure
        continue
      }
      candidates.add(units, estimate(units))
    }
    guard let best = candidates.best else { throw misfit ?? .tooLarge }
    return best
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
    return ceilingDivision(most, by: units)
  }

  private func misfit(_ units: Int) -> MappingFailure? {
    let accesses: [VectorWork.Access?] = [vector.input, vector.weight, vector.output]
    let needs = Operand.allCases.map { operand in
      let access = accesses[operand.index]
      return BufferRoom.Need(
        tileBytes: bytes(access, units, bits: work.formats[operand].bits),
        slots: min(design.buffers[operand].tiles, tiles(access, units)))
    }
    return BufferRoom(input: needs[0], weight: needs[1], output: needs[2]).failure(design) {
      "a tile of units \(units)"
    }
  }

  private func estimate(_ units: Int) -> Estimate {
    let count = ceilingDivision(most, by: units)
    var busy = 0
    for stage in vector.stages {
      guard let unit = design.vectorUnit, let function = unit.function(named: stage.function) else {
        continue
      }
      let perTile = ceilingDivision(units *| stage.operationsPerUnit, by: unit.lanes)
      busy = busy +| count *| (function.latency +| perTile *| function.interval)
    }
    let places = [work.addresses.input, work.addresses.weight, work.addresses.output]
    let accesses: [VectorWork.Access?] = [vector.input, vector.weight, vector.output]
    let traffic = Operand.allCases.map { operand in
      let access = accesses[operand.index]
      let tile = bytes(access, units, bits: work.formats[operand].bits)
      let transfers = access == nil ? 0 : tiles(access, units)
      return OperandTraffic(
        memory: places[operand.index].memory, transfers: transfers,
        slots: design.buffers[operand].tiles, tileBytes: tile, bytes: tile *| transfers,
        runBytes: run(access, tile: tile, bits: work.formats[operand].bits))
    }
    return Estimate(
      cycles: rates.cycles(traffic, passes: count, busy: busy),
      bytes: traffic.reduce(0) { $0 +| $1.bytes }, busy: busy, passes: count)
  }

  /// Bytes of a tile's runs: a gather's rows lie apart.
  private func run(_ access: VectorWork.Access?, tile: Int, bits: Int) -> Int {
    if case .gather(_, let elements) = access { return elements *| bits / 8 }
    return tile
  }
}

extension PoolingWindow {
  /// An upper bound of the input rows that a tile of output rows touches; exact for tiles of whole images, and
  /// for tiles that never reach from one image into the next.
  func mostRows(of units: Int) -> Int {
    let images =
      if units % outputHeight == 0 {
        units / outputHeight
      } else if outputHeight % units == 0 {
        1
      } else {
        (units + outputHeight - 1) / outputHeight + 1
      }
    return min((units - 1) *| strideHeight +| kernelHeight *| images, images *| inputHeight)
  }
}
