import Hardware
import Workloads

/// The array's accesses to the buffers, step by step: every word that is touched is listed once.
struct BufferPorts {
  private let buffers: Buffers
  /// Bits of an element in the slots, by operand.
  private let bits: [Int]
  /// By operand, whether each element that is read is multiplied by its scale.
  private let scales: [Bool]
  /// Such multiplications so far.
  private(set) var scaled = 0
  /// Elements read and written and words accessed so far, by operand.
  private(set) var reads = [0, 0, 0]
  private(set) var writes = [0, 0, 0]
  private(set) var readAccesses = [0, 0, 0]
  private(set) var writeAccesses = [0, 0, 0]
  /// Of the words that were read those of metadata.
  private(set) var metadataAccesses = [0, 0, 0]
  /// Steps that took longer because of metadata.
  private(set) var metadataStalls = 0
  private var elementsRead: [Set<Int>] = [[], [], []]
  private var wordsRead: [[Int]] = [[], [], []]
  private var metadataRead: [[Int]] = [[], [], []]
  private var wordsWritten: [[Int]] = [[], [], []]

  init(buffers: Buffers, bits: [Int], scales: [Bool]) {
    self.buffers = buffers
    self.bits = bits
    self.scales = scales
  }

  mutating func beginStep() {
    for operand in 0..<3 {
      elementsRead[operand].removeAll(keepingCapacity: true)
      wordsRead[operand].removeAll(keepingCapacity: true)
      metadataRead[operand].removeAll(keepingCapacity: true)
      wordsWritten[operand].removeAll(keepingCapacity: true)
    }
  }

  mutating func read(_ operand: Operand, _ place: Int) {
    // An element that several multipliers take in a step is read once.
    if elementsRead[operand.index].insert(place).inserted { countRead(operand) }
    for word in words(operand, place) where !wordsRead[operand.index].contains(word) {
      wordsRead[operand.index].append(word)
      readAccesses[operand.index] += 1
    }
  }

  /// Reads what a tile that lies as it came has of the element at a place.
  mutating func read(_ operand: Operand, _ place: Int, of tile: KeptTile) {
    for stored in tile.stored[place] { read(operand, stored) }
    readMetadata(operand, tile.metadata(place))
  }

  /// Reads the words of some bits of metadata, which are words of their own.
  mutating func readMetadata(_ operand: Operand, _ bits: Range<Int>) {
    let width = 8 * buffers[operand].width
    for bit in bits where !metadataRead[operand.index].contains(bit / width) {
      metadataRead[operand.index].append(bit / width)
      readAccesses[operand.index] += 1
      metadataAccesses[operand.index] += 1
    }
  }

  mutating func write(_ operand: Operand, _ place: Int) {
    writes[operand.index] += 1
    for word in words(operand, place) where !wordsWritten[operand.index].contains(word) {
      wordsWritten[operand.index].append(word)
      writeAccesses[operand.index] += 1
    }
  }

  private mutating func countRead(_ operand: Operand) {
    reads[operand.index] += 1
    if scales[operand.index] { scaled += 1 }
  }

  /// A read of a memory that is one unit's own: an access, and no port's turn.
  mutating func readOwn(_ operand: Operand) {
    countRead(operand)
    readAccesses[operand.index] += 1
  }

  /// Accesses to metadata in such a memory.
  mutating func readOwnMetadata(_ operand: Operand, accesses: Int) {
    readAccesses[operand.index] += accesses
    metadataAccesses[operand.index] += accesses
  }

  /// The words that so many bits fill in an operand's buffer.
  func words(_ operand: Operand, bits: Int) -> Int {
    let width = 8 * buffers[operand].width
    return (bits + width - 1) / width
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
  mutating func cycles() -> Int {
    let cycles = cycles(withMetadata: true)
    if cycles > self.cycles(withMetadata: false) { metadataStalls += 1 }
    return cycles
  }

  private func cycles(withMetadata: Bool) -> Int {
    let groups: [[Operand]] = buffers.isShared ? [Operand.allCases] : Operand.allCases.map { [$0] }
    var cycles = 1
    for operands in groups {
      let buffer = buffers[operands[0]]
      var accesses = [Int](repeating: 0, count: buffer.banks)
      for operand in operands {
        for word in wordsRead[operand.index] { accesses[word % buffer.banks] += 1 }
        if withMetadata { for word in metadataRead[operand.index] { accesses[word % buffer.banks] += 1 } }
        for word in wordsWritten[operand.index] { accesses[word % buffer.banks] += 1 }
      }
      cycles = max(cycles, (accesses.max()! + buffer.ports - 1) / buffer.ports)
    }
    return cycles
  }
}
