import Hardware
import Mapping
import Workloads

extension [Work] {
  /// Notes of each product whether an array of several modes is in another one than it runs in (docs/model.md, 3.5).
  mutating func noteModeSwitches(on design: Design) {
    guard case .dspChain = design.array else { return }
    var before = DSPChainArray.Working.matrix
    for index in indices {
      guard case .product = self[index].body,
        case .dspChain(let array) = design.composed(for: self[index]).array
      else { continue }
      self[index].switchesMode = array.working != before
      before = array.working
    }
  }
}
