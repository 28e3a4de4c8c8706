import Hardware
import Tensors
import Workloads

/// Which passes of a core's share of a product are left out, as nobody needs what they would add (docs/model.md, 10.5).
struct LeftOutPasses {
  /// By output tile how many passes it has.
  private var visits: [Int32]
  /// By input tile whether some of its inputs are needed; empty where all passes of an output tile are needed if one is.
  private var needsInput: [Bool] = []

  /// Nil where none is left out.
  init?(
    _ product: Product, _ zeros: ProductZeros, _ mapping: ProductMapping, _ loops: ProductLoops,
    _ regions: ProductRegions, hasParameters: Bool, on design: Design
  ) {
    guard design.leavesBlocksOut, zeros.hasBlocks, loops.images > 0, loops.groups > 0, loops.rows > 0,
      loops.channels > 0, loops.filters > 0
    else { return nil }
    let tiles = loops.images * loops.groups * loops.rows * loops.columns * loops.filters
    visits = [Int32](repeating: 0, count: tiles)
    let input =
      zeros.inputIsBlocked && product.isPointwise && mapping.partition != .k && !hasParameters
      ? zeros.input : nil
    if input != nil { needsInput = [Bool](repeating: false, count: tiles / loops.filters * loops.channels) }
    for image in 0..<loops.images {
      for group in 0..<loops.groups {
        for row in 0..<loops.rows {
          for column in 0..<loops.columns {
            var at = ProductLoops.Position()
            (at.image, at.group, at.row, at.column) = (image, group, row, column)
            var channels = loops.channels
            if let input {
              channels = 0
              for channel in 0..<loops.channels {
                at.channel = channel
                // Of what is all zero, one pass is left: its outputs are to be written.
                let isNeeded =
                  regions.hasAny(of: input, at, regions.channels(at), of: product)
                  || channels == 0 && channel == loops.channels - 1
                needsInput[loops.inputTile(at)] = isNeeded
                channels += isNeeded ? 1 : 0
              }
            }
            for filter in 0..<loops.filters {
              at.filter = filter
              let isNeeded = zeros.output.map { regions.hasAny(of: $0, at, regions.filters(at), of: product) }
              visits[loops.outputTile(at)] = isNeeded ?? true ? Int32(channels) : 0
            }
          }
        }
      }
    }
  }

  func contains(_ at: ProductLoops.Position, _ loops: ProductLoops) -> Bool {
    visits[loops.outputTile(at)] == 0 || !needsInput.isEmpty && !needsInput[loops.inputTile(at)]
  }

  /// Passes over an output tile.
  func visits(ofOutputTile tile: Int) -> Int { Int(visits[tile]) }
}

extension ProductRegions {
  /// Whether a mask has any element of a tile: its rows are image, row, column, group, and the columns some of its own.
  fileprivate func hasAny(
    of mask: OccupancyMask, _ at: ProductLoops.Position, _ inside: Segment, of product: Product
  ) -> Bool {
    let groups = groups(at)
    let (rows, columns) = (self.rows[at.row].outputs, self.columns[at.column].outputs)
    for row in rows.start..<rows.end {
      for column in columns.start..<columns.end {
        let pixel =
          ((share.images.start + at.image) * product.outputHeight + row) * product.outputWidth + column
        let first = pixel * product.groups + groups.start
        for line in first..<first + groups.count
        where mask.hasAny(ofRow: line, columns: inside.start..<inside.end) { return true }
      }
    }
    return false
  }
}

extension Product {
  /// Whether every output pixel has one input pixel, its own.
  var isPointwise: Bool {
    kernelHeight == 1 && kernelWidth == 1 && outputHeight == inputHeight && outputWidth == inputWidth
  }
}
