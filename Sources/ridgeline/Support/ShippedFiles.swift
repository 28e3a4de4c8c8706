import FoundationEssentials

/// The designs, memories and traces that come with the program.
struct ShippedFiles {
  let root: String

  /// Looks in the given folder; else in the folders above the executable, then in the current one.
  init(root: String?) throws {
    if let root {
      guard Self.isRoot(root) else {
        throw Failure.wrongUsage("'\(root)' has no 'Configs/designs' and 'Traces'; name the folder that has")
      }
      self.root = root
      return
    }
    // A relative path is what a result may name.
    if Self.isRoot(".") {
      self.root = "."
      return
    }
    guard let found = Self.folders.first(where: Self.isRoot) else {
      throw Failure.wrongUsage(
        "there are no shipped designs and traces above the program or here; name their folder with --root")
    }
    self.root = found
  }

  func design(_ name: String) -> String { path("Configs/designs/\(name).yaml") }
  func sweep(_ name: String) -> String { path("Configs/sweeps/\(name).yaml") }
  func memory(_ name: String) -> String { path("Configs/memories/\(name).yaml") }

  /// The names of the shipped memories.
  var memories: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path("Configs/memories"))) ?? [])
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  func trace(_ name: String) -> String { path("Traces/\(name).yaml") }

  private func path(_ name: String) -> String { root == "." ? name : "\(root)/\(name)" }

  /// The executable's folder and those around it, nearest first.
  private static var folders: [String] {
    let executable =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    var parts = executable.split(separator: "/").dropLast()
    var folders: [String] = []
    while !parts.isEmpty {
      folders.append("/" + parts.joined(separator: "/"))
      parts.removeLast()
    }
    return folders
  }

  private static func isRoot(_ folder: String) -> Bool {
    ["Configs/designs", "Traces"].allSatisfy {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)")
    }
  }
}
