import Glibc

/// A store's files, open for reading their rows where they are known to stand.
final class OpenStoreFiles: Sendable {
  private let descriptors: [Int32]

  init(_ files: StoreFiles, _ names: [String]) throws(StoreError) {
    var descriptors: [Int32] = []
    for name in names {
      let descriptor = open(files.path(name), O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        let code = errno
        descriptors.forEach { close($0) }
        throw .system(path: files.path(name), what: "read", code: code)
      }
      descriptors.append(descriptor)
    }
    self.descriptors = descriptors
  }

  deinit { descriptors.forEach { close($0) } }

  /// So many bytes of a file from an offset on; zeros where it has no more.
  func bytes(file: Int32, offset: Int, length: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: length)
    var read = 0
    while read < length {
      let count = bytes.withUnsafeMutableBytes {
        pread(descriptors[Int(file)], $0.baseAddress! + read, length - read, off_t(offset + read))
      }
      guard count > 0 else { break }
      read += count
    }
    return bytes
  }
}
