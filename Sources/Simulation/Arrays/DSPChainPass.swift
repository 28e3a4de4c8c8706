import Hardware
import Mapping
import Quantities

/// One pass of a product on DSP chains (docs/model.md, 3.5): what it reads and writes is what a broadcast array does of as
/// many pixels, positions and filters.
struct DSPChainPass {
  let array: DSPChainArray
  let pass: ProductPass

  /// Cycles and counts of a pass in which every vector takes a step.
  func profile(_ buffers: Buffers, _ budget: inout ProfileBudget) throws(PlanError) -> PassProfile {
    let dense = array.broadcast(filters: array.active.filters, sumsOf: array.positions)
    let wide = BroadcastPass(array: dense, pass: pass)
    var profile = try wide.profile(buffers, &budget)
    let vectors = wide.folds.count * wide.folds.vectors
    profile.unmapped += vectors * (array.elements - dense.elements)
    profile.foldElements = fullestVectors(wide)
    profile.chain = counts(wide)
    addSwitch(&profile)
    return profile
  }

  /// Steps in which the array changes its mode, before anything enters.
  func addSwitch(_ profile: inout PassProfile) {
    guard pass.shape.switches else { return }
    profile.steps += array.switchSteps
    profile.cycles += array.switchSteps
  }

  /// Of the pixels of all sets, each set for itself, the words that they are packed in.
  func words(_ sets: PixelSets) -> Int {
    let (inputs, side) = (array.active.packing.inputs, array.active.pixels)
    let (full, rest) = pass.pixels.quotientAndRemainder(dividingBy: side)
    return full * (side / inputs) + ceilingDivision(rest, by: inputs)
  }

  /// The sum over folds of the multipliers of their fullest vector.
  private func fullestVectors(_ wide: BroadcastPass) -> Int {
    let longest = wide.reductionChunks[0].count
    func parts(_ whole: Int, _ side: Int) -> [(size: Int, count: Int)] {
      [(side, whole / side), (whole % side, whole % side > 0 ? 1 : 0)]
    }
    var sum = 0
    for pixels in parts(pass.pixels, array.active.pixels) {
      for filters in parts(pass.filters, array.active.filters) {
        let positions = pixels.size * longest * filters.size
        sum += pixels.count * filters.count * ceilingDivision(positions, by: array.products)
      }
    }
    return wide.groups * sum
  }

  private func counts(_ wide: BroadcastPass) -> ChainCounts {
    let words = words(wide.sets)
    let weights = array.active.packing.weights
    let (full, rest) = pass.filters.quotientAndRemainder(dividingBy: array.active.filters)
    let filters = full * (array.active.filters / weights) + ceilingDivision(rest, by: weights)
    let chains = wide.groups * words * filters
    let adjusts =
      array.pump * array.pieces(ofPositions: array.positions) * array.adjusts(ofPositions: array.positions)
    var counts = ChainCounts()
    counts.operations = chains * wide.reductionChunks.pieces(of: array.neighbours)
    counts.adjusts = chains * wide.reductionChunks.count * adjusts
    return counts
  }
}
