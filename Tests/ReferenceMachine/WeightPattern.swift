import Hardware
import Workloads

/// The groups of consecutive k of a tile that a pattern N:M counts nonzero weights in (docs/model.md, 10): of all its
/// k with `im2col`, else of each tap's channels.
func patternGroups(
  taps: Int, channels: Int, size: Int, spatial: ProductMapping.Spatial
) -> [Range<Int>] {
  if spatial == .im2col { return cuts(of: taps * channels, by: size) }
  return (0..<taps).flatMap { tap in cuts(of: tap * channels..<(tap + 1) * channels, by: size) }
}

/// The array as a product finds it: one that leaves out the zeros of N:M weights is dense to all others, and sparse chains
/// are to weights without a mask.
func arrayMet(
  by product: Product, _ zeros: ProductZeros, _ mapping: ProductMapping, design: Design
) throws -> ProcessingArray {
  var array = design.array
  if case .dspChain = array, zeros.weight == nil, array.sparsity.weight == .skip {
    array.sparsity.weight = .none
    return array
  }
  guard let pattern = array.sparsity.pattern else { return array }
  if try fits(pattern, product, zeros, mapping, cores: design.cores.count) { return array }
  array.sparsity.pattern = nil
  if array.sparsity.input == .skip { array.sparsity.input = .none }
  array.sparsity.weight = .none
  return array
}

/// Whether of each group of any tile, on any core, no filter has more weights than the pattern says.
private func fits(
  _ pattern: ArraySparsity.WeightPattern, _ product: Product, _ zeros: ProductZeros,
  _ mapping: ProductMapping, cores: Int
) throws -> Bool {
  guard let mask = zeros.weight else { return false }
  for core in 0..<cores {
    let share = try Share(of: product, partition: mapping.partition, core: core, cores: cores)
    for channels in cuts(of: share.channels, by: mapping.channels) {
      let groups = patternGroups(
        taps: product.kernelHeight * product.kernelWidth, channels: channels.count, size: pattern.groupSize,
        spatial: mapping.spatial)
      for filter in 0..<mask.rows {
        for group in groups {
          let nonzeros = group.count { index in
            let (tap, channel) = index.quotientAndRemainder(dividingBy: channels.count)
            return mask[filter, tap * product.channels + channels.lowerBound + channel]
          }
          if nonzeros > pattern.nonzeros { return false }
        }
      }
    }
  }
  return true
}

/// The places of N:M weights in a tile (docs/model.md, 10.2).
struct WeightPlaces {
  private struct Place {
    /// The positions of k that the place may hold a weight of.
    var group: Range<Int>
    /// Its number among those of the group.
    var number: Int
  }

  private let places: [Place]
  /// M.
  let groupSize: Int
  /// The runs of places that take the part of chunks of k.
  let chunks: [Range<Int>]

  init(
    _ pattern: ArraySparsity.WeightPattern, side: Int, tiles: PassTiles, spatial: ProductMapping.Spatial
  ) throws {
    try require(spatial == .im2col || spatial == .direct, "places are of one group, and of a tap or of all")
    var places: [Place] = []
    var chunks: [Range<Int>] = []
    let stretches = spatial == .im2col ? 1 : tiles.taps
    let length = tiles.reduction / stretches
    for stretch in 0..<stretches {
      let first = places.count
      for group in cuts(of: stretch * length..<(stretch + 1) * length, by: pattern.groupSize) {
        for number in 0..<min(pattern.nonzeros, group.count) {
          places.append(Place(group: group, number: number))
        }
      }
      chunks += cuts(of: first..<places.count, by: side)
    }
    self.places = places
    groupSize = pattern.groupSize
    self.chunks = chunks
  }

  var count: Int { places.count }

  /// The positions of k that a place may hold a weight of.
  func group(of place: Int) -> Range<Int> { places[place].group }

  func isFirst(_ place: Int) -> Bool { places[place].number == 0 }

  /// The position among its group's of the weight that a filter has in a place; nil where that is empty.
  func position(_ place: Int, _ group: Int, _ filter: Int, _ tiles: PassTiles) -> Int? {
    let nonzeros = places[place].group.filter { !tiles.weightIsZero(group, $0, filter) }
    let number = places[place].number
    return number < nonzeros.count ? nonzeros[number] - places[place].group.lowerBound : nil
  }
}
