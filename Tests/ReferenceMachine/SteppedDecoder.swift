import Hardware
import Quantities
import Workloads

/// A core's decoder of one operand: load after load, so many elements in each cycle (docs/model.md, 12).
///
/// What it has made goes into the load's slot element by element, with its value.
final class SteppedDecoder {
  private let rate: Ratio
  private var line: [Transfer] = []
  /// Whether something of the first load in the line has come.
  private var hasBegun = false
  /// What has been made since then and has not come out, in parts of an element.
  private var made = 0
  /// Elements of the load that have come out.
  private var out = 0

  init(_ rate: Ratio) { self.rate = rate }

  /// Puts a load behind the others.
  func enqueue(_ load: Transfer) {
    load.isInDecoder = true
    line.append(load)
  }

  /// What happens at the beginning of a cycle: what is made of bits that are there comes out; says whether a load has left.
  func settle(_ emit: (Transfer, TileElement) throws -> Void) throws -> Bool {
    guard let load = line.first else { return false }
    if load.completed > 0 || load.isComplete { hasBegun = true }
    let elements = load.contents.elements.filter { $0.tensor != .parameters }
    while hasBegun, out < elements.count, made >= rate.denominator, load.hasCome(elements[out]) {
      try emit(load, elements[out])
      made -= rate.denominator
      out += 1
    }
    guard hasBegun, load.isComplete, out == elements.count else { return false }
    line.removeFirst()
    load.isInDecoder = false
    (hasBegun, made, out) = (false, 0, 0)
    return true
  }

  /// A cycle's work; says whether there was any.
  func step() -> Bool {
    if hasBegun { made += rate.numerator }
    return hasBegun
  }
}

extension Transfer {
  /// Whether the requests that bring an element's bits are complete; those of DRAM may come in any order.
  fileprivate func hasCome(_ element: TileElement) -> Bool {
    isComplete || (comesInOrder && completed > contents.lastRequest(of: element))
  }
}

extension Machine {
  /// Whether the loads of an operand come through a decoder, if its core has one.
  func isDecoded(_ operation: Int, _ operand: Operand) -> Bool {
    if encodings[operation][operand.index] != nil { return true }
    return layouts[operation][operand.index] != nil && !isKept(operation, operand)
  }
}
