import Tensors
import Workloads

/// The three tiles of a product's pass in their slots, as the array sees them.
///
/// Groups, pixels, filters and k are counted from the tile's first.
struct PassTiles {
  let product: Product
  let box: PassBox
  let multiplication: Multiplication
  private let zeros: ProductZeros
  private let accumulates: Bool
  private let slots: [TileSlot]
  /// By operand: how its tile lies, if it lies as it came.
  let kept: [KeptTile?]
  private let packing: SlotPacking
  /// For each input row or column its number in the tile, -1 where it is not in it.
  private let rowNumbers: [Int]
  private let columnNumbers: [Int]
  private let tileRows: Int
  private let tileColumns: Int
  private(set) var resultsWritten = 0
  private(set) var accumulatingWrites = 0

  init(tiling: ProductTiling, plan: PassPlan, slots: [TileSlot], kept: [KeptTile?]) {
    self.kept = kept
    product = tiling.product
    multiplication = tiling.multiplication
    zeros = tiling.zeros
    box = plan.box
    accumulates = plan.accumulates
    self.slots = slots
    packing = tiling.packing(plan.box)
    let (inputRows, inputColumns) = (tiling.inputRows(box.rows), tiling.inputColumns(box.columns))
    (tileRows, tileColumns) = (inputRows.count, inputColumns.count)
    rowNumbers = (0..<tiling.product.inputHeight).map { inputRows.firstIndex(of: $0) ?? -1 }
    columnNumbers = (0..<tiling.product.inputWidth).map { inputColumns.firstIndex(of: $0) ?? -1 }
  }

  var groups: Int { box.groups.count }
  var filters: Int { box.filters.count }
  var channels: Int { box.channels.count }
  /// Output pixels.
  var pixels: Int { box.rows.count * box.columns.count }
  /// Taps of the window.
  var taps: Int { product.kernelHeight * product.kernelWidth }
  /// The extent of k.
  var reduction: Int { taps * channels }

  /// The input row of an output row's tap, which may be outside the image.
  func inputRow(of row: Int, kernelRow: Int) -> Int {
    (box.rows.lowerBound + row) * product.strideHeight + kernelRow * product.dilationHeight - product.padTop
  }

  /// The input column of an output column's tap, likewise.
  func inputColumn(of column: Int, kernelColumn: Int) -> Int {
    (box.columns.lowerBound + column) * product.strideWidth + kernelColumn * product.dilationWidth
      - product.padLeft
  }

  /// Whether an input pixel is in the image.
  func isInside(row: Int, column: Int) -> Bool {
    row >= 0 && row < product.inputHeight && column >= 0 && column < product.inputWidth
  }

  /// Where a pixel's window has its input at a reduction index: the pixel and channel of the image; nil for a padding tap.
  private func tapped(_ pixel: Int, _ index: Int) -> (row: Int, column: Int, channel: Int)? {
    let (tap, channel) = index.quotientAndRemainder(dividingBy: channels)
    let (kernelRow, kernelColumn) = tap.quotientAndRemainder(dividingBy: product.kernelWidth)
    let (pixelRow, pixelColumn) = pixel.quotientAndRemainder(dividingBy: box.columns.count)
    let row = inputRow(of: pixelRow, kernelRow: kernelRow)
    let column = inputColumn(of: pixelColumn, kernelColumn: kernelColumn)
    guard isInside(row: row, column: column) else { return nil }
    return (row, column, channel)
  }

  func isInside(_ pixel: Int, _ index: Int) -> Bool { tapped(pixel, index) != nil }

  private func isZero(_ group: Int, _ at: (row: Int, column: Int, channel: Int)) -> Bool {
    let pixel =
      ((box.image * product.inputHeight + at.row) * product.inputWidth + at.column) * product.groups
    return zeros.input?[pixel + box.groups.lowerBound + group, box.channels.lowerBound + at.channel] == false
  }

  /// Whether the input that a pixel's window has at a reduction index is zero, as a padding tap is.
  func inputIsZero(_ group: Int, _ pixel: Int, _ index: Int) -> Bool {
    tapped(pixel, index).map { isZero(group, $0) } ?? true
  }

