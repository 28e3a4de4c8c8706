import Hardware
import Mapping
import Tensors
import Workloads

/// The inputs of a kept tile on a broadcast array, packed in the order of section 4 (docs/model.md, 11).
struct KeptInputs {
  private let pass: BroadcastPass
  private let metadata: KeptMetadata
  private let gather: InputGather
  /// Elements of the tile in that order, in lines of one group and pixel, or of one group and channel.
  private var elements: BitRows
  private var repeated: BitRows
  private let extra: Int
  /// Stored elements before each line, and in all.
  private var starts: [Int] = [0]

  init(_ pass: BroadcastPass, _ operand: KeptOperand, _ content: PassContent, _ product: Product) {
    self.pass = pass
    metadata = operand.metadata
    extra = operand.extra
    gather = pass.gather
    let tile = KeptInputTile(pass.pass, content, product, channelsInside: gather.channelsInside)
    elements = tile.lines(operand.elements)
    repeated = operand.repeated.map { tile.lines($0) } ?? BitRows(rows: 0, length: 0)
    starts.reserveCapacity(elements.rows + 1)
    var before = 0
    for line in 0..<elements.rows {
      before += stored(line: line, 0..<elements.length)
      starts.append(before)
    }
  }

  private func stored(line: Int, _ range: Range<Int>) -> Int {
    let count = elements.countOfBits(row: line, in: range)
    return extra == 0 ? count : count + extra * repeated.countOfBits(row: line, in: range)
  }

  /// Stored elements before one of the tile's.
  private func rank(_ element: Int) -> Int {
    let (line, place) = element.quotientAndRemainder(dividingBy: elements.length)
    return place == 0 ? starts[line] : starts[line] + stored(line: line, 0..<place)
  }

  /// What is read of a vector: its stored elements, and words of data and of metadata, each once.
  struct Vector {
    fileprivate(set) var stored = 0
    fileprivate(set) var data = WordRanges()
    fileprivate(set) var metadata = WordRanges()
    fileprivate var elements = WordRanges()
  }

  /// Finds what a vector reads.
  func read(set: Int, group: Int, chunk: Int, _ vector: inout Vector, _ buffer: BankedBuffer) {
    vector.stored = 0
    vector.data.removeAll()
    vector.metadata.removeAll()
    vector.elements.removeAll()
    gather.addElements(
      set: set, groups: group..<group + 1, reduction: pass.reductionChunks[chunk], to: &vector.elements)
    vector.elements.forEachRange { elements in
      let stored = rank(elements.lowerBound)..<rank(elements.upperBound)
      vector.stored += stored.count
      vector.data.add(offset: stored.lowerBound, length: stored.count, bits: gather.bits, in: buffer)
      let bits = metadata.bits(elements: elements, stored: stored)
      vector.metadata.add(offset: bits.lowerBound, length: bits.count, bits: 1, in: buffer)
    }
  }

  /// What all vectors ask of their buffer, each once.
  func traffic(_ buffer: BankedBuffer) -> VectorTraffic {
    var traffic = VectorTraffic()
    var counts = [Int](repeating: 0, count: buffer.banks)
    forEachVector(buffer) { vector in
      let metadata = vector.metadata.words
      traffic.add(
        words: vector.data.words + metadata, load: buffer.load(vector.data, vector.metadata, counts: &counts),
        elements: vector.stored, vectors: 1, in: buffer)
      traffic.metadataWords += metadata
    }
    return traffic
  }

  /// The cycles of each vector, by group, set and chunk.
  func cycles(_ buffer: BankedBuffer) -> [Int32] {
    var cycles: [Int32] = []
    var counts = [Int](repeating: 0, count: buffer.banks)
    forEachVector(buffer) {
      cycles.append(Int32(clamping: buffer.cycles(load: buffer.load($0.data, $0.metadata, counts: &counts))))
    }
    return cycles
  }

  private func forEachVector(_ buffer: BankedBuffer, _ body: (Vector) -> Void) {
    var vector = Vector()
    for group in 0..<pass.groups {
      for set in 0..<pass.sets.count {
        for chunk in 0..<pass.reductionChunks.count {
          read(set: set, group: group, chunk: chunk, &vector, buffer)
          body(vector)
        }
      }
    }
  }
}

/// Where the inputs of a pass's tile are in the whole product.
private struct KeptInputTile {
  private let content: PassContent
  private let product: Product
  private let channelsInside: Bool
  /// The input rows and columns that the tile has, in order; -1 for one that no window touches and none follows.
  private let rows: [Int]
  private let columns: [Int]

  init(_ pass: ProductPass, _ content: PassContent, _ product: Product, channelsInside: Bool) {
    self.content = content
    self.product = product
    self.channelsInside = channelsInside
    rows = Self.inputs(
      pass.rowTile, from: content.rows.start, stride: product.strideHeight, kernel: product.kernelHeight,
      dilation: product.dilationHeight, padding: product.padTop)
    columns = Self.inputs(
      pass.columnTile, from: content.columns.start, stride: product.strideWidth, kernel: product.kernelWidth,
      dilation: product.dilationWidth, padding: product.padLeft)
  }

  /// The inputs of a tile of an axis, from what its taps say; those that are skipped follow one another.
  private static func inputs(
    _ tile: AxisTile, from first: Int, stride: Int, kernel: Int, dilation: Int, padding: Int
  ) -> [Int] {
    var inputs = [Int](repeating: -1, count: tile.inputCount)
    for (index, place) in tile.taps.enumerated() where place >= 0 {
      let (output, tap) = index.quotientAndRemainder(dividingBy: kernel)
      inputs[Int(place)] = (first + output) * stride + tap * dilation - padding
    }
    guard let known = inputs.firstIndex(where: { $0 >= 0 }) else { return inputs }
    for place in inputs.indices where inputs[place] < 0 { inputs[place] = inputs[known] + place - known }
    return inputs
  }

  /// A mask's elements of the tile, in lines as they lie in the buffer.
  func lines(_ mask: OccupancyMask) -> BitRows {
    let pixels = rows.count * columns.count
    let channels = content.channels.count
    var lines =
      channelsInside
      ? BitRows(rows: content.groups.count * pixels, length: channels)
      : BitRows(rows: content.groups.count * channels, length: pixels)
    mask.withUnsafeWords { words in
      guard let base = words.baseAddress else { return }
      for group in 0..<content.groups.count {
        for (row, y) in rows.enumerated() where y >= 0 {
          for (column, x) in columns.enumerated() where x >= 0 {
            let input =
              ((content.image * product.inputHeight + y) * product.inputWidth + x) * product.groups
              + content.groups.start + group
            let pixel = row * columns.count + column
            let source = base + input * mask.stride
            guard !channelsInside else {
              lines.put(
                row: group * pixels + pixel, at: 0, from: source, at: content.channels.start, count: channels)
              continue
            }
            for channel in 0..<channels {
              let place = content.channels.start + channel
              guard source[place >> 6] >> UInt64(place & 63) & 1 == 1 else { continue }
              lines.fill(row: group * channels + channel, at: pixel, count: 1)
            }
          }
        }
      }
    }
    return lines
  }
}
