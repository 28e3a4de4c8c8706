/// The bytes of a text one after another, with the line they are in; reads the file in pieces.
struct TextScanner: ~Copyable {
  private let source: ByteSource
  private let buffer: UnsafeMutableRawBufferPointer
  private var position = 0
  private var filled = 0
  /// What follows the buffer.
  private var nextOffset: Int
  private(set) var line: Int

  /// A word that is read at once; kept, because there is one for each value.
  private var word: [UInt8] = []

  init(_ source: ByteSource, from offset: Int = 0, line: Int = 1) {
    self.source = source
    self.line = line
    nextOffset = offset
    buffer = .allocate(byteCount: max(1, min(source.size - offset, 1 << 18)), alignment: 8)
  }

  deinit { buffer.deallocate() }

  /// Where the next byte lies in the file.
  var offset: Int { nextOffset - filled + position }

  /// The next byte, which stays; nil at the end.
  @inline(__always)
  mutating func peek() throws(TensorFileError) -> UInt8? {
    if position == filled {
      guard try refill() else { return nil }
    }
    return buffer[position]
  }

  @inline(__always)
  mutating func advance() {
    if buffer[position] == UInt8(ascii: "\n") { line += 1 }
    position += 1
  }

  private mutating func refill() throws(TensorFileError) -> Bool {
    let count = min(buffer.count, source.size - nextOffset)
    guard count > 0 else { return false }
    try source.read(at: nextOffset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    nextOffset += count
    position = 0
    filled = count
    return true
  }

  /// Skips blanks of a line; a carriage return is one.
  mutating func skipBlanks() throws(TensorFileError) {
    while let byte = try peek(), byte == 0x20 || byte == 0x09 || byte == 0x0D { advance() }
  }

  /// Skips blanks and ends of lines; says whether anything follows.
  mutating func skipToNextWord() throws(TensorFileError) -> Bool {
    while let byte = try peek() {
      guard byte == 0x20 || (0x09...0x0D).contains(byte) else { return true }
      advance()
    }
    return false
  }

  /// Skips the rest of a line, its end included.
  mutating func skipLine() throws(TensorFileError) {
    while let byte = try peek() {
      advance()
      if byte == UInt8(ascii: "\n") { return }
    }
  }

  /// Skips blanks, and says whether the line or the text ends there.
  mutating func isAtLineEnd() throws(TensorFileError) -> Bool {
    try skipBlanks()
    guard let byte = try peek() else { return true }
    return byte == UInt8(ascii: "\n")
  }

  /// The decimal integer that comes next in the line, of at most 18 digits. The texts are only made for an error.
  mutating func integer(
    _ what: @autoclosure () -> String, _ remedy: @autoclosure () -> String
  ) throws(TensorFileError) -> Int {
    try skipBlanks()
    var value = 0
    var digits = 0
    while let byte = try peek(), byte >= 0x30, byte <= 0x39 {
      guard digits < 18 else {
        throw source.error(.outOfRange, "\(what()) has more than 18 digits", .line(line), remedy())
      }
      value = value * 10 + Int(byte - 0x30)
      digits += 1
      advance()
    }
    if digits > 0, try isAtWordEnd() { return value }
    throw source.error(
      try peek() == nil ? .truncated : .syntax, "\(try found()) stands where \(what()) is due", .line(line),
      remedy())
  }

  /// The bytes of the word that comes next in the line, up to a blank; empty at its end.
  mutating func nextWord() throws(TensorFileError) -> [UInt8] {
    try skipBlanks()
    word.removeAll(keepingCapacity: true)
    while let byte = try peek(), byte > 0x20 {
      guard word.count < TensorFileLimits.lineBytes else {
        throw source.error(
          .syntax, "a word has more than \(TensorFileLimits.lineBytes) bytes", .line(line), "words are short")
      }
      word.append(byte)
      advance()
    }
    return word
  }

  private mutating func isAtWordEnd() throws(TensorFileError) -> Bool {
    guard let byte = try peek() else { return true }
    return byte == UInt8(ascii: ",") || byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// What stands there, for an error.
  mutating func found() throws(TensorFileError) -> String {
    guard let byte = try peek() else { return "the end of the file" }
    if byte == 0x0A { return "the end of the line" }
    return byte < 0x7F && byte > 0x20
      ? "'\(Unicode.Scalar(byte))'" : "the byte 0x\(String(byte, radix: 16))"
  }
}
