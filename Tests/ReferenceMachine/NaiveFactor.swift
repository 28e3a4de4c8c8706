import Workloads

/// The numbers of a product's factor as multipliers take them, in the order in which they lie in memory.
struct NaiveFactor {
  private(set) var numbers: [Int] = []
  /// The scale of each; nil where there is none.
  private(set) var scales: [Int]?

  /// - Parameter value: Reads what is at a place of a memory.
  init(
    _ operand: Operand, _ work: Work, _ place: TensorPlace, _ multiplication: Multiplication, count: Int,
    _ value: (MemoryImage.Key?) -> Int
  ) {
    func read(_ bit: Int) -> Int { value(MemoryImage.Key(memory: place.at.memory, bit: bit)) }
    var table: [Int] = []
    if let layout = place.encoded {
      if let part = layout.part(.scales) {
        let second = layout.part(.secondScale).map { scaleNumber(read($0.fields[0].bits.lowerBound)) } ?? 1
        scales = (0..<count).map { element in
          layout.scaleField(of: element).map {
            scaleNumber(read(part.fields[$0].bits.lowerBound)) * second
          } ?? 1
        }
      }
      if let bits = layout.part(.table)?.fields[0].bits {
        table = stride(from: bits.lowerBound, to: bits.upperBound, by: layout.entryBits).map(read)
      }
    }
    // Values that the operator says are what a multiplier takes.
    let hasOwnValues = work.values[operand] != nil
    numbers = (0..<count).map { element in
      var number = value(place.key(element))
      if let layout = place.encoded, !hasOwnValues {
        if let low = layout.lowField(of: element), layout.part(.otherBits)?.fields[low].isOfLoads == false {
          number = withoutLowBits(number, layout.lowBits)
        }
        if !table.isEmpty { number = tableEntry(number, of: table) }
      }
      let factor = multiplication.factor(number, of: operand)
      return multiplication.scalesElements ? factor * (scales?[element] ?? 1) : factor
    }
  }

  /// Each number with its scale, where these count.
  func scaled(_ counts: Bool) -> [Int] {
    guard counts, let scales else { return numbers }
    return zip(numbers, scales).map { $0 * $1 }
  }
}
