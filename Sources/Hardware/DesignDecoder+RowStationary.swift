import Documents

extension DesignDecoder {
  static func decodeRowStationary(_ reader: MappingReader) -> ProcessingArray? {
    let rows = reader.integer("rows", in: DesignLimits.side)
    let columns = reader.integer("columns", in: DesignLimits.side)
    let files = reader.mapping("files").flatMap(decodeFiles)
    let buses = reader.mapping("buses").flatMap(decodeBuses)
    let multicast = reader.boolean("multicast", default: true)
    let preload = reader.enumeration("preload", as: RowStationaryArray.Preload.self, default: .shadowed)
    let weightsStay = reader.enumeration(
      "weights_stay", as: RowStationaryArray.WeightsStay.self, default: .pass)
    let pipeline = reader.integer("pipeline", in: DesignLimits.pipeline)
    let formats = reader.mapping("precision").flatMap(decodePrecision)
    let sparsity = decodeSparsity(reader, .gating)
    reader.finish()
    guard let rows, let columns, let files, let buses, let pipeline, let formats else { return nil }
    guard rows * columns <= DesignLimits.elements else {
      reader.report(.tooManyElements(rows: rows, columns: columns), at: "columns")
      return nil
    }
    return .rowStationary(
      RowStationaryArray(
        rows: rows, columns: columns, files: files, buses: buses, multicast: multicast, preload: preload,
        weightsStay: weightsStay, pipeline: pipeline, precision: formats, sparsity: sparsity))
  }

  private static func decodeFiles(_ block: MappingReader) -> RowStationaryArray.Files? {
    let input = block.integer("input", in: DesignLimits.file)
    let weight = block.integer("weight", in: DesignLimits.file)
    let sum = block.integer("sum", in: DesignLimits.file)
    block.finish()
    guard let input, let weight, let sum else { return nil }
    return RowStationaryArray.Files(input: input, weight: weight, sum: sum)
  }

  private static func decodeBuses(_ block: MappingReader) -> RowStationaryArray.Buses? {
    let input = block.integer("input", in: DesignLimits.bus)
    let weight = block.integer("weight", in: DesignLimits.bus)
    let output = block.integer("output", in: DesignLimits.bus)
    block.finish()
    guard let input, let weight, let output else { return nil }
    return RowStationaryArray.Buses(input: input, weight: weight, output: output)
  }
}
