import Glibc

/// The bytes of a file, read in pieces where they lie, or of an array.
///
/// Never mapped into memory: a file that shrinks while it is mapped ends the process.
final class ByteSource: Sendable {
  /// The file as the user gave it.
  let name: String
  let size: Int

  private enum Storage: Sendable {
    case file(descriptor: Int32)
    case bytes([UInt8])
  }

  private let storage: Storage

  init(bytes: [UInt8], name: String) {
    self.name = name
    size = bytes.count
    storage = .bytes(bytes)
  }

  /// Opens a regular file; never waits on a pipe or a device.
  init(path: String) throws(TensorFileError) {
    let error = ErrorMaker(file: path)
    guard !path.utf8.contains(0) else {
      throw error(.unreadableFile, "the path has a NUL character", "give the path of a file")
    }
    // Without O_NONBLOCK, opening a pipe waits for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      throw error(.unreadableFile, "cannot read the file: \(systemText(errno))", "give the path of a file")
    }
    var status = stat()
    let code = fstat(descriptor, &status) == 0 ? 0 : errno
    guard code == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let what = code != 0 ? systemText(code) : "it is no regular file"
      throw error(.unreadableFile, "cannot read the file: \(what)", "give the path of a file")
    }
    name = path
    size = Int(status.st_size)
    storage = .file(descriptor: descriptor)
  }

  deinit {
    if case .file(let descriptor) = storage { close(descriptor) }
  }

  var errorMaker: ErrorMaker { ErrorMaker(file: name) }

  func error(
    _ category: TensorFileError.Category, _ problem: String, _ place: TensorFileError.Place?, _ remedy: String
  ) -> TensorFileError {
    errorMaker(category, problem, at: place, remedy)
  }

  /// Fills the buffer from the bytes at an offset; they must lie within `size`.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(TensorFileError) {
    precondition(offset >= 0 && buffer.count <= size - offset, "a read beyond the file")
    switch storage {
    case .bytes(let bytes):
      bytes.withUnsafeBytes { all in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[offset..<(offset + buffer.count)]))
      }
    case .file(let descriptor):
      var done = 0
      while done < buffer.count {
        let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else {
          throw error(
            .unreadableFile, "cannot read the file: \(systemText(errno))", .byte(offset + done),
            "try it again")
        }
        guard count > 0 else {
          throw error(
            .unreadableFile, "the file has become shorter while it was read", .byte(offset + done),
            "let no other program write it")
        }
        done += count
      }
    }
  }

  /// The bytes at an offset; they must lie within `size`.
  func bytes(at offset: Int, count: Int) throws(TensorFileError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
    defer { buffer.deallocate() }
    try read(at: offset, into: buffer)
    return Array(buffer)
  }
}

private func systemText(_ code: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
  return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
}
