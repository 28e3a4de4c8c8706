import Documents
import Quantities

extension DesignDecoder {
  /// The sides of a broadcast array, in multipliers.
  private struct Sides {
    var pixelRows = 1
    var pixelColumns = 1
    var isFlattened = true
    var reduction = 1
    var filters: Int
    /// The last of its keys, to which a finding about their product points.
    var lastKey: String
  }

  static func decodeBroadcast(
    _ arrangement: BroadcastArray.Arrangement, _ reader: MappingReader
  ) -> ProcessingArray? {
    let dataflow = reader.enumeration("dataflow", as: Dataflow.self)
    let sides = decodeSides(arrangement, reader)
    let formats = reader.mapping("precision").flatMap(decodePrecision)
    let preload = decodeChoice("preload", of: dataflow, default: BroadcastArray.Preload.shadowed, reader)
    let resting = decodeOfWeights("resting_chunks", in: DesignLimits.registers, dataflow, reader)
    let rate = decodeOfWeights("preload_rate", in: DesignLimits.preloadRate, dataflow, reader)
    // The operands' registers, the levels of the tree, and the accumulator.
    let levels = sides.map { Int.bitWidth - ($0.reduction - 1).leadingZeroBitCount } ?? 0
    let pipeline = reader.integer("pipeline", in: DesignLimits.pipeline, default: 2 + levels)
    let gap = reader.integer("fold_gap", in: DesignLimits.foldGap, default: 0)
    let own = decodeOwnInputs(dataflow, reduction: sides?.reduction, reader)
    let sparsity = decodeSparsity(reader, .windows(reduction: sides?.reduction))
    if sparsity.skips { refuseBesideSkipping(resting: resting, rate: rate, own: own, reader) }
    reader.finish()
    guard let dataflow, let sides, let formats else { return nil }
    let array = BroadcastArray(
      arrangement: arrangement, dataflow: dataflow, pixelRows: sides.pixelRows,
      pixelColumns: sides.pixelColumns, pixelsAreFlattened: sides.isFlattened, reduction: sides.reduction,
      filters: sides.filters, ownInputs: own != nil, ownReduction: own ?? 1, preload: preload,
      restingChunks: resting ?? 1, preloadRate: rate, pipeline: pipeline, foldGap: gap, precision: formats,
      sparsity: sparsity)
    let elements = [array.pixelColumns, array.reduction, array.filters].reduce(array.pixelRows) {
      let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
      return overflow ? Int.max : product
    }
    guard elements <= DesignLimits.elements else {
      reader.report(.tooManyMultipliers(elements), at: sides.lastKey)
      return nil
    }
    return .broadcast(array)
  }

  /// What an array has no use for, or cannot have, whose lanes choose among the positions of a window.
  private static func refuseBesideSkipping(resting: Int?, rate: Int?, own: Int?, _ reader: MappingReader) {
    let given = [
      ("resting_chunks", (resting ?? 1) > 1), ("preload_rate", rate != nil), ("own_inputs", own != nil),
    ]
    for (key, isGiven) in given where isGiven {
      reader.findings.add(.notBesideSkipping(key), at: reader.keyPosition(of: key))
    }
  }

  /// An integer that only arrays have in which weights rest.
  private static func decodeOfWeights(
    _ key: String, in range: ClosedRange<Int>, _ dataflow: Dataflow?, _ reader: MappingReader
  ) -> Int? {
    let value = reader.integerIfPresent(key, in: range)
    if let dataflow, dataflow != .weightStationary, reader.has(key) {
      reader.findings.add(.noPart(key, dataflow), at: reader.keyPosition(of: key))
      return nil
    }
    return value
  }

