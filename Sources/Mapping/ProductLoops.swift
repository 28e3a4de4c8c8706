import Quantities
import Workloads

/// The tile loops of a product in the order of its mapping.
struct ProductLoops {
  /// Where one pass stands.
  struct Position {
    var image = 0
    var group = 0
    var row = 0
    var column = 0
    var channel = 0
    var filter = 0
  }

  let groups: Int
  let rows: Int
  let columns: Int
  let channels: Int
  let filters: Int
  let images: Int
  private let order: [ProductMapping.Loop]
  private let turns: Bool

  /// The loops over one core's share, with tiles that are counted from its beginning.
  init(_ product: Product, _ share: ProductShare, _ mapping: ProductMapping) {
    images = share.images.count
    groups = ceilingDivision(share.groups.count, by: mapping.groups)
    rows = ceilingDivision(share.rows.count, by: mapping.rows)
    columns = ceilingDivision(product.outputWidth, by: mapping.columns)
    channels = ceilingDivision(share.channels.count, by: mapping.channels)
    filters = ceilingDivision(share.filters.count, by: mapping.filters)
    order = mapping.order
    turns = mapping.scan == .serpentine
  }

  /// Passes in all, or nil where they do not fit into an integer.
  var passes: Int? {
    var count = 1
    for factor in [images, groups, rows, columns, channels, filters] {
      let (product, overflow) = count.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// Calls `body` for every pass, in order, as long as it returns true.
  func forEach(_ body: (Position) -> Bool) {
    guard images > 0, groups > 0, rows > 0, channels > 0, filters > 0 else { return }
    // Of fixed size: nothing is made for every pass.
    let order = InlineArray<4, ProductMapping.Loop> { self.order[$0] }
    let counts = InlineArray<4, Int> { depth in
      switch order[depth] {
      case .batch: images * groups
      case .m: rows * columns
      case .n: filters
      case .k: channels
      }
    }
    var at: InlineArray<4, Int> = [0, 0, 0, 0]
    var runsBack: InlineArray<4, Bool> = [false, false, false, false]
    while true {
      var position = Position()
      for depth in 0..<4 {
        let tile = runsBack[depth] ? counts[depth] - 1 - at[depth] : at[depth]
        switch order[depth] {
        case .batch:
          position.image = tile / groups
          position.group = tile % groups
        case .m:
          position.row = tile / columns
          position.column = tile % columns
        case .n: position.filter = tile
        case .k: position.channel = tile
        }
      }
      guard body(position) else { return }
      var depth = 3
      while depth >= 0 {
        at[depth] += 1
        if at[depth] < counts[depth] { break }
        at[depth] = 0
        if turns { runsBack[depth].toggle() }
        depth -= 1
      }
      if depth < 0 { return }
    }
  }

  func inputTile(_ at: Position) -> Int {
    (((at.image * groups + at.group) * rows + at.row) * columns + at.column) * channels + at.channel
  }

  func weightTile(_ at: Position) -> Int {
    (at.group * filters + at.filter) * channels + at.channel
  }

  func outputTile(_ at: Position) -> Int {
    (((at.image * groups + at.group) * rows + at.row) * columns + at.column) * filters + at.filter
  }

  /// Where the first pass over an output tile stands, but for its channels.
  func position(ofOutputTile tile: Int) -> Position {
    var (position, rest) = (Position(), tile)
    (rest, position.filter) = rest.quotientAndRemainder(dividingBy: filters)
    (rest, position.column) = rest.quotientAndRemainder(dividingBy: columns)
    (rest, position.row) = rest.quotientAndRemainder(dividingBy: rows)
    (position.image, position.group) = rest.quotientAndRemainder(dividingBy: groups)
    return position
  }
}
