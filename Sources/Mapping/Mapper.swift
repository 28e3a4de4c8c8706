import Hardware
import Workloads

/// Chooses how an operator runs on a design: the deterministic rule of docs/mapping.md.
public enum Mapper {
  /// The mapping of an operator; what `directives` fix is kept.
  ///
  /// Throws a `MappingFailure` that says which buffer the smallest tiling does not fit.
  public static func map(
    _ work: Work, on design: Design, directives: MappingDirectives
  ) throws(MappingFailure) -> WorkMapping {
    switch work.body {
    case .product(let product, let epilogue):
      let design = design.composed(for: work)
      let filled = directives.filling(from: design.mapping)
      guard design.boundary == .barrier || filled.slots == .all else { throw .slotsWithOverlap }
      let mapper = ProductMapper(product, epilogue, work, design, filled)
      return .product(try mapper.best())
    case .vector(let vector):
      var filled = directives.filling(from: design.mapping)
      // A design's channels are those of products.
      filled.channels = directives.channels
      return try VectorMapper(vector, work, design, filled).best()
    }
  }
}

extension MappingDirectives {
  /// These directives, and the design's where these say nothing.
  public func filling(from design: MappingDirectives) -> MappingDirectives {
    MappingDirectives(
      groups: groups ?? design.groups, rows: rows ?? design.rows, columns: columns ?? design.columns,
      channels: channels ?? design.channels, filters: filters ?? design.filters, units: units ?? design.units,
      order: order ?? design.order, scan: scan ?? design.scan,
      slots: ProductMapping.Slots(
        input: slots.input ?? design.slots.input, weight: slots.weight ?? design.slots.weight,
        output: slots.output ?? design.slots.output),
      spatial: spatial ?? design.spatial, whole: whole || design.whole,
      search: search ?? design.search, searchWork: searchWork ?? design.searchWork)
  }
}

/// Sizes of a dimension that the rule tries, the greatest first: all of it, its repeated halves rounded up to whole
/// array sides, and the side itself and its doubles.
func candidateSizes(_ whole: Int, side: Int) -> [Int] {
  // A few: a set would take longer.
  var sizes = [whole]
  func insert(_ size: Int) { if !sizes.contains(size) { sizes.append(size) } }
  var size = whole
  while size > 1 {
    size = (size + 1) / 2
    let rounded = size > side ? (size + side - 1) / side * side : size
    if rounded < whole { insert(rounded) }
  }
  var double = side
  while double < whole, double > 1 {
    insert(double)
    double *= 2
  }
  return sizes.sorted(by: >)
}
