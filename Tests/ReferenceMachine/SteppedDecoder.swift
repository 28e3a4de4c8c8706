import Hardware
import Quantities
import Workloads

/// A core's decoder of one operand: load after load, so many elements in each cycle (docs/model.md, 12).
final class SteppedDecoder {
  private let rate: Ratio
  private var line: [Transfer] = []
  /// Whether something of the first load in the line has come, and what was made of it, in parts of an element.
  private var hasBegun = false
  private var made = 0

  init(_ rate: Ratio) { self.rate = rate }

  /// Puts a load behind the others.
  func enqueue(_ load: Transfer) {
    load.isInDecoder = true
    line.append(load)
  }

  /// What happens at the beginning of a cycle: says whether a load has left.
  func settle() -> Bool {
    guard let load = line.first else { return false }
    if load.completed > 0 || load.isComplete { hasBegun = true }
    let elements = load.contents.elements.count { $0.tensor != .parameters }
    guard hasBegun, load.isComplete, made >= elements * rate.denominator else { return false }
    line.removeFirst()
    load.isInDecoder = false
    (hasBegun, made) = (false, 0)
    return true
  }

  /// A cycle's work; says whether there was any.
  func step() -> Bool {
    if hasBegun { made += rate.numerator }
    return hasBegun
  }
}

extension Machine {
  /// Whether the loads of an operand come through a decoder, if its core has one.
  func isDecoded(_ operation: Int, _ operand: Operand) -> Bool {
    if encodings[operation][operand.index] != nil { return true }
    return layouts[operation][operand.index] != nil && !isKept(operation, operand)
  }
}
