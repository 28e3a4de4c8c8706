import CZlib
import Documents

/// What the deflated bytes of a member of an archive inflate to: exactly as many bytes as it says, and not one more.
final class InflatingStream: ByteStream {
  private let source: ByteSource
  private let error: ErrorMaker
  private var offset: Int
  private let end: Int
  private let size: Int
  private var made = 0
  private var isAtEnd = false
  private var checksum: Checksum

  private let input: UnsafeMutableRawBufferPointer
  // zlib keeps a pointer to it, so it must not move.
  private let state: UnsafeMutablePointer<z_stream>

  init(
    _ source: ByteSource, range: Range<Int>, size: Int, checksum: UInt32, error: ErrorMaker
  ) throws(TensorFileError) {
    self.source = source
    self.error = error
    offset = range.lowerBound
    end = range.upperBound
    self.size = size
    self.checksum = Checksum(expected: checksum)
    input = .allocate(byteCount: min(range.count, 1 << 18), alignment: 8)
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    // Negative: bare deflate, as archives have it.
    let code = inflateInit2_(state, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else {
      throw error(.unreadableFile, "zlib cannot begin (code \(code))", "install zlib 1.2.13 or newer")
    }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
    input.deallocate()
  }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(TensorFileError) -> Int {
    let wanted = min(buffer.count, size - made)
    var done = 0
    while done < wanted {
      let count = try inflateOnce(UnsafeMutableRawBufferPointer(rebasing: buffer[done..<wanted]))
      done += count
      if done < wanted, isAtEnd {
        throw error(
          .corrupt, "the compressed data end after \(made + done) of \(counted(size, "byte"))",
          "write the file again")
      }
    }
    made += done
    checksum.add(UnsafeRawBufferPointer(rebasing: buffer[..<done]))
    return done
  }

  /// Checks that the compressed data end where their size says, and hold nothing more.
  func finish() throws(TensorFileError) {
    precondition(made == size, "bytes are left over")
    let more = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
    defer { more.deallocate() }
    while !isAtEnd {
      guard try inflateOnce(more) == 0 else {
        throw error(
          .corrupt, "the compressed data hold more than \(counted(size, "byte"))", "write the file again")
      }
    }
    guard state.pointee.avail_in == 0, offset == end else {
      throw error(.corrupt, "there are bytes after the end of the compressed data", "write the file again")
    }
    try checksum.verify(error)
  }

  private func inflateOnce(_ output: UnsafeMutableRawBufferPointer) throws(TensorFileError) -> Int {
    if isAtEnd { return 0 }
    if state.pointee.avail_in == 0 {
      let count = min(input.count, end - offset)
      try source.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: input[..<count]))
      offset += count
      state.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
      state.pointee.avail_in = UInt32(count)
    }
    let room = min(output.count, 1 << 30)
    state.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
    state.pointee.avail_out = UInt32(room)
    let before = state.pointee.avail_in
    let code = inflate(state, Z_NO_FLUSH)
    let count = room - Int(state.pointee.avail_out)
    if code == Z_STREAM_END {
      isAtEnd = true
    } else if code != Z_OK && code != Z_BUF_ERROR || count == 0 && state.pointee.avail_in == before {
      let isShort = code == Z_OK || code == Z_BUF_ERROR
      throw error(
        .corrupt,
        isShort
          ? "the compressed data do not come to their end"
          : "the compressed data are wrong"
            + (state.pointee.msg.map { " (zlib: \(String(cString: $0)))" } ?? " (zlib's code \(code))"),
        "write the file again")
    }
    return count
  }
}
