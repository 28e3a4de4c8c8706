import Replay
import Simulation

/// What moved to and from one memory over time, in windows of equal length.
///
/// Bytes move in the cycles in which the bus does, equally many in each, and in the order of their tiles: a tile's lie evenly over the
/// time in which it is the next of its queue. Their sum is exact, and no window has more than the bus can move in it.
struct BandwidthBins {
  /// Cycles of a window; the last one may be shorter.
  let width: Int
  var readBytes: [Int]
  var writtenBytes: [Int]
  /// Cycles in which data moved.
  var busyCycles: [Int]

  /// Of a memory of the design, in at most `count` windows.
  init(_ recorder: RunRecorder, memory: Int, count: Int) {
    let end = max(1, recorder.end)
    width = max(1, (end + count - 1) / count)
    let bins = [Int](repeating: 0, count: (end + width - 1) / width)
    (readBytes, writtenBytes, busyCycles) = (bins, bins, bins)
    for core in 0..<recorder.tracks.cores {
      for queue in RecordedQueue.allCases {
        for slice in recorder[.queue(core: core, memory: memory, queue)] {
          if queue == .store {
            Self.spread(slice.bytes, over: slice, width, to: &writtenBytes)
          } else {
            Self.spread(slice.bytes, over: slice, width, to: &readBytes)
          }
        }
      }
    }
    for slice in recorder[.bus(memory: memory)] {
      Self.spread(slice.cycles, over: slice, width, to: &busyCycles)
    }
    moveWithBus()
  }

  /// Gives every window as many bytes as its share of the bus's cycles is, and those that came first by their tiles first.
  private mutating func moveWithBus() {
    let busy = busyCycles.reduce(0, +)
    let all = readBytes.reduce(0, +) + writtenBytes.reduce(0, +)
    guard busy > 0, all > 0 else { return }
    let (tilesRead, tilesWritten) = (readBytes, writtenBytes)
    // What tiles have until now, and what was taken of it.
    var (place, left, leftRead) = (0, tilesRead[0] + tilesWritten[0], tilesRead[0])
    var (cycles, given) = (0, 0)
    for bin in busyCycles.indices {
      cycles += busyCycles[bin]
      let (high, low) = all.multipliedFullWidth(by: cycles)
      let until = busy.dividingFullWidth((high, low)).quotient
      var (wanted, read) = (until - given, 0)
      given = until
      readBytes[bin] = 0
      writtenBytes[bin] = wanted
      while wanted > 0 {
        while left == 0, place + 1 < tilesRead.count {
          place += 1
          (left, leftRead) = (tilesRead[place] + tilesWritten[place], tilesRead[place])
        }
        let taken = min(wanted, left)
        guard taken > 0 else { break }
        // Reads and writes of one window are mixed.
        let (high, low) = leftRead.multipliedFullWidth(by: taken)
        let ofReads = taken == left ? leftRead : left.dividingFullWidth((high, low)).quotient
        read += ofReads
        wanted -= taken
        left -= taken
        leftRead -= ofReads
      }
      readBytes[bin] = read
      writtenBytes[bin] -= read
    }
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
      let (high, low) = amount.multipliedFullWidth(by: through)
      let sum = slice.cycles.dividingFullWidth((high, low)).quotient
      bins[bin] += sum - given
      given = sum
      bin += 1
    }
  }
}
