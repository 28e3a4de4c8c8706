import Hardware
import Quantities
import Workloads

/// Sizes of a vector operator's tile; without channels it has all.
struct VectorTile {
  var units: Int
  var channels: Int?
}

/// Chooses the tile of a vector operator.
struct VectorMapper {
  private let vector: VectorWork
  /// Units of the greatest share of a core.
  private let most: Int
  private let work: Work
  private let design: Design
  private let directives: MappingDirectives
  private let rates: MemoryRates
  /// Of each operand, how much of it is stored.
  private let shares: [StoredShare?]
  private let metadata: [MetadataBound?]

  init(_ vector: VectorWork, _ work: Work, _ design: Design, _ directives: MappingDirectives) {
    self.vector = vector
    most = ceilingDivision(vector.units, by: design.cores.count)
    self.work = work
    self.design = design
    self.directives = directives
    rates = MemoryRates(design)
    shares = Operand.allCases.map { StoredShare($0, of: work) }
    metadata = Operand.allCases.map {
      $0 == .output ? nil : MetadataBound(work.encoded[$0], of: work, on: design)
    }
  }

  func best() throws(MappingFailure) -> WorkMapping {
    let fixed = directives.channels.flatMap { $0 < vector.channels ? $0 : nil }
    let (found, misfit) = best(of: [fixed])
    if let found { return .vector(units: found.units, channels: found.channels) }
    // Channels are cut only where nothing else fits.
    guard directives.channels == nil, !directives.whole, vector.channels > 1 else {
      throw misfit ?? .tooLarge
    }
    let cuts = candidateSizes(vector.channels, side: lanes).filter { $0 < vector.channels }
    let (cut, smallest) = best(of: cuts)
    guard let cut else { throw smallest ?? .tooLarge }
    return .vector(units: cut.units, channels: cut.channels)
  }

  /// The best tile with one of these numbers of channels; or the last that does not fit.
  private func best(of channels: [Int?]) -> (VectorTile?, MappingFailure?) {
    var candidates = Candidates<VectorTile>()
    var misfit: MappingFailure?
    for units in unitSizes {
      for channels in channels {
        let tile = VectorTile(units: units, channels: channels)
        if let failure = misfits(tile).first {
          misfit = failure
        } else {
          candidates.add(tile, estimate(tile))
        }
      }
    }
    return (candidates.best, misfit)
  }

  private var lanes: Int { design.vectorUnit?.lanes ?? 1 }

  private var unitSizes: [Int] {
    if let units = directives.units { return [min(units, most)] }
    if directives.whole { return [most] }
    return candidateSizes(most, side: lanes)
  }

  /// Elements of the greatest tile of an operand; of windows by a bound.
  private func elements(_ operand: Operand, _ tile: VectorTile) -> Int {
    let all = vector.channels
    func ofChannels(_ elements: Int) -> Int {
      operand == .weight ? elements : elements / all *| (tile.channels ?? all)
    }
    return switch access(operand) {
    case .streaming(let elements)?: tile.units *| ofChannels(elements)
    case .gather(_, let elements)?: tile.units *| elements
    // No row has more, and the greatest tile at most as many as its rows.
    case .masked(let mask)?: tile.units *| mask.columns
    case .constant(let elements)?: elements
    case .window(let window)?: window.mostRows(of: tile.units) *| ofChannels(window.elementsPerRow)
    case nil: 0
    }
  }

  private func access(_ operand: Operand) -> VectorWork.Access? {
    switch operand {
    case .input: vector.input
    case .weight: vector.weight
    case .output: vector.output
    }
  }

  /// Bytes of the greatest tile of an operand.
  private func bytes(_ operand: Operand, _ tile: VectorTile) -> Int {
    let elements = elements(operand, tile)
    return elements < 1 << 56 ? (elements *| work.formats[operand].bits +| 7) / 8 : Int.max
  }