  func weightIsZero(_ group: Int, _ index: Int, _ filter: Int) -> Bool {
    let (tap, channel) = index.quotientAndRemainder(dividingBy: channels)
    let row = (box.groups.lowerBound + group) * product.filters + box.filters.lowerBound + filter
    return zeros.weight?[row, tap * product.channels + box.channels.lowerBound + channel] == false
  }

  /// Reads the input that a pixel's window has at a reduction index; nil for a padding tap.
  func input(_ group: Int, _ pixel: Int, _ index: Int, _ ports: inout BufferPorts) throws -> Int? {
    guard let (place, value) = try placedInput(group, pixel, index) else { return nil }
    if let tile = kept[0] { ports.read(.input, place, of: tile) } else { ports.read(.input, place) }
    return value
  }

  /// Reads that input from a memory without ports; nil for a padding tap.
  func ownInput(_ group: Int, _ pixel: Int, _ index: Int, _ ports: inout BufferPorts) throws -> Int? {
    guard let (_, value) = try placedInput(group, pixel, index) else { return nil }
    ports.readOwn(.input)
    return value
  }

  /// The registers that the input of a pixel's window takes where it rests: one, or those of its stored elements.
  func inputRegisters(_ group: Int, _ pixel: Int, _ index: Int) throws -> Int {
    guard let tile = kept[0] else { return 1 }
    return try placedInput(group, pixel, index).map { tile.stored[$0.place].count } ?? 0
  }

  /// The registers that a weight takes where it rests, likewise.
  func weightRegisters(_ group: Int, _ index: Int, _ filter: Int) -> Int {
    kept[1].map { $0.stored[weightPlace(group, index, filter)].count } ?? 1
  }

  private func placedInput(
    _ group: Int, _ pixel: Int, _ index: Int
  ) throws -> (place: Int, value: Int)? {
    guard let at = tapped(pixel, index) else { return nil }
    let (row, column, channel) = at
    let (rowNumber, columnNumber) = (rowNumbers[row], columnNumbers[column])
    try require(rowNumber >= 0 && columnNumber >= 0, "input pixel (\(row), \(column)) is not in the tile")
    let place = place(
      [0, rowNumber, columnNumber, group, channel], of: [1, tileRows, tileColumns, groups, channels],
      order: packing.inputOrder)
    return (place, isZero(group, at) ? 0 : try factor(.input, place))
  }

  /// What a multiplier takes of the element at a place.
  private func factor(_ operand: Operand, _ place: Int) throws -> Int {
    let slot = slots[operand.index]
    let value = try slot.value(place)
    let factor = multiplication.factor(slot.codes?.number(value, at: place) ?? value, of: operand)
    guard multiplication.scalesElements, let scale = slot.codes?.scale(at: place) else { return factor }
    return factor * scale.number
  }

  /// The field and number of the scale of the input that a pixel's window has at a reduction index; nil for a padding tap.
  func inputScale(_ group: Int, _ pixel: Int, _ index: Int) throws -> (field: Int, number: Int)? {
    try placedInput(group, pixel, index).flatMap { slots[Operand.input.index].codes?.scale(at: $0.place) }
  }

  func weightScale(_ group: Int, _ index: Int, _ filter: Int) -> (field: Int, number: Int)? {
    slots[Operand.weight.index].codes?.scale(at: weightPlace(group, index, filter))
  }

  /// The scale of an operand that has one for all.
  func onlyScale(of operand: Operand) -> Int { slots[operand.index].codes?.onlyScale ?? 1 }

