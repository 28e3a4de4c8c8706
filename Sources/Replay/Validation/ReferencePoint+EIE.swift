import Hardware
import Quantities
import Tensors
import Workloads

extension ReferencePoint {
  /// How much longer EIE takes than its stored weights would, spread evenly over its units: nine layers.
  ///
  /// Its pruned layers are not public. Ours is a range over masks of the published densities: from uniform ones, whose rows are
  /// alike, to those whose rows' densities fall off with a power of their rank, as those of trained networks do.
  static let eie = EIELayer.all.map { layer in
    ReferencePoint(
      valueOf: layer.name, figure: "time over theoretical", theirs: layer.actual / layer.theoretical,
      relation: .inRange, kind: .simulator,
      source: "S. Han et al., EIE, ISCA 2016, table IV (\(layer.actual) over \(layer.theoretical) us); "
        + "densities of table III",
      // Both times are given to a tenth.
      tolerance: 0.05 / layer.actual + 0.05 / layer.theoretical,
      why: "times are given to 0.1 us; ours of \(layer.seeds.count) seeds of uniform masks, and of as many "
        + "whose rows fall off with rank^-\(layer.exponent): row 33 of docs/deviations.md",
      isCalibration: !layer.isOfUniformMasks
    ) { .several(try await layer.imbalances(on: $0.design("eie"))) }
  }
}

/// A layer of EIE's: a matrix with few weights, times a vector.
public struct EIELayer: Sendable {
  public let name: String
  public let k: Int
  public let n: Int
  /// Shares of elements that are not zero.
  public let weights: Ratio
  public let inputs: Ratio
  /// Microseconds, of its stored weights at 64 a cycle and of what it takes.
  public let theoretical: Double
  public let actual: Double
  /// How much rows differ at most: the exponent of a `skewed` pattern.
  public let exponent: Ratio
  /// Whether uniform masks reach what it takes, within the rounding of its times, so that no exponent chosen with these
  /// layers in view decides it.
  public let isOfUniformMasks: Bool

  /// The exponent that gives 64 units the imbalance of a trained network, MiniLM pruned to 20 % (docs/real-sparsity.md).
  public static let trained = Ratio(1, 5)
  /// The first twentieth that gives units with as many rows the imbalance of a trained LSTM (tools/trained_lstm.py).
  public static let trainedLSTM = Ratio(3, 10)
  public let seeds: Range<UInt64> = 0..<20

  public static let all = [
    EIELayer("alex_6", 9216, 4096, weights: 9, inputs: 35.1, 28.1, 30.3),
    EIELayer("alex_7", 4096, 4096, weights: 9, inputs: 35.3, 11.7, 12.2, isOfUniformMasks: true),
    EIELayer("alex_8", 4096, 1000, weights: 25, inputs: 37.5, 8.9, 9.9),
    EIELayer("vgg_6", 25_088, 4096, weights: 4, inputs: 18.3, 28.1, 34.4, exponent: Ratio(7, 20)),
    EIELayer("vgg_7", 4096, 4096, weights: 4, inputs: 37.5, 7.9, 8.7, isOfUniformMasks: true),
    EIELayer("vgg_8", 4096, 1000, weights: 23, inputs: 41.1, 7.3, 8.4),
    EIELayer("nt_we", 4096, 600, weights: 10, inputs: 100, 5.2, 8.0, isOfUniformMasks: true),
    EIELayer("nt_wd", 600, 8791, weights: 11, inputs: 100, 13.0, 13.9, isOfUniformMasks: true),
    EIELayer("nt_lstm", 1201, 2400, weights: 10, inputs: 100, 6.5, 7.5, exponent: trainedLSTM),
  ]

  private init(
    _ name: String, _ k: Int, _ n: Int, weights: Double, inputs: Double, _ theoretical: Double,
    _ actual: Double, exponent: Ratio = trained, isOfUniformMasks: Bool = false
  ) {
    self.name = "eie_" + name
    self.isOfUniformMasks = isOfUniformMasks
    (self.k, self.n) = (k, n)
    self.weights = Ratio(Int((weights * 10).rounded()), 1000)
    self.inputs = Ratio(Int((inputs * 10).rounded()), 1000)
    (self.theoretical, self.actual) = (theoretical, actual)
    self.exponent = exponent
  }

  /// Our cycles over those of the stored weights spread evenly, for uniform masks and for those whose rows differ.
  public func imbalances(on design: Design) async throws -> [Double] {
    let uniform = try await imbalances(.uniform(density: weights), on: design)
    return uniform
      + (try await imbalances(.skewed(density: weights, exponent: exponent, axis: .rows), on: design))
  }

  /// The same for masks of one pattern.
  public func imbalances(_ pattern: SparsityPattern, on design: Design) async throws -> [Double] {
    let trace = trace(pattern)
    return try await withThrowingTaskGroup { group in
      for seed in seeds {
        group.addTask {
          let options = ReplayOptions(seed: seed, findsMemoryWall: false)
          let record = try await Replayer.run(trace: trace, design: design, options: options).total.record
          let stored = record.slots.effective + record.slots.ineffectual
          return Double(record.cycles * design.array.elements) / Double(stored)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  /// What the layer with uniform masks took in all.
  func total(on design: Design) async throws -> RunResult.Total {
    let options = ReplayOptions(seed: 0, findsMemoryWall: false)
    return try await Replayer.run(
      trace: trace(.uniform(density: weights)), design: design, options: options
    ).total
  }

  /// The layer, with weights of a pattern.
  private func trace(_ pattern: SparsityPattern) -> Trace {
    var trace = ReferencePoint.matrixProduct(m: 1, k: k, n: n)
    if inputs < Ratio(1, 1) {
      trace.tensors[0].sparsity = TensorSparsity(
        source: .pattern(.uniform(density: inputs)), shape: .activation(rows: 1, columns: k), position: .none)
    }
    trace.tensors[1].sparsity = TensorSparsity(
      source: .pattern(pattern), shape: .weight(WeightShape(.matrixProduct(m: 1, k: k, n: n))),
      position: .none)
    return trace
  }
}
