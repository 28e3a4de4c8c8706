import Hardware

/// A kind of array in a product's pass, advanced step by step.
protocol ArraySteps {
  /// For each fold the multipliers that it uses.
  var foldElements: [Int] { get }
  var isDone: Bool { get }
  /// The multipliers' slots of all steps so far, by class.
  var slots: ComputeSlots { get }
  /// Steps in which a write of results was added to what the buffer held.
  var accumulatingWrites: Int { get }
  /// Inputs and weights that came so far into registers in which they rest to be used again.
  var registerLoads: [Int] { get }
  /// What no count tells of how zeros were left out.
  var zeroEvents: ZeroEvents { get }
  /// Of independent units, what they multiplied.
  var unitWork: UnitWork { get }
  /// What no count tells of a row-stationary array.
  var rowEvents: RowEvents { get }
  /// What DSP chains count beside slots, and what no count tells of them.
  var chainCounts: ChainCounts { get }
  var chainEvents: ChainEvents { get }
  /// One advance of the array; the buffers' accesses are noted in the ports.
  mutating func advance(_ ports: inout BufferPorts) throws
}

extension ArraySteps {
  var zeroEvents: ZeroEvents { ZeroEvents() }
  var unitWork: UnitWork { UnitWork() }
  var rowEvents: RowEvents { RowEvents() }
  var chainCounts: ChainCounts { ChainCounts() }
  var chainEvents: ChainEvents { ChainEvents() }
}

/// What happened where zeros are left out, so that a test can say which rules it has exercised.
public struct ZeroEvents: Equatable, Sendable {
  /// Steps in which the lanes of a window waited for its scan.
  public var scanWaits = 0
  /// Windows of which every lane's pairs are skipped.
  public var emptyWindows = 0
  /// Steps in which a broadcaster had an item for which some queue had no room.
  public var fullQueues = 0
  /// Of those the ones in which one queue alone was full.
  public var ownFullQueues = 0
  /// Steps of units in which one waited because a queue had been full before.
  public var lateWaits = 0
  /// Padding zeros of runs that were multiplied.
  public var paddingZeros = 0
  /// Items in which a unit had nothing to multiply.
  public var emptyItems = 0
  /// Windows that are no items.
  public var skippedWindows = 0
  /// Filters of an item that a unit took from another, and those of them whose unit had not come to the item yet.
  public var stolenJobs = 0
  public var stolenAhead = 0

  public init() {}

  mutating func add(_ other: ZeroEvents) {
    scanWaits += other.scanWaits
    emptyWindows += other.emptyWindows
    fullQueues += other.fullQueues
    ownFullQueues += other.ownFullQueues
    lateWaits += other.lateWaits
    paddingZeros += other.paddingZeros
    emptyItems += other.emptyItems
    skippedWindows += other.skippedWindows
    stolenJobs += other.stolenJobs
    stolenAhead += other.stolenAhead
  }
}

/// Slots of the steps in which the array advances, by class: one for each position of the reduction that a multiplier has
/// room for, or, of one that adds digits, for itself.
struct ComputeSlots {
  var effective = 0
  var ineffectual = 0
  var unmapped = 0
  var fillDrain = 0
  /// Of multipliers without a pair beside others that have some.
  var imbalance = 0
  /// Of lanes or units that wait for positions to be looked through.
  var decode = 0
  /// Of the ineffectual ones those whose multiplier did not switch.
  var gated = 0
  /// What was multiplied, each product once.
  var products = ProductCounts()
  /// Digits that were added.
  var digits = 0

  /// Counts a slot that works on a pair. Only a padding tap or an element that its mask leaves out has the value 0.
  ///
  /// - Parameter endsProduct: Whether the product needs no slots after this one.
  mutating func count(input: Int, weight: Int, _ sparsity: ArraySparsity, endsProduct: Bool = true) {
    if input != 0 && weight != 0 {
      effective += 1
    } else {
      ineffectual += 1
      if isGated(input, weight, sparsity) { gated += 1 }
    }
    if endsProduct { countProduct(input: input, weight: weight, sparsity) }
  }

  /// Counts a product, but no slot.
  mutating func countProduct(input: Int, weight: Int, _ sparsity: ArraySparsity) {
    if input != 0 && weight != 0 {
      products.effective += 1
    } else {
      products.ineffectual += 1
      if isGated(input, weight, sparsity) { products.gated += 1 }
    }
  }

  private func isGated(_ input: Int, _ weight: Int, _ sparsity: ArraySparsity) -> Bool {
    (input == 0 && sparsity.input == .gate) || (weight == 0 && sparsity.weight == .gate)
  }

  /// Counts a slot in which a digit of a pair is added: of a digit only the other factor can be zero.
  mutating func countDigit(input: Int, weight: Int, _ sparsity: ArraySparsity) {
    digits += 1
    if input != 0 && weight != 0 {
      effective += 1
    } else {
      ineffectual += 1
      if isGated(input, weight, sparsity) { gated += 1 }
    }
  }
}
