import Hardware

/// The words of the input buffer that one vector of inputs touches.
extension SystolicPass {
  /// Weight-stationary: the elements of output pixel (row, column) at the reduction indices of a chunk.
  func addPixelVector(
    group: Int, row: Int, column: Int, reduction chunk: Range<Int>, wordBits: Int,
    to words: inout WordRanges
  ) {
    let channels = shape.channels
    var index = chunk.lowerBound
    while index < chunk.upperBound {
      let tap = index / channels
      let channel = index % channels
      let length = min(channels - channel, chunk.upperBound - index)
      let inputRow = Int(rowTile.taps[row * kernelHeight + tap / kernelWidth])
      let inputColumn = Int(columnTile.taps[column * kernelWidth + tap % kernelWidth])
      if inputRow >= 0, inputColumn >= 0 {
        let pixel = (group * inputRows + inputRow) * inputColumns + inputColumn
        words.add(
          offset: pixel * channels + channel, length: length, bits: bits.input, wordBits: wordBits)
      }
      index += length
    }
  }

  /// Output- and input-stationary: the elements of a chunk of output pixels at one reduction index, given by its
  /// window tap and its channel counted over the tile's groups.
  func addTapVector(
    groupChannel: Int, tap: Int, pixels chunk: Range<Int>, wordBits: Int, to words: inout WordRanges
  ) {
    let width = columnTile.outputs.count
    let base = groupChannel * inputRows * inputColumns
    var row = chunk.lowerBound / width
    var column = chunk.lowerBound % width
    for _ in chunk {
      let inputRow = Int(rowTile.taps[row * kernelHeight + tap / kernelWidth])
      let inputColumn = Int(columnTile.taps[column * kernelWidth + tap % kernelWidth])
      if inputRow >= 0, inputColumn >= 0 {
        words.add(
          offset: base + inputRow * inputColumns + inputColumn, length: 1, bits: bits.input,
          wordBits: wordBits)
      }
      column += 1
      if column == width { (row, column) = (row + 1, 0) }
    }
  }
}

extension SystolicPass {
  /// Sums up every input vector once; vectors whose words differ only by a rotation of the banks are evaluated
  /// once, because rotating the banks changes neither the number of words nor the fullest bank.
  func inputTraffic(_ buffer: BankedBuffer) -> VectorTraffic {
    var traffic = VectorTraffic()
    traffic.add(
      array.dataflow == .weightStationary ? pixelVectors(buffer) : tapVectors(buffer),
      // Every column chunk of a weight- or output-stationary pass reads the same vectors again.
      times: array.dataflow == .inputStationary ? 1 : columnChunks)
    return traffic
  }

  private func pixelVectors(_ buffer: BankedBuffer) -> VectorTraffic {
    var traffic = VectorTraffic()
    let channels = shape.channels
    if window == 1, inputRows * inputColumns == pixels {
      return contiguousPixels(buffer)
    }
    let rows = TapClasses(rowTile.taps, kernel: kernelHeight)
    let columns = TapClasses(columnTile.taps, kernel: kernelWidth)
    // Pixels by the pattern of their taps and their offset within a word.
    var samples: [PixelSample] = []
    var index = SampleIndex(patterns: rows.count * columns.count, phases: buffer.wordBits)
    for group in 0..<groups {
      for row in 0..<rowTile.outputs.count where rows.first[row] >= 0 {
        for column in 0..<columnTile.outputs.count where columns.first[column] >= 0 {
          let pixel = (group * inputRows + rows.first[row]) * inputColumns + columns.first[column]
          let phase = pixel * channels * bits.input % buffer.wordBits
          let pattern = rows.classes[row] * columns.count + columns.classes[column]
          let sample = index.number(pattern: pattern, phase: phase, next: samples.count)
          if sample < samples.count {
            samples[sample].count += 1
          } else {
            samples.append(PixelSample(group: group, row: row, column: column, count: 1))
          }
        }
      }
    }
    var words = WordRanges()
    var counts = [Int](repeating: 0, count: buffer.banks)
    for chunk in 0..<rowChunks {
      let start = chunk * array.rows
      let range = start..<min(start + array.rows, reduction)
      for sample in samples {
        words.removeAll()
        addPixelVector(
          group: sample.group, row: sample.row, column: sample.column, reduction: range,
          wordBits: buffer.wordBits, to: &words)
        traffic.add(words, times: sample.count, buffer, &counts)
      }
    }
    return traffic
  }

