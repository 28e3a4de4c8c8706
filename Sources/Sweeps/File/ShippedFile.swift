import Glibc

/// The files of a folder that comes with the program, by their names.
struct ShippedFile {
  /// Such as `Configs/designs`.
  let folder: String
  /// Where it may be: folders around a file, the working folder, where the program is.
  let roots: [String]

  /// Looks around the file of that path, nearest first, then in the working folder and below `root`.
  init(folder: String, around path: String, root: String?) {
    self.folder = folder
    var roots: [String] = []
    var rest = Substring(path)
    while let slash = rest.lastIndex(of: "/") {
      roots.append(String(rest[...slash]))
      rest = rest[..<slash]
    }
    self.roots = roots + [""] + (root.map { ["\($0)/"] } ?? [])
  }

  /// The path of a file; nil where there is none of that name.
  func path(_ name: String) -> String? {
    roots.lazy.map { "\($0)\(folder)/\(name).yaml" }.first { access($0, R_OK) == 0 }
  }

  /// The names of the nearest such folder, sorted.
  var names: [String] {
    for root in roots {
      guard let directory = opendir("\(root)\(folder)") else { continue }
      defer { closedir(directory) }
      var names: [String] = []
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasSuffix(".yaml") { names.append(String(name.dropLast(".yaml".count))) }
      }
      return names.sorted()
    }
    return []
  }
}
