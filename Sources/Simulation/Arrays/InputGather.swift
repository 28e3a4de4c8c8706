import Mapping

/// Which inputs of its tile a vector takes, and where they lie in the buffer (docs/model.md, 4).
struct InputGather {
  private let pass: ProductPass
  let sets: PixelSets
  /// Elements from one group, input pixel or channel to the next.
  private let groupStride: Int
  private let pixelStride: Int
  private let channelStride: Int
  /// Whether the channels of a pixel lie side by side; if not, a vector has one reduction index, or `takesSeveral`.
  let channelsInside: Bool
  private let takesSeveral: Bool

  init(_ pass: ProductPass, _ sets: PixelSets, channelsInside: Bool, takesSeveral: Bool = false) {
    self.takesSeveral = takesSeveral
    self.pass = pass
    self.sets = sets
    self.channelsInside = channelsInside
    let tilePixels = pass.inputRows * pass.inputColumns
    if pass.spatial == .channelWise {
      groupStride = pass.shape.channels
      pixelStride = pass.groups * pass.shape.channels
      channelStride = 1
    } else {
      groupStride = tilePixels * pass.shape.channels
      pixelStride = channelsInside ? pass.shape.channels : 1
      channelStride = channelsInside ? 1 : tilePixels
    }
  }

  /// Adds the elements that the pixels of a set take of some groups at the reduction indices of a chunk, as ranges of
  /// elements, each once. Several groups only where they lie side by side (`channel_wise`).
  func addElements(
    set: Int, groups: Range<Int>, reduction chunk: Range<Int>, to elements: inout WordRanges
  ) {
    if !channelsInside, chunk.count > 1 {
      sets.forEachPixel(of: set) { row, column in
        for index in chunk {
          forEachRun(row: row, column: column, groups: groups, reduction: index..<(index + 1)) {
            elements.addUnordered(offset: $0, length: $1)
          }
        }
      }
      elements.normalise()
    } else if channelsInside, !sets.areSingle {
      sets.forEachPixel(of: set) { row, column in
        forEachRun(row: row, column: column, groups: groups, reduction: chunk) {
          elements.addUnordered(offset: $0, length: $1)
        }
      }
      elements.normalise()
    } else {
      sets.forEachPixel(of: set) { row, column in
        forEachRun(row: row, column: column, groups: groups, reduction: chunk) {
          elements.add(offset: $0, length: $1)
        }
      }
    }
  }

  @inline(__always)
  private func forEachRun(
    row: Int, column: Int, groups: Range<Int>, reduction chunk: Range<Int>, _ body: (Int, Int) -> Void
  ) {
    let channels = pass.shape.channels
    var index = chunk.lowerBound
    var tap = index / channels
    var channel = index % channels
    while index < chunk.upperBound {
      let length = min(channels - channel, chunk.upperBound - index)
      let (kernelRow, kernelColumn) = (tap / pass.kernelWidth, tap % pass.kernelWidth)
      let inputRow = Int(pass.rowTile.taps[row * pass.kernelHeight + kernelRow])
      let inputColumn = Int(pass.columnTile.taps[column * pass.kernelWidth + kernelColumn])
      if inputRow >= 0, inputColumn >= 0 {
        let pixel = (inputRow * pass.inputColumns + inputColumn) * pixelStride
        let offset = pixel + groups.lowerBound * groupStride + channel * channelStride
        if length == groupStride {
          body(offset, length * groups.count)
        } else {
          for group in 0..<groups.count { body(offset + group * groupStride, length) }
        }
      }
      index += length
      tap += 1
      channel = 0
    }
  }

  // MARK: Equal vectors

  /// Elements from the buffer's first to those of a vector, but for its pixels.
  func offset(group: Int, channel: Int) -> Int { group * groupStride + channel * channelStride }

  /// Whether every set is one pixel of as many that lie side by side, so that each is like the one before.
  var isUniform: Bool {
    sets.areSingle && pass.window == 1 && pass.inputRows * pass.inputColumns == pass.pixels
      && pass.rowTile.validTaps * pass.columnTile.validTaps == pass.pixels
  }

  /// Whether every chunk of the reduction is a vector of its own; if not, a channel only moves the vector of a tap.
  var takesChunks: Bool { channelsInside || takesSeveral }

  /// Elements from one pixel to the next.
  var strideOfPixels: Int { pixelStride }

  /// The sets by the pattern of their taps: sets of one class take the same elements but for their place.
  func classes() -> PixelSetClasses { PixelSetClasses(pass, sets, pixelStride: pixelStride) }

  var groupCount: Int { pass.groups }
  var channelCount: Int { pass.shape.channels }
  var bits: Int { pass.bits.input }
}

/// The sets of pixels by the pattern of their taps.
struct PixelSetClasses {
  /// Of each set its class, and the element of its first tap inside the image; -1 where none is.
  private(set) var classes: [Int32] = []
  private(set) var bases: [Int] = []
  private(set) var count = 0

  init(_ pass: ProductPass, _ sets: PixelSets, pixelStride: Int) {
    let rows = TapClasses(pass.rowTile.taps, kernel: pass.kernelHeight)
    let columns = TapClasses(pass.columnTile.taps, kernel: pass.kernelWidth)
    func position(_ row: Int, _ column: Int) -> Int {
      rows.first[row] < 0 || columns.first[column] < 0
        ? -1 : (rows.first[row] * pass.inputColumns + columns.first[column])
    }
    classes.reserveCapacity(sets.count)
    bases.reserveCapacity(sets.count)
    if sets.areSingle {
      count = rows.count * columns.count
      for set in 0..<sets.count {
        sets.forEachPixel(of: set) { row, column in
          classes.append(Int32(rows.classes[row] * columns.count + columns.classes[column]))
          bases.append(max(position(row, column) * pixelStride, -1))
        }
      }
      return
    }
    var known: [[Int]: Int32] = [:]
    var pattern: [Int] = []
    for set in 0..<sets.count {
      pattern.removeAll(keepingCapacity: true)
      var base = -1
      sets.forEachPixel(of: set) { row, column in
        let position = position(row, column)
        guard position >= 0 else { return }
        if base < 0 { base = position }
        pattern.append(rows.classes[row] * columns.count + columns.classes[column])
        pattern.append(position - base)
      }
      let number = known[pattern] ?? Int32(known.count)
      if Int(number) == known.count { known[pattern] = number }
      classes.append(number)
      bases.append(base < 0 ? -1 : base * pixelStride)
    }
    count = known.count
  }
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