  /// A 1 x 1 kernel without padding reads consecutive channels of consecutive pixels.
  private func contiguousPixels(_ buffer: BankedBuffer) -> VectorTraffic {
    var traffic = VectorTraffic()
    for chunk in 0..<rowChunks {
      let start = chunk * array.rows
      traffic.add(
        buffer.sweep(
          offset: start, stride: shape.channels, count: groups * pixels,
          length: min(array.rows, reduction - start), bits: bits.input))
    }
    return traffic
  }

  private func tapVectors(_ buffer: BankedBuffer) -> VectorTraffic {
    var traffic = VectorTraffic()
    let chunkSize = array.dataflow == .outputStationary ? array.rows : array.columns
    var words = WordRanges()
    var counts = [Int](repeating: 0, count: buffer.banks)
    // Channels by their offset within a word.
    let channelBits = inputRows * inputColumns * bits.input
    var phases: [(sample: Int, count: Int)] = []
    var index: [Int: Int] = [:]
    for groupChannel in 0..<(groups * shape.channels) {
      let phase = groupChannel * channelBits % buffer.wordBits
      if let known = index[phase] {
        phases[known].count += 1
      } else {
        index[phase] = phases.count
        phases.append((groupChannel, 1))
      }
    }
    var start = 0
    while start < pixels {
      let range = start..<min(start + chunkSize, pixels)
      for tap in 0..<window {
        for phase in phases {
          words.removeAll()
          addTapVector(
            groupChannel: phase.sample, tap: tap, pixels: range, wordBits: buffer.wordBits, to: &words)
          traffic.add(words, times: phase.count, buffer, &counts)
        }
      }
      start += chunkSize
    }
    return traffic
  }
}

extension VectorTraffic {
  fileprivate mutating func add(
    _ ranges: WordRanges, times: Int, _ buffer: BankedBuffer, _ counts: inout [Int]
  ) {
    add(words: ranges.words, load: ranges.load(counts: &counts), vectors: times, in: buffer)
  }
}

/// Numbers the pairs of a tap pattern and an offset within a word as they occur: in a table where that is small.
private struct SampleIndex {
  private let phases: Int
  private var table: [Int32]
  private var sparse: [Int: Int] = [:]

  init(patterns: Int, phases: Int) {
    self.phases = phases
    let isSmall = patterns <= (1 << 20) / phases
    table = isSmall ? [Int32](repeating: -1, count: patterns * phases) : []
  }

  /// The number of a pair: its own, or `next` if it has none yet.
  mutating func number(pattern: Int, phase: Int, next: Int) -> Int {
    let key = pattern * phases + phase
    guard !table.isEmpty else {
      let number = sparse[key] ?? next
      sparse[key] = number
      return number
    }
    if table[key] < 0 { table[key] = Int32(next) }
    return Int(table[key])
  }
}

private struct PixelSample {
  var group: Int
  var row: Int
  var column: Int
  var count: Int
}

/// The outputs of an axis by the pattern of their taps, relative to the first that is inside the image.
private struct TapClasses {
  var classes: [Int] = []
  /// The place of the first tap inside the image, or -1 where there is none.
  var first: [Int] = []
  var count = 0

  init(_ taps: [Int32], kernel: Int) {
    var known: [[Int32]: Int] = [:]
    var output = 0
    while output * kernel < taps.count {
      var pattern = Array(taps[(output * kernel)..<((output + 1) * kernel)])
      let lead = pattern.first { $0 >= 0 } ?? -1
      for index in pattern.indices where pattern[index] >= 0 { pattern[index] -= lead }
      let number = known[pattern] ?? known.count
      known[pattern] = number
      classes.append(number)
      first.append(Int(lead))
      output += 1
    }
    count = known.count
  }
}
