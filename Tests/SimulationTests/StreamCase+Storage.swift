import Hardware
import Tensors
import TestFiles
import Workloads

/// An operand of an operator of a stream.
struct StreamOperand: Hashable {
  var number: Int
  var operand: Operand
}

extension StreamCase {
  /// Lets tensors lie without their zeros, sometimes: what an operator made lies for its readers as it does for it.
  mutating func drawStorage(_ sources: [StreamSources], _ random: inout RandomNumbers) {
    guard random.chance(design.array.sparsity.skips ? 70 : 35) else { return }
    let names = tensorNames(sources)
    var drawn: [(uses: [StreamOperand], tensor: DrawnTensor)] = []
    for name in names.order {
      let uses = names.uses[name]!
      let elements = uses.map { stream[$0.number].work.storableElements($0.operand) }
      guard random.chance(85), !elements.contains(nil) else { continue }
      let works = uses.map { (stream[$0.number].work, $0.operand) }
      let tensor = random.tensor(
        of: works, elements: elements.compactMap(\.self).max()!, isParameter: name.operand == .weight)
      if let tensor { drawn.append((uses, tensor)) }
    }
    var tensors = drawn.map(\.tensor)
    random.drawStorage(&design, &tensors)
    for (uses, tensor) in zip(drawn.map(\.uses), tensors) where tensor.stored != nil {
      for use in uses { stream[use.number].work.store(tensor.stored, as: use.operand) }
    }
    for number in stream.indices where sources[number].weightFollows && !stream[number].work.stored.isEmpty {
      stream[number].work.stored.weightIsParameter = false
    }
    for (number, source) in sources.enumerated() {
      guard let copied = source.copied else { continue }
      stream[number].work.stored = stream[copied].work.stored
      stream[number].work.zeros = stream[copied].work.zeros
    }
  }

  /// The tensors, each by the operand that made it or first read it, with all operands that it is; copies left out.
  func tensorNames(
    _ sources: [StreamSources]
  ) -> (order: [StreamOperand], uses: [StreamOperand: [StreamOperand]]) {
    var order: [StreamOperand] = []
    var uses: [StreamOperand: [StreamOperand]] = [:]
    for (number, source) in sources.enumerated() where source.copied == nil {
      for operand in Operand.allCases {
        let use = StreamOperand(number: number, operand: operand)
        var name = use
        if operand == .input, let made = source.input {
          name = StreamOperand(number: sources.owner(made), operand: .output)
        }
        if operand == .weight, source.weightFollows {
          name = StreamOperand(number: sources.owner(number - 1), operand: .output)
        }
        guard stream[number].work.has(operand) else { continue }
        if uses[name] == nil { order.append(name) }
        uses[name, default: []].append(use)
      }
    }
    return (order, uses)
  }

  /// Lets the tensors of an operator lie for all others as they do for it.
  mutating func propagateStorage(of number: Int) {
    for operand in Operand.allCases where stream[number].work.storableElements(operand) != nil {
      let (tensor, place) = (stream[number].work.stored[operand], stream[number].work.place(operand))
      for other in stream.indices where other != number {
        for use in Operand.allCases
        where stream[other].work.has(use) && stream[other].work.place(use) == place {
          stream[other].work.store(tensor, as: use)
        }
      }
    }
  }
}

extension Work {
  fileprivate func has(_ operand: Operand) -> Bool {
    if case .vector(let vector) = body, operand == .weight { vector.weight != nil } else { true }
  }

  fileprivate func place(_ operand: Operand) -> OperandAddresses.Place {
    switch operand {
    case .input: addresses.input
    case .weight: addresses.weight
    case .output: addresses.output
    }
  }
}
