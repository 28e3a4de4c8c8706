import CZlib

/// Bytes on their way into a gzip file: the same bytes make the same file, on every machine and day.
struct GzipWriter: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private var isOpen: Bool
  private var block: [UInt8]
  private(set) var bytes: [UInt8] = []

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    block = [UInt8](repeating: 0, count: 1 << 16)
    // 16 above the greatest window asks for gzip's header and trailer.
    let status = deflateInit2_(
      stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    isOpen = status == Z_OK
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  mutating func write(_ input: [UInt8]) { deflate(input, Z_NO_FLUSH) }

  /// Ends the file; nil where zlib had no memory.
  mutating func finish() -> [UInt8]? {
    deflate([], Z_FINISH)
    return isOpen ? bytes : nil
  }

  private mutating func deflate(_ input: [UInt8], _ flush: Int32) {
    guard isOpen else { return }
    var input = input
    let stream = stream
    let isGood = input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      repeat {
        let (status, count) = block.withUnsafeMutableBufferPointer { block in
          stream.pointee.next_out = block.baseAddress
          stream.pointee.avail_out = UInt32(block.count)
          let status = CZlib.deflate(stream, flush)
          return (status, block.count - Int(stream.pointee.avail_out))
        }
        guard status != Z_STREAM_ERROR else { return false }
        bytes += block[..<count]
      } while stream.pointee.avail_out == 0
      return true
    }
    isOpen = isGood
  }
}
