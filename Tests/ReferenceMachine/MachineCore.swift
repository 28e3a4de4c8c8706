import Hardware
import Workloads

/// A pass in a core's list of all operators' passes.
struct CorePass {
  /// The operator's number in the stream.
  var operation: Int
  var plan: PassPlan
}

/// One core: its array, slots and vector unit, and how far it is in its list of passes.
final class MachineCore {
  let number: Int
  /// By operator: how its share is cut.
  let tilings: [any Tiling]
  let passes: [CorePass]
  let plan: ResidencyPlan
  /// By operand, by slot.
  let slots: [[TileSlot]]
  /// By operand, by residency: the load, or the reload.
  var loads: [[Transfer?]] = [[], [], []]
  /// By residency of the output.
  var stores: [Transfer] = []
  /// By operator.
  var ports: [BufferPorts]
  var hasEnded: [Bool]
  /// Output residencies that the reduction link, and those that the epilogue, is done with.
  var reduced: Set<Int> = []
  var epilogueDone: Set<Int> = []
  var vectorQueue = WorkQueue<VectorItem>()
  /// By operator: the final tiles that wait for those of other cores.
  var finals: [[Int]]

  /// The first pass that has not issued.
  var nextPass = 0
  /// The pass that the array is in.
  var runningPass: Int?
  var productPass: ProductPass?
  /// The product's pass that the array was in last, and its operator.
  var lastProductPass: (operation: Int, pass: ProductPass)?
  var cyclesLeftInStep = 0
  var passStart = 0
  var passEnd = 0
  /// By output residency: the cycles of the passes on the array that were over it.
  var arrayCycles: [Int: Int] = [:]

  init(number: Int, slots counts: [Int], tilings: [any Tiling], ports: [BufferPorts]) {
    self.number = number
    self.tilings = tilings
    self.ports = ports
    passes = tilings.enumerated().flatMap { operation, tiling in
      tiling.passes.map { CorePass(operation: operation, plan: $0) }
    }
    plan = ResidencyPlan(passes: passes, slots: counts)
    slots = counts.map { count in (0..<count).map { _ in TileSlot() } }
    hasEnded = Array(repeating: false, count: passes.count)
    finals = tilings.map { _ in [] }
  }

  /// Its oldest pass that has not ended.
  var oldestPass: Int? { hasEnded.firstIndex(of: false) }

  /// Whether all its passes of the operators up to one have ended.
  func hasEnded(through operation: Int) -> Bool {
    oldestPass.map { passes[$0].operation > operation } ?? true
  }

  /// Whether all its passes of the operators up to one have issued.
  func hasIssued(through operation: Int) -> Bool {
    nextPass == passes.count || passes[nextPass].operation > operation
  }

  /// The incoming transfers that a pass needs.
  func loads(of pass: Int) -> [Transfer] {
    Operand.allCases.compactMap { operand in
      plan.used[pass][operand.index].flatMap { loads[operand.index][$0] }
    }
  }

  /// The store of what had a pass's output slot before, if the pass is the first on a tile.
  func storeBefore(_ pass: Int) -> Transfer? {
    let used = plan.used[pass][Operand.output.index]!
    let residency = plan.residencies[Operand.output.index][used]
    guard residency.firstPass == pass, let before = residency.before else { return nil }
    return stores[before]
  }
}
