import Hardware
import Mapping
import Quantities
import Workloads

/// One pass of a product on a row-stationary array (docs/model.md, 3.4), whose buses alone hold it up: what it takes
/// follows from the sizes of its folds, and of the inputs that are new to a vector.
struct RowStationaryPass {
  let array: RowStationaryArray
  let pass: ProductPass

  /// Cycles and counts of the pass in closed form.
  func profile() -> PassProfile {
    let (height, width) = (pass.kernelHeight, pass.kernelWidth)
    let (rows, columns) = (pass.rowTile.outputs.count, pass.columnTile.outputs.count)
    let (groups, filters, channels) = (pass.groups, pass.filters, pass.shape.channels)
    let layout = RowStationaryLayout(
      on: array, kernelHeight: height, kernelWidth: width, rows: rows, channels: channels, filters: filters)
    let newColumns = newColumns
    let folds = RowStationaryFolds(
      on: array, kernelHeight: height, kernelWidth: width, size: pass.size, layout,
      chunks: rowChunks(of: layout.rows), newColumns, keepsWeights: pass.shape.keepsWeights)
    let (runs, sets) = (folds.runs, folds.sets)

    var profile = PassProfile()
    profile.steps = folds.steps
    profile.cycles = profile.steps
    profile.isClosedForm = true
    profile.folds = groups * runs.filters * runs.rows * runs.channels
    profile.foldElements = groups * height * rows * sets.channels * sets.filters

    let products = groups * rows * columns * filters * pass.reduction
    profile.effective = groups * pass.validTaps * filters
    profile.ineffectual = products - profile.effective
    profile.unmapped = groups * runs.rows * columns * folds.productSteps * array.elements - products

    // Weights stay in the elements from chunk to chunk of the rows if one run has all channels.
    let staying = runs.channels == 1
    let weights = pass.shape.keepsWeights ? 0 : groups * filters * pass.reduction
    profile.reads[0] = groups * runs.filters * channels * folds.inputs * newColumns.total
    profile.reads[1] = weights * (staying ? 1 : runs.rows)
    profile.registerLoads = [
      groups * sets.filters * channels * height * rows
        * (width + (columns - 1) * pass.newKernelColumns),
      weights * (staying ? layout.rows : rows),
    ]
    let sums = groups * rows * columns * filters
    profile.writes[2] = sums * runs.channels
    profile.readBacks = sums * (pass.shape.accumulates ? runs.channels : runs.channels - 1)
    profile.reads[2] = profile.readBacks
    profile.accesses = [profile.reads[0], profile.reads[1], profile.writes[2] + profile.readBacks]
    return profile
  }

  /// The chunks of rows in order, equal ones that follow each other together.
  private func rowChunks(of side: Int) -> [(value: RowStationaryFolds.RowChunk, count: Int)] {
    let (taps, kernel) = (pass.rowTile.taps, pass.kernelHeight)
    // Of every input row the chunk that it was last counted for.
    var counted = [Int](repeating: -1, count: pass.inputRows)
    var runs: [(value: RowStationaryFolds.RowChunk, count: Int)] = []
    for first in stride(from: 0, to: pass.rowTile.outputs.count, by: side) {
      let outputs = min(side, pass.rowTile.outputs.count - first)
      var inputs = 0
      for row in taps[(first * kernel)..<((first + outputs) * kernel)] where row >= 0 {
        if array.multicast, counted[Int(row)] == first { continue }
        counted[Int(row)] = first
        inputs += 1
      }
      let chunk = RowStationaryFolds.RowChunk(outputs: outputs, inputs: inputs)
      if runs.last?.value == chunk {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((chunk, 1))
      }
    }
    return runs
  }

  /// Of the vectors of a fold, one for each output column, the input columns inside the image that are new.
  private var newColumns: RowStationaryFolds.NewColumns {
    let (taps, kernel) = (pass.columnTile.taps, pass.kernelWidth)
    let vectors = pass.columnTile.outputs.count
    func inside(_ vector: Int, from tap: Int) -> Int {
      taps[(vector * kernel + tap)..<((vector + 1) * kernel)].count { $0 >= 0 }
    }
    let first = inside(0, from: 0)
    guard vectors > 1 else { return .init(first: first, second: 0, rest: []) }
    let new = kernel - pass.newKernelColumns
    var counts = [Int](repeating: 0, count: pass.newKernelColumns + 1)
    for vector in stride(from: 2, to: vectors, by: 1) { counts[inside(vector, from: new)] += 1 }
    return .init(
      first: first, second: inside(1, from: new),
      rest: counts.indices.filter { counts[$0] > 0 }.map { ($0, counts[$0]) })
  }
}

extension RowStationaryFolds.NewColumns {
  /// Columns of all vectors.
  fileprivate var total: Int { rest.reduce(first + second) { $0 + $1.columns * $1.vectors } }
}

extension RowStationaryPass {
  /// At least the folds and steps of a pass, whatever their number.
  static func bounds(
    _ size: PassSize, of product: Product, on array: RowStationaryArray
  ) -> (folds: Double, steps: Double) {
    let layout = RowStationaryLayout(
      on: array, kernelHeight: product.kernelHeight, kernelWidth: product.kernelWidth, rows: size.rows,
      channels: size.channels, filters: size.filters)
    func runs(_ whole: Int, _ side: Int) -> Double { Double(ceilingDivision(whole, by: side)) }
    let folds =
      Double(size.groups) * runs(size.filters, layout.filters) * runs(size.rows, layout.rows)
      * runs(size.channels, layout.channels)
    // A fold may have room for more than there is.
    let channels = Double(min(layout.channels, size.channels))
    let filters = Double(min(layout.filters, size.filters))
    let taps = Double(product.kernelHeight * product.kernelWidth)
    let inputs = Double(layout.rows) * taps * channels / Double(array.buses.input)
    let weights = taps * channels * filters / Double(array.buses.weight)
    let sums = Double(layout.rows) * filters / Double(array.buses.output)
    let products =
      Double(product.kernelWidth) * Double(layout.elementChannels) * Double(layout.elementFilters)
    let vectors = folds * Double(size.columns)
    // Of what a vector waits for the longest, rounded up, and for the sums of the last one.
    return (
      folds,
      vectors * (max(products, inputs, sums) + 1) + folds * (max(weights, inputs) + 2) + sums
        + Double(array.pipeline)
    )
  }
}
