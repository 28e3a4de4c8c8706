import FoundationEssentials
import Glibc

/// A file of a result that appears whole or not at all.
struct OutputFile {
  private let path: String
  private let replaces: Bool

  /// Refuses a path that exists, unless `force` is given and it is a regular file.
  init(_ path: String, force: Bool) throws {
    self.path = path
    replaces = force
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard force else {
      throw Failure.wrongUsage("'\(path)' exists; name another file, or replace it with --force")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure.wrongUsage("'\(path)' is no file that --force could replace; name another")
    }
  }

  /// Writes the text beside the file and then gives it its name.
  func write(_ text: String) throws {
    let name = path.split(separator: "/").last.map(String.init) ?? "output"
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let partial = "\(folder).\(name).partial-\(getpid())"
    defer { unlink(partial) }
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    guard descriptor >= 0 else { throw failure(errno) }
    let code = Terminal.write(text, to: descriptor)
    let closing = close(descriptor)
    guard code == 0, closing == 0 else { throw failure(code != 0 ? code : errno) }
    // A link, unlike a new name, refuses a file that was made in the meantime.
    guard replaces ? rename(partial, path) == 0 : link(partial, path) == 0 else { throw failure(errno) }
  }

  private func failure(_ code: Int32) -> Failure {
    .failed("cannot write '\(path)': \(String(cString: strerror(code)))")
  }
}