  private func metadataBytes(_ operand: Operand, _ tile: VectorTile) -> Int {
    guard let bound = metadata[operand.index] else { return 0 }
    let elements = elements(operand, tile)
    let run: Int
    switch access(operand) {
    case nil: return 0
    case .constant(let all)?: run = all
    case .masked(let mask)?: run = mask.columns
    case .streaming(let each)?, .gather(_, let each)?: run = each / vector.channels *| channels(operand, tile)
    case .window(let window)?: run = window.elementsPerRow / vector.channels *| channels(operand, tile)
    }
    return bound.bytes(runs: ceilingDivision(elements, by: max(1, run)), of: run, isAligned: false)
  }

  private func channels(_ operand: Operand, _ tile: VectorTile) -> Int {
    operand == .weight ? vector.channels : tile.channels ?? vector.channels
  }

  private func tiles(_ operand: Operand, _ tile: VectorTile) -> Int {
    let units = ceilingDivision(most, by: tile.units)
    switch access(operand) {
    case nil: return 0
    case .constant: return 1
    case _ where operand == .weight: return units
    default: return units *| channelTiles(tile)
    }
  }

  private func channelTiles(_ tile: VectorTile) -> Int {
    tile.channels.map { ceilingDivision(vector.channels, by: $0) } ?? 1
  }

  /// All buffers that are too small for a tile.
  func misfits(_ tile: VectorTile) -> [MappingFailure] {
    let needs = Operand.allCases.map {
      let slots = min(design.buffers[$0].tiles, tiles($0, tile))
      let tileBytes = bytes($0, tile) +| metadataBytes($0, tile)
      return BufferRoom.Need(tileBytes: tileBytes, slots: slots, unnamedSlots: slots)
    }
    return BufferRoom(input: needs[0], weight: needs[1], output: needs[2]).misfits(design) {
      "a tile of units \(tile.units)" + (tile.channels.map { ", channels \($0)" } ?? "")
    }
  }

  private func estimate(_ tile: VectorTile) -> Estimate {
    let count = ceilingDivision(most, by: tile.units) *| channelTiles(tile)
    var latency = 0
    var (longest, sum) = (0, 0)
    for stage in vector.stages {
      guard let unit = design.vectorUnit, let function = unit.function(named: stage.function) else {
        continue
      }
      let operations = vector.operations(of: stage, units: tile.units, channels: tile.channels)
      let perTile = ceilingDivision(operations, by: unit.lanes) *| function.interval
      latency = latency +| function.latency
      longest = max(longest, perTile)
      sum = sum +| perTile
    }
    let busy = count *| (latency +| (design.vectorUnit?.isChained == true ? longest : sum))
    let places = [work.addresses.input, work.addresses.weight, work.addresses.output]
    let traffic = Operand.allCases.map { operand in
      let bytes = bytes(operand, tile)
      let transfers = tiles(operand, tile)
      return OperandTraffic(
        memory: places[operand.index].memory, transfers: transfers,
        slots: design.buffers[operand].tiles, tileBytes: bytes, bytes: bytes *| transfers,
        runBytes: runBytes(operand, tile, whole: bytes)
      ).scaled(shares[operand.index])
    }
    return Estimate(
      cycles: rates.cycles(traffic.span, passes: count, busy: busy),
      bytes: traffic.reduce(0) { $0 +| $1.bytes }, busy: busy, passes: count)
  }

  /// Bytes of a tile's runs: a gather's rows lie apart, and so do the channels of a tile that has not all.
  private func runBytes(_ operand: Operand, _ tile: VectorTile, whole: Int) -> Int {
    let bits = work.formats[operand].bits
    if case .gather(_, let elements)? = access(operand) { return elements *| bits / 8 }
    if operand != .weight, let channels = tile.channels { return channels *| bits / 8 }
    return whole
  }
}

extension VectorWork {
  /// Element operations of a stage in a pass over so many units, and channels of them where not all
  /// (docs/model.md, 6).
  public func operations(of stage: Stage, units: Int, channels: Int? = nil) -> Int {
    let all = units *| stage.operationsPerUnit
    guard let channels, channels < self.channels else { return all }
    let whole = UInt128(self.channels)
    return Int(clamping: (UInt128(all) * UInt128(channels) + whole - 1) / whole)
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
