import Documents
import Quantities
import Tensors
import Workloads

/// How the elements of an array are arranged and connected.
enum Topology: String, CaseIterable {
  case systolic
  case dotProduct = "dot_product"
  case matrix, cube, simd
  case rowStationary = "row_stationary"
  case independent
  case dspChain = "dsp_chain"
}

extension DesignDecoder {
  static func decodeArray(_ reader: MappingReader) -> ProcessingArray? {
    guard let array = decodeDense(reader) else { return nil }
    guard let problem = array.arithmeticProblem else { return array }
    let precision = reader.nodeIfPresent("precision")
    reader.findings.add(
      problem.message, at: precision?[problem.key]?.position ?? reader.position(of: "precision"))
    return nil
  }

  /// The array, whatever its arithmetic.
  private static func decodeDense(_ reader: MappingReader) -> ProcessingArray? {
    switch reader.enumeration("topology", as: Topology.self) {
    case .systolic: return decodeSystolic(reader)
    case .dotProduct: return decodeBroadcast(.dotProduct, reader)
    case .matrix: return decodeBroadcast(.matrix, reader)
    case .cube: return decodeBroadcast(.cube, reader)
    case .simd: return decodeSIMD(reader)
    case .rowStationary: return decodeRowStationary(reader)
    case .independent: return decodeIndependent(reader)
    case .dspChain: return decodeDSPChain(reader)
    case nil:
      // What else is wrong, as far as it can be told.
      _ = decodeSystolic(reader)
      return nil
    }
  }

  private static func decodeSystolic(_ reader: MappingReader) -> ProcessingArray? {
    let dataflow = reader.enumeration("dataflow", as: Dataflow.self)
    let rows = reader.integer("rows", in: DesignLimits.side)
    let columns = reader.integer("columns", in: DesignLimits.side)
    let formats = reader.mapping("precision").flatMap(decodePrecision)
    let preload = decodeChoice("preload", of: dataflow, default: SystolicArray.Preload.shadowed, reader)
    let overlap = reader.boolean("fold_overlap", default: true)
    let partial = reader.enumeration("partial_folds", as: SystolicArray.PartialFolds.self, default: .used)
    let drain = decodeChoice("drain", of: dataflow, default: SystolicArray.Drain.serial, reader)
    let interval = decodeInterleaving("accumulate_interval", of: dataflow, reader)
    let sums = decodeInterleaving("interleaved_sums", of: dataflow, reader)
    if drain == .immediate, sums > 1 { reader.report(.interleavedAtOnce, at: "interleaved_sums") }
    let sparsity = decodeSparsity(reader, .places)
    reader.finish()
    guard let dataflow, let rows, let columns, let formats else { return nil }
    guard rows * columns <= DesignLimits.elements else {
      reader.report(.tooManyElements(rows: rows, columns: columns), at: "columns")
      return nil
    }
    return .systolic(
      SystolicArray(
        rows: rows, columns: columns, dataflow: dataflow, precision: formats, preload: preload,
        foldOverlap: overlap, partialFolds: partial, drain: drain, sparsity: sparsity,
        accumulateInterval: interval, interleavedSums: sums))
  }

  /// `accumulate_interval` or `interleaved_sums`, which only sums that rest have.
  private static func decodeInterleaving(
    _ key: String, of dataflow: Dataflow?, _ reader: MappingReader
  ) -> Int {
    let count = reader.integer(key, in: DesignLimits.interleaving, default: 1)
    guard let dataflow, dataflow != .outputStationary, reader.has(key) else { return count }
    reader.findings.add(.noPart(key, dataflow), at: reader.keyPosition(of: key))
    return 1
  }

  /// `preload` or `drain`, which not every dataflow has; where it plays no part it may not be given.
  static func decodeChoice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, of dataflow: Dataflow?, default value: Choice, _ reader: MappingReader
  ) -> Choice {
    let choice = reader.enumerationIfPresent(key, as: Choice.self)
    if let dataflow, reader.has(key), (key == "drain") != (dataflow == .outputStationary) {
      reader.findings.add(.noPart(key, dataflow), at: reader.keyPosition(of: key))
      return value
    }
    return choice ?? value
  }

  static func decodePrecision(_ reader: MappingReader) -> ArrayPrecision? {
    let input = decodeFormat("input", reader)
    let weight = decodeFormat("weight", reader)
    let accumulate = decodeFormat("accumulate", reader)
    let arithmetic = decodeArithmetic(reader, input: input, weight: weight)
    let product = reader.enumeration("product", as: ArrayPrecision.Product.self, default: .multiplication)
    let pairs = decodePairs(reader)
    let dequantization = reader.enumerationIfPresent("dequantization", as: Dequantization.self)
    reader.finish()
    guard let input, let weight, let accumulate else { return nil }
    if let problem = problem(input, weight, accumulate) {
      reader.report(problem, at: "accumulate")
      return nil
    }
    let precision = ArrayPrecision(
      input: input, weight: weight, accumulate: accumulate, arithmetic: arithmetic, product: product,
      pairs: pairs, dequantization: dequantization)
    return checkArithmetic(precision, reader) ? precision : nil
  }

  static func problem(
    _ input: NumberFormat, _ weight: NumberFormat, _ accumulate: NumberFormat
  ) -> Finding.Message? {
    // A product is below zero where either factor may be.
    let isSigned = input.hasSign || weight.hasSign
    if accumulate.family == .floatingPoint {
      return isSigned && !accumulate.hasSign ? .accumulatorUnsigned(input, weight, accumulate) : nil
    }
    if input.family == .floatingPoint || weight.family == .floatingPoint {
      return .accumulatorOfIntegers(input, weight, accumulate)
    }
    if isSigned, !accumulate.hasSign { return .accumulatorUnsigned(input, weight, accumulate) }
    return accumulate.bits < input.bits + weight.bits
      ? .accumulatorTooNarrow(input, weight, accumulate) : nil
  }

  static func decodeFormat(_ key: String, _ reader: MappingReader) -> NumberFormat? {
    guard let node = reader.node(key) else { return nil }
    guard let text = node.text, !text.isEmpty, !node.isNull else {
      _ = ScalarReader(node, named: key, findings: reader.findings).text()
      return nil
    }
    // Multipliers have elements, and no blocks of them.
    if let format = NumberFormat(name: text), format.encoding == nil { return format }
    reader.report(.notElement(key, text), at: key)
    return nil
  }
}
