import Hardware
import ReferenceMachine
import Tensors
import Workloads

extension CoverageTable {
  /// Counts how multipliers make the products of an operator, and what came of it.
  mutating func countArithmetic(_ one: RandomCase, _ record: ReferenceRecord) {
    var mode: ArithmeticMode?
    var spatial: ProductMapping.Spatial?
    if case .product(let mapping) = one.mapping {
      let formats = one.work.multipliedFormats
      mode = one.design.array.mode(input: formats[0], weight: formats[1])
      spatial = mapping.spatial
    }
    let (array, precision) = (one.design.array, one.design.array.precision)
    let (several, stepped) = ((mode?.products ?? 1) > 1 && mode?.digits == nil, (mode?.steps ?? 1) > 1)
    let (systolic, broadcast, simd) = array.kinds
    var isFused = false
    if case .fusion = precision.arithmetic, mode?.pair == nil { isFused = mode != nil }
    count("bricks: several products at once", isFused && several)
    count("bricks: a product in several steps", isFused && stepped)
    count(
      "bricks: unsigned", isFused && one.work.multipliedFormats.contains { $0.family == .unsignedInteger })
    count(
      "bricks: of formats of few values",
      isFused && one.work.multipliedFormats.contains(where: \.isOfFewValues))
    for factor in Factor.allCases {
      var isSerial = false
      if case .serial(factor, _) = precision.arithmetic, mode?.pair == nil { isSerial = stepped }
      count("serial: \(factor.rawValue)", isSerial)
    }
    count("pair of formats with a mode", mode?.pair != nil)
    count("pair of formats: several products in several steps", mode?.pair != nil && several && stepped)
    for dataflow in Dataflow.allCases {
      let (onSystolic, onBroadcast) = (systolic?.dataflow == dataflow, broadcast?.dataflow == dataflow)
      count("several products: systolic, \(dataflow.rawValue)", several && onSystolic)
      count("several steps: systolic, \(dataflow.rawValue)", stepped && onSystolic)
      count("several products: broadcast, \(dataflow.rawValue)", several && onBroadcast)
      count("several steps: broadcast, \(dataflow.rawValue)", stepped && onBroadcast)
      count("digits: \(dataflow.rawValue)", mode?.digits != nil && onBroadcast)
    }
    count("several products: systolic, direct", several && systolic != nil && spatial == .direct)
    count("several products: broadcast, channel_wise", several && broadcast != nil && spatial == .channelWise)
    count("several steps: systolic, channel_wise", stepped && systolic != nil && spatial == .channelWise)
    count("several steps: broadcast, channel_wise", stepped && broadcast != nil && spatial == .channelWise)
    count("several steps: resting chunks", stepped && (broadcast?.restingChunks ?? 1) > 1)
    count("several products: preload rate", several && broadcast?.preloadRate != nil)
    count("several products: simd", several && simd != nil)
    count("several steps: simd", stepped && simd != nil)
    count("beats", (simd?.beats ?? 1) > 1)
    let skips = broadcast?.sparsity.skips == true
    count("several products: windows", several && skips && broadcast?.sparsity.pattern == nil)
    count("several products: N:M trees", several && skips && broadcast?.sparsity.pattern != nil)
    count(
      "slots that a product leaves of a multiplier's",
      mode.map { $0.products < (array.precision.slotMultiple ?? 1) } ?? false)
    count("gated products in several steps", stepped && record.products.gated > 0)
    countDigits(one, mode?.digits, record)
  }

  private mutating func countDigits(_ one: RandomCase, _ digits: DigitArithmetic?, _ record: ReferenceRecord)
  {
    for recoding in Recoding.allCases { count("digits: \(recoding.rawValue)", digits?.recoding == recoding) }
    for operand in DigitArithmetic.Operand.allCases {
      count("digits: of \(operand.rawValue)", digits?.operand == operand)
    }
    for wait in DigitArithmetic.Wait.allCases { count("digits: wait \(wait.rawValue)", digits?.wait == wait) }
    count("digits: groups", (digits?.group ?? 1) > 1)
    count("digits: imbalance", digits != nil && record.slots["imbalance"]! > 0)
    count("digits: nothing to add", digits != nil && record.slots["ineffectual"]! > record.gated)
    count("digits: gated", digits != nil && record.gated > 0)
    let recoded = [
      digits?.recodesInput == true ? one.work.formats.input : nil,
      digits?.recodesWeight == true ? one.work.formats.weight : nil,
    ]
    count("digits: unsigned", recoded.contains { $0?.multiplied.family == .unsignedInteger })
  }
}
