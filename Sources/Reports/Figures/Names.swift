import Accounting
import Documents
import Hardware
import Quantities
import Workloads

extension Operator.Kind {
  /// Short enough for a table.
  var short: String {
    switch self {
    case .pooling: "pool"
    case .normalization: "norm"
    case .activation: "activate"
    case .elementwise: "eltwise"
    case .embedding: "embed"
    case .keyValueAppend: "append"
    case .keyValueRead: "read"
    case .conv2d, .matmul, .softmax: rawValue
    }
  }
}

extension Bound {
  /// Short enough for a table.
  var short: String {
    switch self {
    case .compute: "compute"
    case .unmapped: "unmapped"
    case .fillDrain: "fill"
    case .imbalance: "imbalance"
    case .decode: "decode"
    case .bufferBandwidth: "buffer"
    case .dramBandwidth: "DRAM bw"
    case .dramLatency: "DRAM lat"
    case .vectorUnit: "vector"
    case .idle: "idle"
    }
  }

  var isMemory: Bool { self == .dramBandwidth || self == .dramLatency }
}

extension Roofline.Side {
  /// The side's name in results.
  var name: String {
    switch self {
    case .memory: "left"
    case .compute: "right"
    }
  }
}

extension Work.Body {
  var product: Product? { if case .product(let product, _) = self { product } else { nil } }

  /// "m/k/n", and the batch where it is not 1.
  var shapeText: String {
    guard let product else { return NumberText.undefined }
    let shape = "\(product.m)/\(product.k)/\(product.n)"
    return product.batch == 1 ? shape : "\(shape) (\(product.batch))"
  }
}

extension Design {
  /// Bytes a second between the chip and what is behind it; nil where a memory there is ideal.
  var offChipBandwidth: Double? { offChipMemories.totalBandwidth }

  /// Bytes a second of the memories on the chip, 0 without any; nil where one is ideal.
  var onChipBandwidth: Double? { onChipMemories.totalBandwidth }

  /// "32 x 32 systolic array, weight_stationary, int8 x int8 -> int32".
  var arrayText: String {
    let precision = array.precision
    return "\(array.text), \(precision.input.name) x \(precision.weight.name) -> \(precision.accumulate.name)"
  }

  /// The machine as a whole, "16 cores of 8 trees of 8 multipliers, ...", and whether operators overlap on it.
  var machineText: String {
    let several = cores.count == 1 ? "" : "\(cores.count) cores of "
    let overlap = boundary == .overlap ? ", operators overlap" : ""
    return "\(several)\(arrayText), \(clock), peak \(peakText)\(overlap)"
  }

  var peakText: String { NumberText.scaled(Double(peakOperationsPerSecond), unit: "op/s") }
}

extension [Memory] {
  /// Bytes a second of all; nil where one is ideal.
  fileprivate var totalBandwidth: Double? {
    var sum = 0.0
    for memory in self {
      guard let bandwidth = memory.kind.flat else { return nil }
      sum += Double(bandwidth.bandwidth.bytesPerSecond)
    }
    return sum
  }
}

extension ProcessingArray {
  /// "16 trees of 64 multipliers, weight_stationary".
  var text: String {
    switch self {
    case .systolic(let array):
      "\(array.rows) x \(array.columns) systolic array, \(array.dataflow.rawValue)\(array.interleavingText)"
    case .broadcast(let array): "\(array.text), \(array.dataflow.rawValue)"
    case .simd(let cluster):
      "SIMD core of \(counted(cluster.lanes, "lane"))"
        + (cluster.beats > 1 ? ", \(counted(cluster.macsPerCycle, "MAC")) a cycle" : "")
        + ", \(cluster.registerPixels) x \(cluster.registerFilters) sums"
    case .rowStationary(let array): "\(array.rows) x \(array.columns) row-stationary array"
    case .dspChain(let array):
      "\(counted(array.dsps, "DSP")) (\(array.dsp.rawValue)) in chains of \(array.chain)"
    case .independent(let array):
      "\(counted(array.units, "independent unit")) of \(counted(array.multipliers, "multiplier"))"
    }
  }
}

extension SystolicArray {
  /// ", 4 interleaved sums, one product of each in 4 steps"; empty where each step may have one.
  fileprivate var interleavingText: String {
    guard interleaves else { return "" }
    let steps = accumulateInterval == 1 ? "a step" : "\(accumulateInterval) steps"
    return ", \(counted(interleavedSums, "interleaved sum")), one product of each in \(steps)"
  }
}

extension BroadcastArray {
  fileprivate var text: String {
    switch arrangement {
    case .dotProduct: return "\(counted(filters, "tree")) of \(counted(reduction, "multiplier"))"
    case .matrix: return "\(pixels) x \(filters) broadcast array"
    case .cube:
      let block = pixelsAreFlattened ? "\(pixels)" : "(\(pixelRows) x \(pixelColumns))"
      return "\(block) x \(reduction) x \(filters) broadcast array"
    }
  }
}

extension Memory {
  /// The bandwidth as the design has it; of DRAM, whose peak follows from a clock, about.
  var rateText: String {
    if case .dram(let memory) = kind { return memory.system.peakText }
    return kind.flat.map { "\($0.bandwidth)" } ?? "ideal"
  }

  /// "main 25.6 GB/s, ridge 80 op/B".
  func text(in design: Design) -> String {
    let size = capacity.map { " of \($0)" } ?? ""
    guard kind.flat != nil else { return "\(name)\(size) ideal" }
    let ridge = design.ridgeOperationsPerByte(self)?.value ?? 0
    return "\(name)\(size) \(rateText), ridge \(NumberText.significant(ridge, 3)) op/B"
  }
}
