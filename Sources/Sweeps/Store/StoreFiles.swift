import Glibc

/// The files of a store, and their lines.
struct StoreFiles {
  let folder: String

  /// The names of the files with rows, in a fixed order.
  var names: [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix("results."), name.hasSuffix(".jsonl") { names.append(name) }
    }
    return names.sorted()
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// The longest line that is read, so that a file that is none of a store takes no more memory.
  private static let mostLineBytes = 1 << 24

  /// Calls with each whole line of a regular file and where it begins; a last one that is torn is left out.
  ///
  /// Returns the bytes of all whole lines.
  @discardableResult
  static func readLines(
    _ path: String, _ body: (_ line: ArraySlice<UInt8>, _ offset: Int) throws(StoreError) -> Void
  ) throws(StoreError) -> Int {
    // Without O_NONBLOCK, opening a pipe waits for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw .system(path: path, what: "read", code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(path: path, what: "read", code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
    var buffer: [UInt8] = []
    // Where the buffer begins in the file.
    var base = 0
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system(path: path, what: "read", code: errno) }
      if count == 0 { return base }
      let known = buffer.count
      buffer.append(contentsOf: chunk[..<count])
      var start = 0
      var place = known
      while place < buffer.count {
        if buffer[place] == UInt8(ascii: "\n") {
          try body(buffer[start..<place], base + start)
          start = place + 1
        }
        place += 1
      }
      buffer.removeSubrange(..<start)
      base += start
      guard buffer.count <= mostLineBytes else { throw .longLine(path: path, most: mostLineBytes) }
    }
  }

  /// The point and whether it failed, of a line as this program writes it; nil for a header, or what is no row.
  static func summary(_ line: ArraySlice<UInt8>) -> (point: Int, isFailed: Bool)? {
    let prefix = Array("{\"point\":".utf8)
    guard line.starts(with: prefix) else { return nil }
    var place = line.startIndex + prefix.count
    var point = 0
    while place < line.endIndex, isDigit(line[place]) {
      let (tens, overflow) = point.multipliedReportingOverflow(by: 10)
      guard !overflow, tens < PointSpace.mostPoints * 10 else { return nil }
      point = tens + Int(line[place] - UInt8(ascii: "0"))
      place += 1
    }
    guard line.last == UInt8(ascii: "}") else { return nil }
    let rest = line[place...]
    if rest.starts(with: ",\"status\":\"ok\",".utf8) { return (point, false) }
    return rest.starts(with: ",\"status\":\"failed\",".utf8) ? (point, true) : nil
  }
}

/// The system's words for an error number.
func systemError(_ code: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
  return buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "error \(code)" }
}
