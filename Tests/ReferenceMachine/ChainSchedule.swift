import Hardware
import Workloads

/// A sum that DSPs in a row make in a step, for each set of pixels that a DSP packs.
struct ChainSum {
  /// The chain among those of a set of pixels, and the first of its DSPs.
  var chain: Int
  var firstDSP: Int
  /// D.
  var dsps: Int
  /// Filters of the vector, by their number in it: those that a DSP packs.
  var filters: [Int]
  /// By place the position of the vector that it takes; nil of an empty place. More places than these are not used.
  var places: [Int?]
  /// Where in the buffer the weight of its first place lies, if weights lie as places.
  var firstWeight: Int?
}

/// A chunk each of pixels, k and filters, in the steps that it takes.
struct ChainVector {
  var group: Int
  var pixels: [Int]
  var reduction: [Int]
  var filters: [Int]
  /// By step.
  var steps: [[ChainSum]]

  var places: Int { steps.joined().reduce(0) { $0 + $1.places.count * $1.filters.count } }
}

/// The vectors whose products are added up to one set of sums; a vector of no steps among them does nothing.
struct ChainFold {
  var vectors: [ChainVector]
}

/// The folds of a pass of DSP chains in order (docs/model.md, 3.5 and 10.4).
struct ChainSchedule {
  private(set) var folds: [ChainFold] = []
  /// DSPs of the longest sum of the pass, and of the shortest.
  private(set) var longestSum: Int
  private(set) var shortestSum: Int
  private let mode: ChainMode
  private let sparsity: ArraySparsity

  init(mode: ChainMode, sparsity: ArraySparsity, tiles: PassTiles, spatial: ProductMapping.Spatial) throws {
    try require(spatial == .im2col || spatial == .direct, "\(spatial) is not admitted")
    self.mode = mode
    self.sparsity = sparsity
    (longestSum, shortestSum) = (mode.array.chain, mode.array.chain)
    let isSparse = sparsity.weight == .skip
    if isSparse { try checkDensities() }
    let least = sparsity.densities.first ?? mode.positions
    let side = isSparse ? mode.filters * mode.positions / least : mode.filters
    let chunks = reductionChunks(
      taps: tiles.taps, channels: tiles.channels, side: mode.positions, spatial: spatial)
    var weights = 0
    for group in 0..<tiles.groups {
      for filters in cuts(of: tiles.filters, by: side) {
        // Weights lie once, however often pixels meet them.
        var laid: [[[ChainSum]]] = []
        for chunk in chunks {
          if isSparse {
            laid.append(laySparsely(group, Array(chunk), Array(filters), tiles, &weights))
          } else {
            laid.append([layDensely(chunk.count, filters.count)])
          }
        }
        for pixels in cuts(of: tiles.pixels, by: mode.pixels) {
          var vectors = chunks.indices.map {
            ChainVector(
              group: group, pixels: Array(pixels), reduction: Array(chunks[$0]), filters: Array(filters),
              steps: laid[$0])
          }
          // The last vector of a fold writes.
          if vectors[vectors.count - 1].steps.isEmpty { vectors[vectors.count - 1].steps = [[]] }
          folds.append(ChainFold(vectors: vectors))
        }
      }
    }
    if isSparse {
      let sums = folds.flatMap(\.vectors).flatMap(\.steps).joined().map(\.dsps)
      longestSum = sums.max() ?? least / mode.positionsOfDSP
      shortestSum = sums.min() ?? longestSum
    }
  }

  private func checkDensities() throws {
    let (densities, ofGroup) = (sparsity.densities, mode.array.group * mode.positionsOfDSP)
    try require(
      densities.last == mode.positions && sparsity.block >= 1, "no density is that of a whole chain")
    try require(mode.lanes.weights == 1 && sparsity.input != .skip, "weights are packed beside sparse ones")
    for (number, density) in densities.enumerated() {
      let next = number + 1 < densities.count ? densities[number + 1] : 2 * density
      try require(
        density.isMultiple(of: ofGroup) && next.isMultiple(of: density) && next > density,
        "a density of \(density) is no part of a chain")
      let dsps = density / mode.positionsOfDSP
      try require(
        dsps.isMultiple(of: mode.array.cascade) || mode.array.cascade.isMultiple(of: dsps),
        "a sum of \(dsps) DSPs lies across a node")
    }
  }

  /// Every chain has all positions of the vector, and as many filters as its DSPs pack.
  private func layDensely(_ positions: Int, _ filters: Int) -> [ChainSum] {
    cuts(of: filters, by: mode.lanes.weights).enumerated().map { chain, packed in
      ChainSum(
        chain: chain, firstDSP: 0, dsps: mode.array.chain, filters: Array(packed),
        places: (0..<positions).map(Optional.some))
    }
  }

  /// Filters lie side by side over the chains, then over those of the next step, the densest first.
  private func laySparsely(
    _ group: Int, _ reduction: [Int], _ filters: [Int], _ tiles: PassTiles, _ weights: inout Int
  ) -> [[ChainSum]] {
    let nonzeros = filters.map { filter in
      reduction.indices.filter { !tiles.weightIsZero(group, reduction[$0], filter) }
    }
    var densities = filters.map { _ in 0 }
    for block in cuts(of: filters.count, by: sparsity.block) {
      let most = block.map { nonzeros[$0].count }.max()!
      for filter in block { densities[filter] = ([0] + sparsity.densities).first { $0 >= most }! }
    }
    var steps: [[ChainSum]] = []
    var next = 0
    for density in sparsity.densities.reversed() {
      for filter in filters.indices where densities[filter] == density {
        let (step, position) = next.quotientAndRemainder(dividingBy: mode.positions * mode.filters)
        if step == steps.count { steps.append([]) }
        var places = nonzeros[filter].map(Optional.some)
        while places.count < min(density, reduction.count) { places.append(nil) }
        steps[step].append(
          ChainSum(
            chain: position / mode.positions, firstDSP: position % mode.positions / mode.positionsOfDSP,
            dsps: density / mode.positionsOfDSP, filters: [filter], places: places, firstWeight: weights))
        weights += places.count
        next += density
      }
    }
    return steps
  }
}
