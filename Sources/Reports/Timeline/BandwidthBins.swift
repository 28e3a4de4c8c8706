import Replay
import Simulation

/// What moved to and from one memory over time, in windows of equal length.
///
/// Bytes move while the bus moves data, each cycle of data alike, in the order in which their tiles wait for it: no window
/// has more than the bus can move, and they sum to all bytes. A window may have a part of a byte.
struct BandwidthBins {
  /// Cycles of a window; the last one may be shorter.
  let width: Int
  var readBytes: [Double]
  var writtenBytes: [Double]
  /// Cycles in which data moved.
  var busyCycles: [Int]

  /// Of a memory of the design, in at most `count` windows.
  init(_ recorder: RunRecorder, memory: Int, count: Int) {
    let end = max(1, recorder.end)
    width = max(1, (end + count - 1) / count)
    let bins = [Int](repeating: 0, count: (end + width - 1) / width)
    busyCycles = bins
    readBytes = bins.map(Double.init)
    writtenBytes = readBytes
    for slice in recorder[.bus(memory: memory)] {
      Self.spread(slice.cycles, over: slice, width, to: &busyCycles)
    }
    // Tiles wait before they move, so where they wait says only in which order they come.
    var waiting = (read: bins, written: bins)
    for core in 0..<recorder.tracks.cores {
      for queue in RecordedQueue.allCases {
        for slice in recorder[.queue(core: core, memory: memory, queue)] {
          if queue == .store {
            Self.spread(slice.bytes, over: slice, width, to: &waiting.written)
          } else {
            Self.spread(slice.bytes, over: slice, width, to: &waiting.read)
          }
        }
      }
    }
    move(waiting)
  }

  /// Moves what waits, from the first window to the last, as much in each as its share of the cycles with data.
  private mutating func move(_ waiting: (read: [Int], written: [Int])) {
    let all = zip(waiting.read, waiting.written).reduce(0) { $0 + $1.0 + $1.1 }
    let allBusy = busyCycles.reduce(0, +)
    guard allBusy > 0 else {
      readBytes = waiting.read.map(Double.init)
      writtenBytes = waiting.written.map(Double.init)
      return
    }
    // Of a byte as many parts as there are cycles with data: so what moves in a cycle is a whole number of them.
    let parts = Int128(allBusy)
    var from = 0
    var left = (read: Int128(waiting.read[0]) * parts, written: Int128(waiting.written[0]) * parts)
    for bin in busyCycles.indices {
      var due = Int128(all) * Int128(busyCycles[bin])
      var moved: (read: Int128, written: Int128) = (0, 0)
      while due > 0 {
        let both = left.read + left.written
        guard both > 0 else {
          from += 1
          left = (Int128(waiting.read[from]) * parts, Int128(waiting.written[from]) * parts)
          continue
        }
        let take = min(due, both)
        let read = Self.part(left.read, take, of: both)
        moved = (moved.read + read, moved.written + (take - read))
        left = (left.read - read, left.written - (take - read))
        due -= take
      }
      readBytes[bin] = Double(moved.read) / Double(parts)
      writtenBytes[bin] = Double(moved.written) / Double(parts)
    }
  }

  /// `amount` times `share` over `whole`, rounded down.
  private static func part<Count: FixedWidthInteger>(_ amount: Count, _ share: Count, of whole: Count)
    -> Count
  {
    whole.dividingFullWidth(amount.multipliedFullWidth(by: share)).quotient
  }

  var count: Int { busyCycles.count }

  /// Where a window begins, and how long it is in a run of `end` cycles.
  func start(_ bin: Int) -> Int { bin * width }
  func cycles(_ bin: Int, end: Int) -> Int { min(width, end - bin * width) }

  /// Gives an amount to the windows that a slice is in, by how long it is in each; nothing is lost in rounding.
  private static func spread(_ amount: Int, over slice: RecordedSlice, _ width: Int, to bins: inout [Int]) {
    guard amount > 0, slice.cycles > 0 else { return }
    var given = 0
    var bin = slice.start / width
    while given < amount, bin < bins.count {
      let through = min(slice.end, (bin + 1) * width) - slice.start
      let sum = part(amount, through, of: slice.cycles)
      bins[bin] += sum - given
      given = sum
      bin += 1
    }
  }
}
