import Hardware
import Mapping
import Tensors
import Workloads

extension PreparedOperator {
  /// Cycles of each transfer in a decoder, -1 of one that comes through none, and for each core and operand the loads that
  /// do, in their order; both empty where none does.
  static func decoding(
    _ plan: Plan, _ decoders: Decoders
  ) throws(PlanError) -> (cycles: [Int], loads: [[Int32]]) {
    guard decoders != .none else { return ([], []) }
    var cycles = [Int](repeating: -1, count: plan.transfers.count)
    var loads = [[Int32]](repeating: [], count: 2 * plan.cores.count)
    var hasLoads = false
    // A core's loads of an operand are in the order of the passes that first need them.
    for (index, transfer) in plan.transfers.enumerated() where transfer.decodedElements >= 0 {
      guard let rate = decoders[transfer.operand] else { continue }
      guard let taken = rate.cycles(elements: transfer.decodedElements) else { throw .tooLarge }
      cycles[index] = taken
      loads[2 * Int(transfer.core) + transfer.operand.index].append(Int32(index))
      hasLoads = true
    }
    return hasLoads ? (cycles, loads) : ([], [])
  }

  /// Elements or sums of a product that are multiplied by scales (docs/model.md, 13.5).
  func dequantizations(
    _ kind: Dequantization, _ product: Product, _ work: Work, _ mapping: ProductMapping
  ) throws(PlanError) -> Int {
    guard kind == .element else {
      return try work.scaledSums(product, mapping, once: kind == .tile, cores: cores) ?? 0
    }
    var uses = [Int](repeating: 0, count: profiles.count)
    for pass in plan.passes { uses[Int(pass.shape)] += 1 }
    var sum = 0
    for (place, format) in [work.encoded.input, work.encoded.weight].enumerated()
    where format?.format.encoding?.scale != nil {
      for (profile, times) in zip(profiles, uses) { sum += profile.reads[place] * times }
    }
    return sum
  }
}
