import CZlib

/// A NumPy array with any header.
func npy(_ header: String, version: UInt8 = 1, data: [UInt8] = []) -> [UInt8] {
  let text = Array(header.utf8)
  let length = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
  return [0x93] + "NUMPY".utf8 + [version, 0] + length + text + data
}

func npy(_ type: String, _ shape: String, data: [UInt8]) -> [UInt8] {
  npy("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n", data: data)
}

/// A `.safetensors` with any header.
func safetensors(_ header: String, data: [UInt8] = [], length: Int? = nil) -> [UInt8] {
  littleEndian(length ?? header.utf8.count, 8) + header.utf8 + data
}

func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// What a ZIP archive says of a member; all of it can be a lie.
struct ZipEntry {
  var name: [UInt8]
  var stored: [UInt8]
  var method = 0
  var flags = 0
  var checksum: Int
  var size: Int
  var storedSize: Int
  /// What the local header says, where it is not the same.
  var localSize: Int?
  var localName: [UInt8]?
  /// Where the directory says that it begins.
  var offset: Int?
  /// Whether the directory has its sizes in 64 bits.
  var isZIP64 = false

  init(_ name: String, _ data: [UInt8], isDeflated: Bool = false) {
    self.name = Array(name.utf8)
    stored = isDeflated ? deflated(data) : data
    method = isDeflated ? 8 : 0
    checksum = Int(data.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) })
    size = data.count
    storedSize = stored.count
  }
}

/// A ZIP archive of members.
func zipFile(_ entries: [ZipEntry], comment: String = "", count: Int? = nil) -> [UInt8] {
  var bytes: [UInt8] = []
  var directory: [UInt8] = []
  for entry in entries {
    let offset = entry.offset ?? bytes.count
    let name = entry.localName ?? entry.name
    bytes += [0x50, 0x4B, 3, 4, 20, 0] + littleEndian(entry.flags, 2) + littleEndian(entry.method, 2)
    bytes += littleEndian(0, 4) + littleEndian(entry.checksum, 4) + littleEndian(entry.storedSize, 4)
    bytes += littleEndian(entry.localSize ?? entry.size, 4) + littleEndian(name.count, 2) + littleEndian(0, 2)
    bytes += name + entry.stored
    let extra =
      entry.isZIP64
      ? littleEndian(1, 2) + littleEndian(24, 2) + littleEndian(entry.size, 8)
        + littleEndian(entry.storedSize, 8) + littleEndian(offset, 8) : []
    directory +=
      [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + littleEndian(entry.flags, 2) + littleEndian(entry.method, 2)
    directory += littleEndian(0, 4) + littleEndian(entry.checksum, 4)
    directory += littleEndian(entry.isZIP64 ? -1 : entry.storedSize, 4)
    directory += littleEndian(entry.isZIP64 ? -1 : entry.size, 4)
    directory += littleEndian(entry.name.count, 2) + littleEndian(extra.count, 2) + littleEndian(0, 10)
    directory += littleEndian(entry.isZIP64 ? -1 : offset, 4) + entry.name + extra
  }
  let count = count ?? entries.count
  let directoryOffset = bytes.count
  bytes +=
    directory + [0x50, 0x4B, 5, 6] + littleEndian(0, 4) + littleEndian(count, 2) + littleEndian(count, 2)
  bytes += littleEndian(directory.count, 4) + littleEndian(directoryOffset, 4)
  return bytes + littleEndian(comment.utf8.count, 2) + comment.utf8
}

/// The same archive with an end record of ZIP64; its fields can be a lie.
func zip64File(_ entries: [ZipEntry], recordPlace: Int? = nil, count: Int? = nil) -> [UInt8] {
  let plain = zipFile(entries)
  let body = plain.dropLast(22)
  let end = Array(plain.suffix(22))
  let field = { (place: Int) in (0..<4).reduce(0) { $0 | Int(end[place + $1]) << (8 * $1) } }
  var bytes = Array(body)
  let place = bytes.count
  bytes += [0x50, 0x4B, 6, 6] + littleEndian(44, 8) + littleEndian(45, 2) + littleEndian(45, 2)
  bytes += littleEndian(0, 8) + littleEndian(entries.count, 8) + littleEndian(count ?? entries.count, 8)
  bytes += littleEndian(field(12), 8) + littleEndian(field(16), 8)
  bytes +=
    [0x50, 0x4B, 6, 7] + littleEndian(0, 4) + littleEndian(recordPlace ?? place, 8) + littleEndian(1, 4)
  return bytes + [0x50, 0x4B, 5, 6] + littleEndian(0, 4) + Array(repeating: 0xFF, count: 12)
    + littleEndian(0, 2)
}

/// Bare deflate, as archives have it.
func deflated(_ data: [UInt8]) -> [UInt8] {
  let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  stream.initialize(to: z_stream())
  defer { stream.deallocate() }
  let code = deflateInit2_(
    stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  precondition(code == Z_OK)
  defer { deflateEnd(stream) }
  var (input, output) = (data, [UInt8](repeating: 0, count: data.count + 1_024))
  let count = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = UInt32(output.count)
      precondition(deflate(stream, Z_FINISH) == Z_STREAM_END)
      return output.count - Int(stream.pointee.avail_out)
    }
  }
  return Array(output[..<count])
}
