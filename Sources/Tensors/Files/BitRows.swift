/// A mask in the making: 64 bits in a word, the lowest first, and each row begins with a word of its own.
struct BitRows: Hashable, Sendable {
  struct Place: Hashable, Sendable {
    var row: Int
    var column: Int
  }

  let rows: Int
  let columns: Int
  let wordsPerRow: Int
  private(set) var words: [UInt64]
  /// Where the next appended bit goes.
  private var next = Place(row: 0, column: 0)

  /// Rows without a bit set; the caller has checked how many words they take.
  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    wordsPerRow = OccupancyMask.stride(columns: columns)
    words = Array(repeating: 0, count: rows * wordsPerRow)
  }

  var mask: OccupancyMask { OccupancyMask(rows: rows, columns: columns, unpaddedWords: words) }

  subscript(place: Place) -> Bool {
    words[place.row * wordsPerRow + place.column >> 6] >> UInt64(place.column & 63) & 1 == 1
  }

  /// Sets a bit; says whether it was not set before.
  @inline(__always)
  mutating func set(_ place: Place) -> Bool {
    let bit = UInt64(1) << UInt64(place.column & 63)
    let word = place.row * wordsPerRow + place.column >> 6
    defer { words[word] |= bit }
    return words[word] & bit == 0
  }

  /// How many bits can be appended at once: up to the end of a word, or of the row.
  @inline(__always)
  var room: Int { min(64 - next.column & 63, columns - next.column) }

  /// Appends bits, the lowest first, at most `room` of them.
  @inline(__always)
  mutating func append(_ bits: UInt64, count: Int) {
    words[next.row * wordsPerRow + next.column >> 6] |= bits << UInt64(next.column & 63)
    next.column += count
    if next.column == columns { next = Place(row: next.row + 1, column: 0) }
  }

  /// Appends the lowest bits of a byte, which may belong to several rows.
  mutating func append(_ byte: UInt8, validBits: Int) {
    var (rest, left) = (UInt64(byte), validBits)
    while left > 0 {
      let taken = min(left, room)
      append(rest & (1 << UInt64(taken) - 1), count: taken)
      rest >>= UInt64(taken)
      left -= taken
    }
  }

  /// Appends a bit for each element from an address.
  mutating func append(_ start: UnsafeRawPointer, count: Int, packer: NonZeroPacker) {
    var (address, left) = (start, count)
    while left > 0 {
      let taken = min(room, left)
      append(taken == 64 ? packer.word(address) : packer.bits(address, count: taken), count: taken)
      address += taken * packer.width
      left -= taken
    }
  }
}
