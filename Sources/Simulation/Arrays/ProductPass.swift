import Hardware
import Mapping
import Tensors
import Workloads

/// One pass of a product: its sizes, whatever the array.
struct ProductPass {
  let shape: ProductPassShape
  let rowTile: AxisTile
  let columnTile: AxisTile
  let kernelHeight: Int
  let kernelWidth: Int
  /// The last of the kernel's columns, which are on other inputs than the window before.
  let newKernelColumns: Int
  let spatial: ProductMapping.Spatial
  let bits: (input: Int, weight: Int, output: Int)
  /// Where a systolic array takes only these of the weights.
  var places: WeightPlaces?
  /// Bits of metadata that it reads with each place, where tiles are kept in places like those.
  var placeBits = 0

  init(
    _ shape: ProductPassShape, of product: Product, tiles: ProductTiles, formats: OperandFormats,
    accumulatorBits: Int, spatial: ProductMapping.Spatial
  ) {
    self.shape = shape
    rowTile = tiles.rows[shape.rowTile]
    columnTile = tiles.columns[shape.columnTile]
    kernelHeight = product.kernelHeight
    kernelWidth = product.kernelWidth
    newKernelColumns = product.newKernelColumns
    self.spatial = spatial
    bits = (formats.input.bits, formats.weight.bits, accumulatorBits)
  }

  var pixels: Int { rowTile.outputs.count * columnTile.outputs.count }
  var window: Int { kernelHeight * kernelWidth }
  var reduction: Int { window * shape.channels }
  var filters: Int { shape.filters }
  var groups: Int { shape.groups }

  /// Pairs of an output pixel and a reduction index whose input is inside the image, in one group.
  var validTaps: Int { rowTile.validTaps * columnTile.validTaps * shape.channels }

  /// Input elements of the tile, in rows and columns.
  var inputRows: Int { rowTile.inputCount }
  var inputColumns: Int { columnTile.inputCount }

  var size: PassSize {
    PassSize(
      groups: groups, rows: rowTile.outputs.count, columns: columnTile.outputs.count, window: window,
      channels: shape.channels, filters: filters)
  }
}
