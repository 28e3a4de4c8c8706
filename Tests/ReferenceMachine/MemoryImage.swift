import Workloads

/// The values in the memories, each at the place of its first bit; what was never written has none.
struct MemoryImage {
  /// A bit of a memory.
  struct Key: Hashable {
    var memory: Int
    var bit: Int
  }

  private var values: [Key: Int] = [:]

  subscript(key: Key) -> Int? {
    get { values[key] }
    set { values[key] = newValue }
  }

  /// The value of an element that may not have been written: then a small pseudo-random number is put there.
  mutating func seeded(_ key: Key) -> Int {
    if let value = values[key] { return value }
    let value = smallNumber(key.memory + 1, key.bit)
    values[key] = value
    return value
  }
}

/// Where a tensor lies.
struct TensorPlace {
  var at: OperandAddresses.Place
  /// Bits of an element.
  var bits: Int
  /// Of a tensor that lies without its zeros: where each of its bits is.
  var stored: StoredLayout?
  /// Of a tensor of an encoded format: likewise.
  var encoded: EncodedLayout?

  init(
    at: OperandAddresses.Place, bits: Int, stored: StoredLayout? = nil, encoded: EncodedLayout? = nil
  ) {
    (self.at, self.bits, self.stored, self.encoded) = (at, bits, stored, encoded)
  }

  /// Where an operand lies, of which the operator's layouts are these.
  init(_ operand: Operand, of work: Work, _ layouts: [StoredLayout?], _ encodings: [EncodedLayout?]) {
    self.init(
      at: work.addresses[operand], bits: work.formats[operand].bits, stored: layouts[operand.index],
      encoded: encodings[operand.index])
  }

  /// The bits of an element of a tensor that lies dense.
  func bits(of index: Int) -> Range<Int> {
    8 * at.address + index * bits..<8 * at.address + (index + 1) * bits
  }

  /// Where the value of an element is; nil where nothing is there, for it is zero.
  func key(_ index: Int) -> MemoryImage.Key? {
    if let encoded { return encoded.key(index, memory: at.memory) }
    guard let stored else { return MemoryImage.Key(memory: at.memory, bit: bits(of: index).lowerBound) }
    return stored.firstBit(of: index).map { MemoryImage.Key(memory: at.memory, bit: $0) }
  }
}

/// What a store leaves of a sum, so that the values of a long stream stay small.
///
/// Never 0: what is zero is only what a mask leaves out.
func converted(_ sum: Int) -> Int {
  let value = sum % 1_000_003
  return value == 0 ? 1_000_003 : value
}

/// SplitMix64 of a number, brought down to -100...100, never 0.
func smallNumber(_ stream: Int, _ number: Int) -> Int {
  var z = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(stream) << 56
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  let value = Int((z ^ (z >> 31)) % 200)
  return value < 100 ? value - 100 : value - 99
}
