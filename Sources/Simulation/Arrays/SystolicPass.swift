import Hardware
import Mapping
import Tensors
import Workloads

/// One pass of a product on a systolic array: its sizes as the folds see them (docs/model.md, 3).
struct SystolicPass {
  let array: SystolicArray
  let shape: ProductPassShape
  let rowTile: AxisTile
  let columnTile: AxisTile
  let kernelHeight: Int
  let kernelWidth: Int
  let bits: (input: Int, weight: Int, output: Int)

  init(
    array: SystolicArray, product: Product, formats: OperandFormats, shape: ProductPassShape,
    tiles: ProductTiles
  ) {
    self.array = array
    self.shape = shape
    rowTile = tiles.rows[shape.rowTile]
    columnTile = tiles.columns[shape.columnTile]
    kernelHeight = product.kernelHeight
    kernelWidth = product.kernelWidth
    bits = (formats.input.bits, formats.weight.bits, array.precision.accumulate.bits)
  }

  var pixels: Int { rowTile.outputs.count * columnTile.outputs.count }
  var window: Int { kernelHeight * kernelWidth }
  var reduction: Int { window * shape.channels }
  var filters: Int { shape.filters }
  var groups: Int { shape.groups }

  /// The dimensions laid on the array's rows and columns, and the vectors that a fold streams.
  var spread: (rows: Int, columns: Int, vectors: Int) {
    switch array.dataflow {
    case .weightStationary: (reduction, filters, pixels)
    case .inputStationary: (reduction, pixels, filters)
    case .outputStationary: (pixels, filters, reduction)
    }
  }

  var rowChunks: Int { (spread.rows + array.rows - 1) / array.rows }
  var columnChunks: Int { (spread.columns + array.columns - 1) / array.columns }
  var folds: Int { groups * rowChunks * columnChunks }

  /// Pairs of an output pixel and a reduction index whose input is inside the image, in one group.
  var validTaps: Int { rowTile.validTaps * columnTile.validTaps * shape.channels }

  /// Input elements of the tile, in rows and columns.
  var inputRows: Int { rowTile.inputCount }
  var inputColumns: Int { columnTile.inputCount }
}

/// A fold's place in the pass and its first and last steps.
struct Fold {
  var group: Int
  var rowChunk: Int
  var columnChunk: Int
  /// Rows and columns in use.
  var rows: Int
  var columns: Int
  var preloadEnd: Int
  var streamStart: Int
  var end: Int
}

extension SystolicPass {
  /// Calls `body` for each fold in order, with the steps that docs/model.md, 3, gives it.
  func forEachFold(_ body: (Fold) -> Void) {
    let (rowSpread, columnSpread, vectors) = spread
    let stationary = array.dataflow != .outputStationary
    let skew = array.rows + array.columns - 2
    var before: (start: Int, end: Int, drain: Int)?
    for group in 0..<groups {
      for columnChunk in 0..<columnChunks {
        let columns = min(array.columns, columnSpread - columnChunk * array.columns)
        for rowChunk in 0..<rowChunks {
          let rows = min(array.rows, rowSpread - rowChunk * array.rows)
          let paid = array.partialFolds == .full ? array.rows : rows
          let preload = stationary ? paid : 0
          let drain = stationary || array.drain == .immediate ? 0 : paid
          var preloadStart = 0
          var start = preload
          if let before {
            if stationary {
              preloadStart = array.preload == .serial ? before.end : before.start
              let free =
                array.preload == .shadowed && array.foldOverlap ? before.start + vectors : before.end
              start = max(preloadStart + preload, free)
            } else if !array.foldOverlap {
              start = before.end
            } else {
              switch array.drain {
              case .serial: start = before.start + vectors + before.drain
              case .shadowed: start = before.start + vectors + max(0, before.drain - vectors)
              case .immediate: start = before.start + vectors
              }
            }
          }
          let end = start + vectors + skew + drain
          body(
            Fold(
              group: group, rowChunk: rowChunk, columnChunk: columnChunk, rows: rows, columns: columns,
              preloadEnd: preloadStart + preload, streamStart: start, end: end))
          before = (start, end, drain)
        }
      }
    }
  }
}
