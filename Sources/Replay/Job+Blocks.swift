import Hardware
import Mapping
import Workloads

// How what leaves blocks out is mapped (docs/mapping.md).
extension Job {
  /// Whether the design leaves something of the work out because nobody needs it.
  ///
  /// The search for mappings knows no such machine: its bounds are of all that there is.
  func leavesOut(_ design: Design) -> Bool {
    guard design.leavesBlocksOut else { return false }
    return switch work.body {
    case .product: work.zeros.hasBlocks
    case .vector(let vector): vector.mask != nil
    }
  }

  /// Of the rule's mapping and those of tiles of one group as wide as a block, and one, two and four blocks high, the one that takes the
  /// fewest cycles, the first of equal ones: the rule does not see what is left out.
  ///
  /// Cores' shares are cut as the rule has them and as each partition of the design has them, of which the best is found with two blocks.
  func cutToBlocks(_ rule: ChosenMapping, on design: Design) -> ChosenMapping {
    guard case .product(let product, _) = work.body, let block = work.zeros.block,
      var best = rule.outcome ?? simulated(rule.mapping, design)
    else { return rule }
    var chosen = ChosenMapping(mapping: rule.mapping, outcome: best)
    var partitions = design.cores.partitions
    func attempt(_ blocks: Int, _ partition: ProductMapping.Partition?) {
      var (cut, own) = (directives, design)
      if let partition { own.cores.partitions = [partition] }
      cut.groups = directives.groups ?? 1
      cut.rows = directives.rows ?? block.height * blocks
      if work.zeros.output != nil { cut.filters = directives.filters ?? block.width }
      if work.zeros.inputIsBlocked { cut.channels = directives.channels ?? block.width }
      guard let mapping = try? Mapper.map(work, on: own, directives: cut),
        let outcome = simulated(mapping, design), outcome.record.cycles < best.record.cycles
      else { return }
      best = outcome
      chosen = ChosenMapping(mapping: mapping, outcome: outcome)
      if let partition { partitions = [partition] }
    }
    for partition in design.cores.count > 1 ? design.cores.partitions.map(Optional.some) : [nil] {
      attempt(2, partition)
    }
    guard directives.rows == nil else { return chosen }
    for blocks in [1, 4] where block.height * blocks / 2 < product.outputHeight {
      attempt(blocks, design.cores.count > 1 ? partitions.first : nil)
    }
    return chosen
  }
}