  /// Which output a sum of the tile is.
  func output(_ group: Int, _ pixel: Int, _ filter: Int) -> OutputPlace {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: box.columns.count)
    return OutputPlace(
      image: box.image, group: box.groups.lowerBound + group, row: box.rows.lowerBound + row,
      column: box.columns.lowerBound + column, filter: box.filters.lowerBound + filter)
  }

  /// The two factors of a pair, which nothing reads.
  func factors(
    _ group: Int, _ pixel: Int, _ index: Int, _ filter: Int
  ) throws -> (input: Int, weight: Int) {
    (try placedInput(group, pixel, index)?.value ?? 0, try weightValue(group, index, filter))
  }

  func weight(_ group: Int, _ index: Int, _ filter: Int, _ ports: inout BufferPorts) throws -> Int {
    let place = weightPlace(group, index, filter)
    if let tile = kept[1] { ports.read(.weight, place, of: tile) } else { ports.read(.weight, place) }
    return try weightValue(group, index, filter)
  }

  /// Reads a weight from a memory without ports.
  func ownWeight(_ group: Int, _ index: Int, _ filter: Int, _ ports: inout BufferPorts) throws -> Int {
    ports.readOwn(.weight)
    if let tile = kept[1], tile.format != .bitmask { ports.readOwnMetadata(.weight, accesses: 1) }
    return try weightValue(group, index, filter)
  }

  /// Reads a place of N:M weights, of so many for each filter; no index is an empty one.
  ///
  /// - Parameters:
  ///   - streams: Whether places stream, and a filter's lie beside each other.
  ///   - groupSize: M, the positions that a weight's is one of.
  func weight(
    _ group: Int, place: Int, of places: Int, _ index: Int?, _ filter: Int, streams: Bool, groupSize: Int,
    _ ports: inout BufferPorts
  ) throws -> Int {
    let number =
      streams ? (group * filters + filter) * places + place : (group * places + place) * filters + filter
    ports.read(.weight, number)
    if let tile = kept[1] {
      let axis: MaskAxis =
        switch product.layout.weight {
        case .filtersOutside, .filtersThenGroups: .columns
        case .filtersInside, .channelsThenGroups: .rows
        }
      let bits = tile.indexBits(among: groupSize, along: axis)
      ports.readMetadata(.weight, number * bits..<(number + 1) * bits)
    }
    return try index.map { try weightValue(group, $0, filter) } ?? 0
  }

  /// Reads a place of sparse weights by its number in the buffer; no index is an empty one.
  func weight(
    _ group: Int, at number: Int, _ index: Int?, _ filter: Int, _ ports: inout BufferPorts
  ) throws -> Int {
    ports.read(.weight, number)
    return try index.map { try weightValue(group, $0, filter) } ?? 0
  }

  private func weightPlace(_ group: Int, _ index: Int, _ filter: Int) -> Int {
    packing.weightPlaces[(group * filters + filter) * reduction + index]
  }

  private func weightValue(_ group: Int, _ index: Int, _ filter: Int) throws -> Int {
    weightIsZero(group, index, filter) ? 0 : try factor(.weight, weightPlace(group, index, filter))
  }

  /// The accesses of writing a sum, which reads what is there if it adds to that.
  ///
  /// - Parameter addsToFormerChunk: Whether the same pass has written this sum before.
  mutating func countWrite(
    _ group: Int, _ pixel: Int, _ filter: Int, addsToFormerChunk: Bool, _ ports: inout BufferPorts
  ) {
    let place = resultPlace(group, pixel, filter)
    if accumulates || addsToFormerChunk {
      ports.read(.output, place)
      accumulatingWrites += 1
    }
    ports.write(.output, place)
  }

  /// The same in a memory without ports.
  mutating func countOwnWrite(addsToFormerChunk: Bool, _ ports: inout BufferPorts) {
    if accumulates || addsToFormerChunk {
      ports.readOwn(.output)
      accumulatingWrites += 1
    }
    ports.writeOwn(.output)
  }

  /// The value of a sum that is written.
  mutating func keep(
    _ value: Int, _ group: Int, _ pixel: Int, _ filter: Int, addsToFormerChunk: Bool
  ) throws {
    let place = resultPlace(group, pixel, filter)
    let slot = slots[Operand.output.index]
    slot.set(place, to: try (accumulates || addsToFormerChunk ? slot.value(place) : 0) + value)
    resultsWritten += 1
  }

  private func resultPlace(_ group: Int, _ pixel: Int, _ filter: Int) -> Int {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: box.columns.count)
    return place(
      [0, row, column, group, filter], of: [1, box.rows.count, box.columns.count, groups, filters],
      order: packing.outputOrder)
  }

  private func place(_ position: [Int], of sizes: [Int], order: [Int]) -> Int {
    order.reduce(0) { $0 * sizes[$1] + position[$1] }
  }
}
