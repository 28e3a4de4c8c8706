import FoundationEssentials
import Glibc

/// A folder of results that appears whole or not at all.
struct OutputFolder {
  private let path: String
  private let replaces: Bool

  /// Refuses a path that exists, unless `force` is given and all in it is of names that this program writes.
  init(_ path: String, force: Bool) throws {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.path = trimmed
    guard Self.exists(trimmed) else {
      replaces = false
      return
    }
    guard force else {
      throw Failure.wrongUsage("'\(path)' exists; name another folder, or replace it with --force")
    }
    guard let contents = try? FileManager.default.contentsOfDirectory(atPath: trimmed) else {
      throw Failure.wrongUsage("'\(path)' is not a folder that --force could replace; name another")
    }
    if let other = contents.sorted().first(where: { !Self.ownNames.contains($0) }) {
      throw Failure.wrongUsage(
        "'\(path)' holds '\(other)', which is no result of ridgeline, so --force does not replace it; "
          + "name another folder")
    }
    replaces = true
  }

  /// Writes the files beside the folder and then gives them its name.
  func write(_ texts: [(name: String, text: String)], _ others: [(name: String, bytes: [UInt8])] = []) throws
  {
    let manager = FileManager.default
    let partial = sibling("partial")
    do {
      try manager.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try manager.createDirectory(atPath: partial, withIntermediateDirectories: false)
      for file in texts {
        try Data(file.text.utf8).write(to: URL(filePath: "\(partial)/\(file.name)"))
      }
      for file in others { try Data(file.bytes).write(to: URL(filePath: "\(partial)/\(file.name)")) }
      try publish(partial)
    } catch let failure as Failure {
      try? manager.removeItem(atPath: partial)
      throw failure
    } catch {
      try? manager.removeItem(atPath: partial)
      throw Failure.failed("cannot write '\(path)': \(Self.reason(error))")
    }
  }

  /// The system's own words for what went wrong, where it has any.
  private static func reason(_ error: any Error) -> String {
    guard let underlying = (error as? CocoaError)?.underlying as? POSIXError else { return "\(error)" }
    return String(cString: strerror(underlying.code.rawValue))
  }

  private func publish(_ partial: String) throws {
    let former = sibling("replaced")
    if replaces, Self.exists(path), rename(path, former) != 0 { throw systemFailure }
    guard replaces || !Self.exists(path) else {
      throw Failure.failed("'\(path)' was made by something else during the run; nothing was written")
    }
    guard rename(partial, path) == 0 else {
      let failure = systemFailure
      if replaces { _ = rename(former, path) }
      throw failure
    }
    if replaces { try? FileManager.default.removeItem(atPath: former) }
  }

  private var systemFailure: Failure {
    .failed("cannot write '\(path)': \(String(cString: strerror(errno)))")
  }

  private var parent: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func sibling(_ role: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? "output"
    return "\(parent)/.\(name).\(role)-\(getpid())"
  }

  private static let ownNames: Set<String> = [
    "result.json", "operators.csv", "design.resolved.yaml", "mapping.yaml", "report.html", "timeline.json.gz",
    "trace.yaml", "design.yaml",
  ]

  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }
}
