import Hardware
import Workloads

/// The streams that are a little simpler than a stream: an operator less, a core less, a simpler operator or
/// machine.
func shrink(_ one: StreamCase) -> [StreamCase] {
  var cases: [StreamCase] = []
  for number in one.stream.indices where one.stream.count > 1 {
    var shorter = one
    shorter.stream.remove(at: number)
    if number < shorter.stream.count {
      shorter.stream[number].inputFollows = false
      shorter.stream[number].weightFollows = false
    }
    cases.append(shorter)
  }
  func add(_ change: (inout StreamCase) -> Void) {
    var simpler = one
    change(&simpler)
    if simpler.design != one.design || simpler.stream != one.stream { cases.append(simpler) }
  }
  add { $0.design.boundary = .barrier }
  add { $0.design.cores.count = max(1, $0.design.cores.count - 1) }
  add { $0.design.cores.delivery = .separate }
  add { $0.design.cores.reduction?.latency = 0 }
  for number in one.stream.indices {
    add { $0.stream[number].inputFollows = false }
    add { $0.stream[number].weightFollows = false }
    var single = RandomCase(seed: one.seed)
    (single.design, single.work, single.mapping) = (
      one.design, one.stream[number].work, one.stream[number].mapping
    )
    for simpler in shrink(single) where simpler.design == one.design || number == 0 {
      add {
        $0.design = simpler.design
        $0.stream[number].work = simpler.work
        $0.stream[number].mapping = simpler.mapping
        $0.propagateStorage(of: number)
      }
    }
  }
  return cases.filter(\.isAdmitted)
}

/// Follows the first simpler stream that fails as long as there is one.
func shrunk(_ one: StreamCase, while fails: (StreamCase) -> Bool) -> StreamCase {
  var smallest = one
  var attempts = 0
  search: while attempts < 3000 {
    for candidate in shrink(smallest) {
      attempts += 1
      if fails(candidate) {
        smallest = candidate
        continue search
      }
    }
    break
  }
  return smallest
}