  private static func decodeSides(
    _ arrangement: BroadcastArray.Arrangement, _ reader: MappingReader
  ) -> Sides? {
    switch arrangement {
    case .dotProduct:
      let units = reader.integer("units", in: DesignLimits.side)
      let width = reader.integer("width", in: DesignLimits.side)
      guard let units, let width else { return nil }
      return Sides(reduction: width, filters: units, lastKey: "width")
    case .matrix:
      let rows = reader.integer("rows", in: DesignLimits.side)
      let columns = reader.integer("columns", in: DesignLimits.side)
      guard let rows, let columns else { return nil }
      return Sides(pixelColumns: rows, filters: columns, lastKey: "columns")
    case .cube:
      let pixels = decodePixels(reader)
      let reduction = reader.integer("reduction", in: DesignLimits.side)
      let filters = reader.integer("filters", in: DesignLimits.side)
      guard let pixels, let reduction, let filters else { return nil }
      return Sides(
        pixelRows: pixels.rows, pixelColumns: pixels.columns, isFlattened: pixels.isFlattened,
        reduction: reduction, filters: filters, lastKey: "filters")
    }
  }

  /// A number of consecutive pixels, or a block of rows and columns.
  private static func decodePixels(
    _ reader: MappingReader
  ) -> (rows: Int, columns: Int, isFlattened: Bool)? {
    guard reader.nodeIfPresent("pixels")?.entries != nil else {
      return reader.integer("pixels", in: DesignLimits.side).map { (1, $0, true) }
    }
    guard let block = reader.mapping("pixels") else { return nil }
    let rows = block.integer("rows", in: DesignLimits.side)
    let columns = block.integer("columns", in: DesignLimits.side)
    block.finish()
    guard let rows, let columns else { return nil }
    return (rows, columns, false)
  }

  /// How much of the reduction a step takes where every lane has inputs of its own; nil where none has.
  private static func decodeOwnInputs(
    _ dataflow: Dataflow?, reduction: Int?, _ reader: MappingReader
  ) -> Int? {
    let isOwn = reader.boolean("own_inputs", default: false)
    let own = reader.integerIfPresent("own_reduction", in: 1...(reduction ?? DesignLimits.side.upperBound))
    if isOwn, dataflow == .inputStationary {
      reader.findings.add(.noOwnInputs, at: reader.keyPosition(of: "own_inputs"))
      return nil
    }
    if !isOwn, reader.has("own_reduction") {
      reader.findings.add(.noOwnReduction, at: reader.keyPosition(of: "own_reduction"))
    }
    return isOwn ? own ?? 1 : nil
  }

  static func decodeSIMD(_ reader: MappingReader) -> ProcessingArray? {
    let lanes = reader.integer("lanes", in: DesignLimits.side)
    let macs = reader.integer("macs_per_cycle", in: DesignLimits.side, default: lanes ?? 1)
    if let lanes, !lanes.isMultiple(of: macs) {
      reader.report(.unevenBeats(lanes: lanes, macs: macs), at: "macs_per_cycle")
    }
    let registers = reader.mapping("registers").flatMap { block -> (pixels: Int, filters: Int)? in
      let pixels = block.integer("pixels", in: DesignLimits.registers)
      let filters = block.integer("filters", in: DesignLimits.registers)
      block.finish()
      guard let pixels, let filters else { return nil }
      return (pixels, filters)
    }
    let loop = reader.integer("loop_overhead", in: DesignLimits.instructions)
    let block = reader.integer("block_overhead", in: DesignLimits.instructions)
    let transform = reader.integer("transform", in: DesignLimits.instructions)
    let formats = reader.mapping("precision").flatMap(decodePrecision)
    let sparsity = decodeSparsity(reader, .gating)
    reader.finish()
    guard let lanes, lanes.isMultiple(of: macs), let registers, let loop, let block, let transform,
      let formats
    else { return nil }
    return .simd(
      SIMDCluster(
        lanes: lanes, macsPerCycle: macs, registerPixels: registers.pixels,
        registerFilters: registers.filters,
        loopOverhead: loop, blockOverhead: block, transform: transform, precision: formats,
        sparsity: sparsity))
  }
}
