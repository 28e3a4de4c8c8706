import Workloads

/// The chunks in which an array takes a tile's reduction, in runs of at most `depth`: k counts (kernel row, kernel
/// column, channel of the tile), channel fastest. With `direct` no chunk crosses a tap of the window and no run has
/// chunks of two; `part_kernel` has the taps of some channels one after the other, and no run has other channels.
func reductionRuns(
  taps: Int, channels: Int, side: Int, depth: Int, spatial: ProductMapping.Spatial
) -> [[Range<Int>]] {
  var together: [[Range<Int>]] = []
  switch spatial {
  case .im2col, .channelWise: together = [cuts(of: taps * channels, by: side)]
  case .direct:
    for tap in 0..<taps {
      together.append(
        cuts(of: channels, by: side).map { tap * channels + $0.lowerBound..<tap * channels + $0.upperBound })
    }
  case .partKernel:
    for run in cuts(of: channels, by: side) {
      together.append(
        (0..<taps).map { $0 * channels + run.lowerBound..<$0 * channels + run.upperBound })
    }
  }
  return together.flatMap { chunks in cuts(of: chunks.count, by: depth).map { Array(chunks[$0]) } }
}

/// The chunks alone, in the order of use.
func reductionChunks(
  taps: Int, channels: Int, side: Int, spatial: ProductMapping.Spatial
) -> [Range<Int>] {
  reductionRuns(taps: taps, channels: channels, side: side, depth: 1, spatial: spatial).flatMap(\.self)
}
