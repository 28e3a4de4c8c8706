import Hardware
import Workloads

/// One instruction of a SIMD core: a step.
enum SIMDInstruction {
  /// Copies a vector of a pixel's inputs from the buffer into the scratch.
  case layOut(group: Int, pixel: Int, reduction: Range<Int>)
  /// Anything that neither computes nor touches a buffer.
  case overhead
  case loadInputs(group: Int, pixel: Int, reduction: Range<Int>)
  case loadWeights(group: Int, filter: Int, reduction: Range<Int>)
  /// The pairs from `first` on, as many as there are multipliers, in one of the steps that products take.
  case multiply(pixel: Int, filter: Int, first: Int, turn: Int)
  case write(group: Int, pixel: Int, filter: Int)
}

/// The program that a SIMD core runs in a product's pass (docs/model.md, 3.3).
struct SIMDProgram {
  private(set) var instructions: [SIMDInstruction] = []
  /// For each block of sums the lanes of its fullest product.
  private(set) var blocks: [Int] = []

  init(cluster: SIMDCluster, tiles: PassTiles) {
    let multiplication = tiles.multiplication
    let runs = cuts(of: tiles.reduction, by: cluster.lanes * multiplication.products)
    for group in 0..<tiles.groups {
      for pixels in cuts(of: tiles.pixels, by: cluster.registerPixels) {
        if tiles.taps > 1, cluster.transform > 0 {
          for pixel in pixels {
            for run in runs {
              instructions.append(.layOut(group: group, pixel: pixel, reduction: run))
              overhead(cluster.transform - 1)
            }
          }
        }
        for filters in cuts(of: tiles.filters, by: cluster.registerFilters) {
          addBlock(cluster, multiplication, group, pixels, filters, runs)
        }
      }
    }
  }

  private mutating func overhead(_ steps: Int) {
    for _ in 0..<steps { instructions.append(.overhead) }
  }

  private mutating func addBlock(
    _ cluster: SIMDCluster, _ multiplication: Multiplication, _ group: Int, _ pixels: Range<Int>,
    _ filters: Range<Int>, _ runs: [Range<Int>]
  ) {
    let pairs = cluster.macsPerCycle * multiplication.products
    blocks.append(
      runs.map { cuts(of: 0..<min($0.count, pairs), by: multiplication.products).count }.max()!)
    overhead(cluster.blockOverhead)
    for run in runs {
      for pixel in pixels { instructions.append(.loadInputs(group: group, pixel: pixel, reduction: run)) }
      for filter in filters {
        instructions.append(.loadWeights(group: group, filter: filter, reduction: run))
      }
      for pixel in pixels {
        for filter in filters {
          for first in stride(from: 0, to: cluster.lanes * multiplication.products, by: pairs) {
            for turn in 0..<multiplication.steps {
              instructions.append(.multiply(pixel: pixel, filter: filter, first: first, turn: turn))
            }
          }
        }
      }
      overhead(cluster.loopOverhead)
    }
    for pixel in pixels {
      for filter in filters { instructions.append(.write(group: group, pixel: pixel, filter: filter)) }
    }
  }
}

/// A SIMD core in a product's pass.
struct SIMDSteps: ArraySteps {
  private struct Sum: Hashable {
    var pixel: Int
    var filter: Int
  }
  private struct Copied: Hashable {
    var group: Int
    var pixel: Int
    var index: Int
  }

  private let cluster: SIMDCluster
  private var tiles: PassTiles
  private let program: SIMDProgram
  private var step = 0
  /// What the transform has laid out; a padding tap is there without a value.
  private var scratch: [Copied: Int?] = [:]
  private var inputs: [Int: [Int?]] = [:]
  private var weights: [Int: [Int]] = [:]
  private var sums: [Sum: Int] = [:]
  private(set) var slots = ComputeSlots()

  init(tiles: PassTiles, cluster: SIMDCluster, spatial: ProductMapping.Spatial) throws {
    try require(spatial == .im2col, "\(spatial) is not admitted")
    self.cluster = cluster
    self.tiles = tiles
    program = SIMDProgram(cluster: cluster, tiles: tiles)
  }

  var foldElements: [Int] { program.blocks }
  var isDone: Bool { step == program.instructions.count }
  var accumulatingWrites: Int { tiles.accumulatingWrites }
  private(set) var registerLoads = [0, 0]

  mutating func advance(_ ports: inout BufferPorts) throws {
    switch program.instructions[step] {
    case .overhead: slots.fillDrain += cluster.macsPerCycle * tiles.multiplication.products
    case .layOut(let group, let pixel, let reduction):
      for index in reduction {
        let copied = Copied(group: group, pixel: pixel, index: index)
        scratch[copied] = .some(try tiles.input(group, pixel, index, &ports))
      }
      slots.fillDrain += cluster.macsPerCycle * tiles.multiplication.products
    case .loadInputs(let group, let pixel, let reduction):
      registerLoads[0] += reduction.count
      inputs[pixel] = try reduction.map { index in
        let copied = Copied(group: group, pixel: pixel, index: index)
        if tiles.taps > 1, cluster.transform > 0 {
          guard let value = scratch[copied] else {
            throw ReferenceFailure(description: "an input is not in the scratch")
          }
          return value
        }
        return try tiles.input(group, pixel, index, &ports)
      }
      slots.fillDrain += cluster.macsPerCycle * tiles.multiplication.products
    case .loadWeights(let group, let filter, let reduction):
      registerLoads[1] += reduction.count
      weights[filter] = try reduction.map { try tiles.weight(group, $0, filter, &ports) }
      slots.fillDrain += cluster.macsPerCycle * tiles.multiplication.products
    case .multiply(let pixel, let filter, let first, let turn): try multiply(pixel, filter, first, turn)
    case .write(let group, let pixel, let filter):
      guard let sum = sums.removeValue(forKey: Sum(pixel: pixel, filter: filter)) else {
        throw ReferenceFailure(description: "a sum is written that is in no register")
      }
      tiles.countWrite(group, pixel, filter, addsToFormerChunk: false, &ports)
      try tiles.keep(sum, group, pixel, filter, addsToFormerChunk: false)
      slots.fillDrain += cluster.macsPerCycle * tiles.multiplication.products
    }
    step += 1
    if isDone {
      try require(sums.isEmpty, "sums are left in the registers")
      try require(
        tiles.resultsWritten == tiles.groups * tiles.pixels * tiles.filters, "a result was not written once")
    }
  }

  private mutating func multiply(_ pixel: Int, _ filter: Int, _ first: Int, _ turn: Int) throws {
    let multiplication = tiles.multiplication
    guard let inputs = inputs[pixel], let weights = weights[filter], inputs.count == weights.count else {
      throw ReferenceFailure(description: "a product's operands are not in their registers")
    }
    for position in first..<first + cluster.macsPerCycle * multiplication.products {
      guard position < inputs.count else {
        slots.unmapped += 1
        continue
      }
      let (input, weight) = (inputs[position] ?? 0, weights[position])
      slots.count(
        input: input, weight: weight, cluster.sparsity, endsProduct: turn == multiplication.steps - 1)
      sums[Sum(pixel: pixel, filter: filter), default: 0] += multiplication.added(input, weight, in: turn)
    }
    try require(
      sums.count <= cluster.registerPixels * cluster.registerFilters, "there are not so many registers")
  }
}
