import Hardware
import Quantities
import Tensors
import Workloads

/// What a machine that skips makes of zeros: how many pairs it could leave out, and what it takes without any.
public struct SparsityGain: Hashable, Sendable {
  /// Pairs of the product that the machine's patterns and actions could leave out, from the masks.
  public var exploitableMACs: Int
  /// Cycles with the same mapping and no zeros; nil where that does not run.
  public var denseCycles: Int?
  /// Cycles with the mapping that the design takes where nothing is zero; nil where that does not run.
  public var remappedDenseCycles: Int?

  public init(exploitableMACs: Int, denseCycles: Int?, remappedDenseCycles: Int?) {
    self.exploitableMACs = exploitableMACs
    self.denseCycles = denseCycles
    self.remappedDenseCycles = remappedDenseCycles
  }
}

extension ArraySparsity {
  /// The pairs that the machine could leave out, of a product of which `effectual` pairs are.
  func exploitableMACs(_ product: Product, _ zeros: ProductZeros, effectual: Int) -> Int {
    if let pattern, weight == .skip {
      // Every place of a group takes its time, whatever else is zero.
      guard zeros.weight?.fits(n: pattern.nonzeros, m: pattern.groupSize) ?? false else { return 0 }
      return product.denseMACs - product.pairs(withWeights: product.places(of: pattern))
    }
    switch (input == .skip, weight == .skip) {
    case (false, false): return 0
    case (true, false): return product.denseMACs - product.pairsWithInput(zeros.input)
    case (false, true):
      return product.denseMACs - product.pairs(withWeights: zeros.weight?.count ?? product.weightElements)
    case (true, true): return product.denseMACs - effectual
    }
  }
}

extension Product {
  fileprivate func pairs(withWeights weights: Int) -> Int { images * m * weights }

  /// Weights that N:M groups along k have room for.
  fileprivate func places(of pattern: ArraySparsity.WeightPattern) -> Int {
    let (whole, rest) = k.quotientAndRemainder(dividingBy: pattern.groupSize)
    return groups * filters * (whole * pattern.nonzeros + min(pattern.nonzeros, rest))
  }

  /// Pairs whose input lies in the image and is not zero: each input meets every filter of its group at every tap.
  fileprivate func pairsWithInput(_ mask: OccupancyMask?) -> Int {
    guard let mask else {
      let rows = Self.tapsInside(
        inputHeight, outputHeight, kernelHeight, stride: strideHeight, dilation: dilationHeight,
        before: padTop)
      let columns = Self.tapsInside(
        inputWidth, outputWidth, kernelWidth, stride: strideWidth, dilation: dilationWidth, before: padLeft)
      return images * groups * channels * filters * rows * columns
    }
    let rows = Self.taps(
      inputHeight, outputHeight, kernelHeight, stride: strideHeight, dilation: dilationHeight, before: padTop)
    let columns = Self.taps(
      inputWidth, outputWidth, kernelWidth, stride: strideWidth, dilation: dilationWidth, before: padLeft)
    var pairs = 0
    for (row, count) in mask.rowCounts().enumerated() where count > 0 {
      let pixel = row / groups % (inputHeight * inputWidth)
      pairs += count * rows[pixel / inputWidth] * columns[pixel % inputWidth]
    }
    return pairs * filters
  }

  /// How many taps of all outputs lie in the input.
  private static func tapsInside(
    _ input: Int, _ output: Int, _ kernel: Int, stride: Int, dilation: Int, before: Int
  ) -> Int {
    (0..<kernel).reduce(0) { sum, tap in
      let offset = before - tap * dilation
      // The outputs from `first` up to, and without, `end` read a line of the input at this tap.
      let first = offset > 0 ? ceilingDivision(offset, by: stride) : 0
      let end = input + offset > 0 ? min(output, ceilingDivision(input + offset, by: stride)) : 0
      return sum + max(0, end - first)
    }
  }

  /// How many taps of all outputs read each line of the input.
  private static func taps(
    _ input: Int, _ output: Int, _ kernel: Int, stride: Int, dilation: Int, before: Int
  ) -> [Int] {
    var taps = [Int](repeating: 0, count: input)
    for place in 0..<output {
      for tap in 0..<kernel {
        let line = place * stride + tap * dilation - before
        if taps.indices.contains(line) { taps[line] += 1 }
      }
    }
    return taps
  }
}
