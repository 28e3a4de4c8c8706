import Tensors
import Workloads

/// The elements that some units of a vector operator have of an operand, and of them those of some channels, which are
/// the fastest dimension (docs/model.md, 2).
struct VectorRegion {
  var access: VectorWork.Access
  var units: Segment
  var channels = Segment(start: 0, count: 1)
  var allChannels = 1

  var isConstant: Bool { if case .constant = access { true } else { false } }

  var elements: Int {
    switch access {
    case .streaming(let elements): units.count * ofChannels(elements)
    case .constant(let elements): elements
    case .window(let window):
      window.rows(of: units).reduce(0) { $0 + $1.count } * ofChannels(window.elementsPerRow)
    case .gather(_, let elements): units.count * elements
    case .masked(let mask): mask.count(rows: units.start..<units.end, columns: 0..<mask.columns)
    }
  }

  private func ofChannels(_ elements: Int) -> Int { elements / allChannels * channels.count }

  /// Adds the elements of a tensor that begins at `base`, however it lies; one that is gathered is never stored.
  func add(base: Int, bits: Int, _ place: OperandPlace, to builder: inout StripBuilder) {
    if case .masked(let mask) = access { return addKept(of: mask, base: base, bits: bits, to: &builder) }
    guard case .gather(let rows, let elements) = access else {
      return builder.add(dimensions, base: base, bits: bits, place)
    }
    if let encoded = place.encoded {
      let tiles = (units.start..<units.end).map { unit in
        var row = ElementRanges()
        row.add(encoded.firstElement + rows[unit] * elements, elements)
        return row
      }
      return builder.add(tiles, of: encoded)
    }
    for unit in units.start..<units.end {
      let start = rows[unit] * elements
      builder.add(bits: base * 8 + start * bits, to: base * 8 + (start + elements) * bits)
    }
  }

  /// Adds those elements of rows that a mask has, of a tensor that lies dense.
  private func addKept(of mask: OccupancyMask, base: Int, bits: Int, to builder: inout StripBuilder) {
    for unit in units.start..<units.end {
      mask.forEachRun(ofRow: unit) { columns in
        let start = unit * mask.columns
        builder.add(
          bits: base * 8 + (start + columns.lowerBound) * bits,
          to: base * 8 + (start + columns.upperBound) * bits)
      }
    }
  }

  /// The elements as dimensions of their tensor; none of a gather, whose rows come in any order, and of a mask.
  var dimensions: [LayoutDimension] {
    /// Lines of elements, of which the tile has its channels.
    func lines(_ lines: [Segment], of elements: Int) -> [LayoutDimension] {
      [
        LayoutDimension(segments: lines, stride: elements),
        LayoutDimension(Segment(start: 0, count: elements / allChannels), stride: allChannels),
        LayoutDimension(channels, stride: 1),
      ]
    }
    return switch access {
    case .streaming(let elements): lines([units], of: elements)
    case .constant(let elements):
      [LayoutDimension(Segment(start: 0, count: elements), stride: 1)]
    case .window(let window): lines(window.rows(of: units), of: window.elementsPerRow)
    case .gather, .masked: []
    }
  }
}

extension Segment {
  /// The part of its own that is its tile of a number, each of `size` but the last.
  func tile(_ number: Int, of size: Int) -> Segment {
    Segment(start: start + number * size, count: min(size, count - number * size))
  }
}

extension PoolingWindow {
  /// The input rows, counted over all images, that a tile of output rows touches.
  func rows(of tile: Segment) -> [Segment] {
    var found: [Segment] = []
    func add(_ start: Int, _ end: Int) {
      guard end > start else { return }
      if let last = found.last, start <= last.end {
        found[found.count - 1].count = max(last.end, end) - last.start
      } else {
        found.append(Segment(start: start, count: end - start))
      }
    }
    for image in (tile.start / outputHeight)...((tile.end - 1) / outputHeight) {
      let first = max(tile.start - image * outputHeight, 0)
      let last = min(tile.end - image * outputHeight, outputHeight) - 1
      let base = image * inputHeight
      // Windows that touch or overlap cover one range; others each their own.
      let step = kernelHeight >= strideHeight ? last - first + 1 : 1
      for row in stride(from: first, through: last, by: step) {
        let end = min(row + step - 1, last) * strideHeight - padTop + kernelHeight
        add(base + max(0, row * strideHeight - padTop), base + min(inputHeight, end))
      }
    }
    return found
  }
}
