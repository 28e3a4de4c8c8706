import Workloads

/// The runs in which an array takes a tile's reduction: k counts (kernel row, kernel column, channel of the tile),
/// channel fastest. With `direct` no run crosses a tap of the window.
func reductionChunks(
  taps: Int, channels: Int, side: Int, spatial: ProductMapping.Spatial
) -> [Range<Int>] {
  guard spatial == .direct else { return cuts(of: taps * channels, by: side) }
  var chunks: [Range<Int>] = []
  for tap in 0..<taps {
    for run in cuts(of: channels, by: side) {
      chunks.append(tap * channels + run.lowerBound..<tap * channels + run.upperBound)
    }
  }
  return chunks
}
