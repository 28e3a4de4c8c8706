/// Writes the state of channels as words that do not change when all times, rows and columns are moved, or reads it back.
///
/// Times are relative to the present cycle, and of those that lie before `floor` nothing matters but that they do.
struct StateCoder {
  let words: UnsafeMutablePointer<Int32>
  var count = 0
  let isReading: Bool
  let now: Int
  let floor: Int

  private static let neverWord: Int32 = .max

  init(_ words: UnsafeMutablePointer<Int32>, isReading: Bool, now: Int, floor: Int) {
    self.words = words
    self.isReading = isReading
    self.now = now
    self.floor = floor
  }

  @inline(__always)
  mutating func time(_ value: inout Int) {
    if isReading {
      value = words[count] == StateCoder.neverWord ? Rules.never : now &+ Int(words[count])
    } else {
      words[count] =
        value >= Rules.never ? StateCoder.neverWord : Int32(truncatingIfNeeded: max(value, floor) &- now)
    }
    count &+= 1
  }

  @inline(__always)
  mutating func value(_ value: inout Int) {
    if isReading {
      value = Int(words[count])
    } else {
      words[count] = Int32(truncatingIfNeeded: value)
    }
    count &+= 1
  }

  @inline(__always)
  mutating func append(_ word: Int) {
    words[count] = Int32(truncatingIfNeeded: word)
    count &+= 1
  }

  @inline(__always)
  mutating func next() -> Int {
    count &+= 1
    return Int(words[count &- 1])
  }
}

/// Rows and columns by when they first appear in a bank, so that states of different rows compare equal.
struct RowNames {
  /// Rows of a bank that can be told apart; streams that know no order have more.
  static let most = 8

  private struct Name {
    var row: Int32
    /// The first column; -1 where only the row was named.
    var column: Int32
  }

  private let names: UnsafeMutablePointer<Name>
  private let counts: UnsafeMutablePointer<UInt8>
  private let banks: Int

  init(banks: Int) {
    self.banks = banks
    names = .allocate(capacity: banks * RowNames.most)
    names.initialize(repeating: Name(row: 0, column: 0), count: banks * RowNames.most)
    counts = .allocate(capacity: banks)
    counts.initialize(repeating: 0, count: banks)
  }

  func deallocate() {
    names.deallocate()
    counts.deallocate()
  }

  func removeAll() { counts.update(repeating: 0, count: banks) }

  /// The number of a row; -1 where the bank has too many.
  @inline(__always)
  func number(ofRow row: Int32, inBank bank: Int, column: Int32) -> Int {
    let own = names + bank &* RowNames.most
    let count = Int(counts[bank])
    for number in 0..<count where own[number].row == row {
      if own[number].column < 0 { own[number].column = column }
      return number
    }
    if count == RowNames.most { return -1 }
    own[count] = Name(row: row, column: column)
    counts[bank] = UInt8(truncatingIfNeeded: count &+ 1)
    return count
  }

  @inline(__always)
  func row(_ number: Int, inBank bank: Int) -> Int32 { names[bank &* RowNames.most &+ number].row }

  /// A request's row and column in one word; nil where the bank has too many rows.
  @inline(__always)
  func word(row: Int32, column: Int32, isWrite: Bool, inBank bank: Int) -> Int? {
    let number = number(ofRow: row, inBank: bank, column: column)
    if number < 0 { return nil }
    let first = names[bank &* RowNames.most &+ number].column
    return Int(column &- first) &<< 4 | number &<< 1 | (isWrite ? 1 : 0)
  }
}
