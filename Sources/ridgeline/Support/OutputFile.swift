import FoundationEssentials
import Glibc
import Synchronization

/// A file of a result that appears whole or not at all.
struct OutputFile {
  let path: String
  private let replaces: Bool

  /// Refuses a path that exists, unless `force` is given and it is a regular file, and none of those that are read.
  init(_ path: String, force: Bool, inputs: [String] = []) throws {
    self.path = path
    replaces = force
    guard path != "-" else {
      throw Failure.wrongUsage("'-' would be a file of that name, and not standard output; name a file")
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    for input in inputs where Self.isSame(input, status) {
      throw Failure.wrongUsage(
        "'\(path)' is read here, and would be lost; name another file for what is written")
    }
    guard force else {
      throw Failure.wrongUsage("'\(path)' exists; name another file, or replace it with --force")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure.wrongUsage("'\(path)' is no file that --force could replace; name another")
    }
  }

  private static func isSame(_ input: String, _ other: stat) -> Bool {
    var status = stat()
    return stat(input, &status) == 0 && status.st_dev == other.st_dev && status.st_ino == other.st_ino
  }

  private var name: String { path.split(separator: "/").last.map(String.init) ?? "output" }

  /// With its last slash; empty where it is the present one.
  private var folder: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }

  /// Whether another path leads to the same place, however it is written.
  func isSame(as other: OutputFile) -> Bool {
    var (own, its) = (stat(), stat())
    return name == other.name && stat(folder.isEmpty ? "." : folder, &own) == 0
      && stat(other.folder.isEmpty ? "." : other.folder, &its) == 0 && own.st_dev == its.st_dev
      && own.st_ino == its.st_ino
  }

  /// Writes the text beside the file and then gives it its name.
  func write(_ text: String) throws {
    let parts = try begin()
    parts.append(Array(text.utf8))
    try parts.publish()
  }

  /// A new file beside this one, for what is written part by part.
  func begin() throws -> Parts {
    let partial = "\(folder).\(name).partial-\(getpid())"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    guard descriptor >= 0 else { throw failure(errno) }
    return Parts(file: self, partial: partial, descriptor: descriptor)
  }

  private func failure(_ code: Int32) -> Failure {
    .failed("cannot write '\(path)': \(String(cString: strerror(code)))")
  }

  /// What is written of the file so far; it goes away with this unless it is published.
  final class Parts: Sendable {
    private let file: OutputFile
    private let partial: String
    private let descriptor: Int32
    /// The number of the first error, or 0.
    private let code = Mutex<Int32>(0)
    private let isOpen = Mutex(true)

    fileprivate init(file: OutputFile, partial: String, descriptor: Int32) {
      self.file = file
      self.partial = partial
      self.descriptor = descriptor
    }

    deinit {
      if isOpen.withLock({ $0 }) { close(descriptor) }
      unlink(partial)
    }

    /// Where the file is until it is published.
    var path: String { partial }

    /// Writes more, from any thread; returns whether that went well, as a later `publish` says, too.
    @discardableResult
    func append(_ bytes: [UInt8]) -> Bool {
      code.withLock { code in
        if code == 0 { code = Terminal.write(bytes, to: descriptor) }
        return code == 0
      }
    }

    /// Gives the file its name.
    func publish() throws {
      let code = code.withLock { $0 }
      let closing = isOpen.withLock { isOpen in
        defer { isOpen = false }
        return isOpen ? close(descriptor) : 0
      }
      guard code == 0, closing == 0 else { throw file.failure(code != 0 ? code : errno) }
      // A link, unlike a new name, refuses a file that was made in the meantime.
      let path = file.path
      guard file.replaces ? rename(partial, path) == 0 : link(partial, path) == 0 else {
        throw file.failure(errno)
      }
    }
  }
}
