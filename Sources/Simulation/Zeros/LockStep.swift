import CMaskKernels

/// Lanes that go through windows together: the steps that they take for sets of rows (docs/model.md, 10.1).
struct LockStep {
  let layout: WindowLayout
  /// Steps that looking through each window takes, at least 1.
  private let looking: [UInt32]
  /// By pairs of a lane the steps that multiply them.
  private let multiplying: [UInt32]
  /// The greatest counts of a set, kept from set to set.
  private var most: [UInt64]

  init(_ layout: WindowLayout, multipliers: Int, scan: Int) {
    self.layout = layout
    let chunks = layout.chunks
    looking = (0..<chunks.count).map { UInt32(max(1, (chunks[$0].count + scan - 1) / scan)) }
    multiplying = (0...layout.side).map { UInt32(($0 + multipliers - 1) / multipliers) }
    most = [UInt64](repeating: 0, count: max(layout.words, chunks.count, 1))
  }

  /// Compares rows, so many `together`, with lanes; returns the sums of whole sets and those of a smaller last one.
  mutating func compare(
    _ rows: UnsafeBufferPointer<UInt64>, count: Int, together: Int, _ lanes: LaneBits
  ) -> (full: mask_steps, rest: mask_steps) {
    var (full, rest) = (mask_steps(), mask_steps())
    looking.withUnsafeBufferPointer { looking in
      multiplying.withUnsafeBufferPointer { multiplying in
        var windows = mask_windows(
          width: Int32(layout.width), windows: layout.chunks.count, words: layout.words,
          steps: multiplying.baseAddress, least: looking.baseAddress)
        lanes.words.withUnsafeBufferPointer { own in
          most.withUnsafeMutableBufferPointer { most in
            mask_lock_step(
              rows.baseAddress, count, together, own.baseAddress, lanes.lanes, &windows, most.baseAddress,
              &full, &rest)
          }
        }
      }
    }
    return (full, rest)
  }

  /// Adds the steps of each window of the last set.
  func addSteps(to all: inout [Int32]) {
    let perWord = layout.width < 64 ? 64 / layout.width : 1
    for window in 0..<layout.chunks.count {
      let count =
        perWord == 1
        ? Int(most[window])
        : Int(most[window / perWord] >> UInt64(window % perWord * layout.width) & 0xFF)
      all.append(Int32(max(multiplying[count], looking[window])))
    }
  }
}
