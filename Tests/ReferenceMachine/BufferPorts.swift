import Hardware
import Workloads

/// The array's accesses to the buffers, step by step: every word that is touched is listed once.
struct BufferPorts {
  private let buffers: Buffers
  /// Bits of an element in the slots, by operand.
  private let bits: [Int]
  /// Elements read and written and words accessed so far, by operand.
  private(set) var reads = [0, 0, 0]
  private(set) var writes = [0, 0, 0]
  private(set) var readAccesses = [0, 0, 0]
  private(set) var writeAccesses = [0, 0, 0]
  private var elementsRead: [Set<Int>] = [[], [], []]
  private var wordsRead: [[Int]] = [[], [], []]
  private var wordsWritten: [[Int]] = [[], [], []]

  init(buffers: Buffers, bits: [Int]) {
    self.buffers = buffers
    self.bits = bits
  }

  mutating func beginStep() {
    for operand in 0..<3 {
      elementsRead[operand].removeAll(keepingCapacity: true)
      wordsRead[operand].removeAll(keepingCapacity: true)
      wordsWritten[operand].removeAll(keepingCapacity: true)
    }
  }

  mutating func read(_ operand: Operand, _ place: Int) {
    // An element that several multipliers take in a step is read once.
    if elementsRead[operand.index].insert(place).inserted { reads[operand.index] += 1 }
    for word in words(operand, place) where !wordsRead[operand.index].contains(word) {
      wordsRead[operand.index].append(word)
      readAccesses[operand.index] += 1
    }
  }

  mutating func write(_ operand: Operand, _ place: Int) {
    writes[operand.index] += 1
    for word in words(operand, place) where !wordsWritten[operand.index].contains(word) {
      wordsWritten[operand.index].append(word)
      writeAccesses[operand.index] += 1
    }
  }

  /// A read of a memory that is one unit's own: an access, and no port's turn.
  mutating func readOwn(_ operand: Operand) {
    reads[operand.index] += 1
    readAccesses[operand.index] += 1
  }

  /// A write, likewise.
  mutating func writeOwn(_ operand: Operand) {
    writes[operand.index] += 1
    writeAccesses[operand.index] += 1
  }

  /// The words that one of the element's bits is in.
  private func words(_ operand: Operand, _ place: Int) -> ClosedRange<Int> {
    let bits = bits[operand.index]
    let width = 8 * buffers[operand].width
    return place * bits / width...((place + 1) * bits - 1) / width
  }

  /// The cycles that the step takes.
  func cycles() -> Int {
    let groups: [[Operand]] = buffers.isShared ? [Operand.allCases] : Operand.allCases.map { [$0] }
    var cycles = 1
    for operands in groups {
      let buffer = buffers[operands[0]]
      var accesses = [Int](repeating: 0, count: buffer.banks)
      for operand in operands {
        for word in wordsRead[operand.index] { accesses[word % buffer.banks] += 1 }
        for word in wordsWritten[operand.index] { accesses[word % buffer.banks] += 1 }
      }
      cycles = max(cycles, (accesses.max()! + buffer.ports - 1) / buffer.ports)
    }
    return cycles
  }
}
