import Hardware
import Quantities
import Workloads

/// What of a work and a design decides how tilings of a product are judged, found once for all of them: the rule looks at
/// hundreds.
struct TilingJudge {
  /// What is asked of an operand.
  struct Place {
    let memory: Int
    let bits: Int
    let share: StoredShare?
    /// Of a load, the most that a tile has besides its elements.
    let metadata: MetadataBound?
  }

  let input: Place
  let weight: Place
  let output: Place
  let accumulatorBits: Int
  let slots: OperandSlots
  let limits: BufferLimits
  /// Whether the pixels that windows skip come with those that they touch.
  let loadsSkippedPixels: Bool
  let rates: MemoryRates
  let steps: PassSteps
  /// What of a broadcast array decides them; nil of any other.
  let broadcast: BroadcastSteps?
  /// Whether there is the next; to ask it itself would copy it.
  let isSystolic: Bool
  /// The array, where its passes are judged fold by fold.
  let systolic: SystolicArray?
  /// Whether every tile may lie as `im2col` on the array.
  let admitsAll: Bool

  init(_ work: Work, _ product: Product, _ design: Design, _ slots: ProductMapping.Slots) {
    func place(_ operand: Operand, _ memory: Int) -> Place {
      let bits = work.formats[operand].bits
      return Place(
        memory: memory, bits: bits, share: StoredShare(operand, of: work),
        metadata: operand == .output ? nil : MetadataBound(work.encoded[operand], of: work, on: design))
    }
    input = place(.input, work.addresses.input.memory)
    weight = place(.weight, work.addresses.weight.memory)
    output = place(.output, work.addresses.output.memory)
    accumulatorBits = design.array.accumulatorFormat.bits
    self.slots = OperandSlots(slots, of: design.buffers)
    limits = BufferLimits(design)
    loadsSkippedPixels = design.buffers.skippedPixels != .leftOut
    rates = MemoryRates(design)
    steps = PassSteps(design.array, product)
    if case .broadcast(let steps) = steps { broadcast = steps } else { broadcast = nil }
    if case .systolic(let array) = design.array { systolic = array } else { systolic = nil }
    isSystolic = systolic != nil
    if case .rowStationary = design.array { admitsAll = false } else { admitsAll = true }
  }
}
