import Glibc

/// A file's bytes, and which file it really is whatever path led to it.
struct FileContents {
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  let bytes: [UInt8]
  let identity: Identity
}

enum FileFailure: Error {
  case system(code: Int32)
  case directory
  case notRegular
  case tooLarge(limit: Int)
  case nulInPath
  /// Only files that are known are read now, and this is none.
  case notReadBefore
}

/// Reads a regular file whole; never waits on a pipe or a device, never reads more than `limit` bytes.
func readRegularFile(_ path: String, limit: Int) -> Result<FileContents, FileFailure> {
  guard !path.utf8.contains(0) else { return .failure(.nulInPath) }
  // Without O_NONBLOCK, opening a pipe waits for a writer.
  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
  guard descriptor >= 0 else { return .failure(.system(code: errno)) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { return .failure(.system(code: errno)) }
  switch status.st_mode & S_IFMT {
  case S_IFREG: break
  case S_IFDIR: return .failure(.directory)
  default: return .failure(.notRegular)
  }
  guard status.st_size <= limit else { return .failure(.tooLarge(limit: limit)) }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(Int(status.st_size) + 1)
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  // The size may be wrong by now (or zero under /proc), so read to the end.
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { return .failure(.system(code: errno)) }
    if count == 0 { break }
    bytes.append(contentsOf: chunk[..<count])
    guard bytes.count <= limit else { return .failure(.tooLarge(limit: limit)) }
  }
  let identity = FileContents.Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
  return .success(FileContents(bytes: bytes, identity: identity))
}

/// The names of the YAML files in a folder without `.yaml`, sorted; none where it cannot be read.
func documentNames(in folder: String) -> [String] {
  guard !folder.utf8.contains(0), let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
        String(cString: $0)
      }
    }
    if name.hasSuffix(".yaml") { names.append(String(name.dropLast(5))) }
  }
  return names.sorted()
}

func systemErrorText(_ code: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
  return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
}
