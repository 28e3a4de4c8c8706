import Hardware
import Quantities
import Workloads

extension Mapper {
  /// Why a design cannot run an operator under a mapping that was given; empty where it can.
  ///
  /// The sizes are at most the operator's, and the mapping is of its kind (`WorkMapping.within`). Of what `directives`, or else
  /// the design, say how operators are mapped, how they may lie on the array holds for it too: machines say so what they can do.
  public static func problems(
    _ mapping: WorkMapping, of work: Work, on design: Design,
    directives: MappingDirectives = MappingDirectives()
  ) -> [MappingFailure] {
    switch (work.body, mapping) {
    case (.product(let product, let epilogue), .product(let mapping)):
      let design = design.composed(for: work)
      if let problem = partitionProblem(mapping.partition, design.cores) { return [problem] }
      if mapping.partition == .k, mapping.scan == .serpentine {
        return [.partitionNotAdmitted(.k, reason: ProductMapper.noTurns)]
      }
      if let problem = spatialProblem(mapping.spatial, product, directives, design) {
        return [problem]
      }
      let passes = Plan.estimatedPasses(product, mapping, cores: design.cores.count)
      guard design.boundary == .barrier || mapping.slots == .all else { return [.slotsWithOverlap] }
      let beyond = Operand.allCases.compactMap { operand -> MappingFailure? in
        let most = design.buffers[operand].mostTiles
        guard let named = mapping.slots[operand], named > most else { return nil }
        return .tooManySlots(buffer: operand.rawValue, needed: named, available: most)
      }
      guard beyond.isEmpty else { return beyond }
      guard passes <= Double(Plan.passLimit) else { return [.tooManyPasses(limit: Plan.passLimit)] }
      return ProductMapper.problems(mapping, of: product, epilogue, work, design)
    case (.vector(let vector), .vector(let units, let channels)):
      let tiles = ceilingDivision(vector.channels, by: channels ?? vector.channels)
      guard ceilingDivision(vector.units, by: units) *| tiles <= Plan.passLimit else {
        return [.tooManyPasses(limit: Plan.passLimit)]
      }
      return VectorMapper(vector, work, design, MappingDirectives()).misfits(
        VectorTile(units: units, channels: channels))
    case (.product, .vector), (.vector, .product): return [.tooLarge]
    }
  }

  private static func spatialProblem(
    _ spatial: ProductMapping.Spatial, _ product: Product, _ directives: MappingDirectives, _ design: Design
  ) -> MappingFailure? {
    guard let listed = directives.spatial ?? design.mapping.spatial, !listed.contains(spatial) else {
      return nil
    }
    // Of one tap they are the same.
    let alike: [ProductMapping.Spatial] = [.im2col, .direct]
    let isOneTap = product.kernelHeight * product.kernelWidth == 1
    if isOneTap, alike.contains(spatial), listed.contains(where: alike.contains) { return nil }
    let names = listed.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return .notAdmitted(
      spatial,
      reason: "the \(directives.spatial == nil ? "design" : "operator")'s 'mapping.spatial' has \(names)")
  }

  private static func partitionProblem(
    _ partition: ProductMapping.Partition?, _ cores: Cores
  ) -> MappingFailure? {
    let admitted = cores.partitions.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    switch partition {
    case nil where cores.count > 1:
      return .partitionNotAdmitted(
        nil, reason: "the design has \(cores.count) cores; give the mapping a 'partition', one of \(admitted)"
      )
    case let partition? where cores.count == 1:
      return .partitionNotAdmitted(partition, reason: "the design has one core; remove 'partition'")
    case let partition? where !cores.partitions.contains(partition):
      return .partitionNotAdmitted(partition, reason: "the design's 'cores.partition' has \(admitted)")
    default: return nil
    }
  }
}

extension ProductMapper {
  /// Why tiles of given sizes do not lie on the array or in the buffers, by the greatest share of a core.
  static func problems(
    _ mapping: ProductMapping, of product: Product, _ epilogue: [Epilogue], _ work: Work, _ design: Design
  ) -> [MappingFailure] {
    let share =
      mapping.partition.map { product.greatestShare($0, cores: design.cores.count) } ?? product
    let (rows, columns) = (
      Axis(rowsOf: share, in: design.buffers), Axis(columnsOf: share, in: design.buffers)
    )
    guard rows.isCountable, columns.isCountable else { return [.tooLarge] }
    let tiling = Tiling(
      share,
      PixelTiles(
        rows: PixelTiles.Side(rows, size: min(mapping.rows, rows.output)),
        columns: PixelTiles.Side(columns, size: mapping.columns)),
      groups: min(mapping.groups, share.groups), channels: min(mapping.channels, share.channels),
      filters: min(mapping.filters, share.filters),
      parametersPerFilter: epilogue.reduce(0) { $0 + $1.parametersPerFilter }, spatial: mapping.spatial,
      slots: mapping.slots)
    if let reason = tiling.problem(on: design.array) {
      return [.notAdmitted(mapping.spatial, reason: reason)]
    }
    let kept = KeptRoom(
      work, product, design, mapping.partition,
      parametersPerFilter: epilogue.reduce(0) { $0 + $1.parametersPerFilter })
    return tiling.misfits(work, design, kept)
  }
}
