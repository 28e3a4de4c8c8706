import Glibc

extension DocumentLoader {
  /// Reads the file that a text of a document names, relative to the file it is written in, and that file's bases.
  ///
  /// What is written in no file, such as a setting, is relative to the working folder. `kind` says what the file
  /// is, such as "table". A text that is no path may also name a file of `folder`, such as `Configs/energy`, with `.yaml`
  /// behind it, in a folder around the file, or around the working folder. Nil after a finding where it cannot be read.
  public func load(
    named name: String, kind: String, shippedIn folder: String, at position: SourcePosition,
    findings: Findings
  ) -> Node? {
    let isSetting = position.isOfOption
    let path = isSetting ? name : joined(name, relativeTo: position.file)
    switch contents(of: path, findings) {
    case .success: return loadResolvingBase(path: path, findings: findings)
    case .failure(.notReadBefore):
      findings.add(.unreadable(kind, path: path, .notReadBefore), at: position)
      return nil
    case .failure(let failure):
      if !name.contains("/"), !name.hasSuffix(".yaml"), !name.isEmpty {
        let folders = Self.folders(around: isSetting ? "" : position.file).map {
          "\($0)\(folder)"
        }
        for shipped in folders.map({ "\($0)/\(name).yaml" }) {
          if case .success = contents(of: shipped, findings) {
            return loadResolvingBase(path: shipped, findings: findings)
          }
        }
        if case .system(ENOENT) = failure,
          let known = folders.lazy.map({ findings.files?.names(in: $0) ?? documentNames(in: $0) }).first(
            where: { !$0.isEmpty })
        {
          findings.add(.notShipped(kind, name: name, known: known), at: position)
          return nil
        }
        if case .system(ENOENT) = failure {
          findings.add(.nowhere(kind, name: name, folder: folder), at: position)
          return nil
        }
      }
      findings.add(.unreadable(kind, path: path, failure), at: position)
      return nil
    }
  }

  /// The folders around a file, nearest first, each with a slash behind it, the working folder, which is empty, and of a relative path those
  /// around the working folder.
  private static func folders(around path: String) -> [String] {
    var folders: [String] = []
    var rest = Substring(path)
    while let slash = rest.lastIndex(of: "/") {
      folders.append(String(rest[...slash]))
      rest = rest[..<slash]
    }
    folders.append("")
    guard !path.hasPrefix("/") else { return folders }
    return folders + foldersAroundHere
  }

  /// `../`, `../../` and so on, up to the root.
  private static var foldersAroundHere: [String] {
    guard let here = getcwd(nil, 0) else { return [] }
    defer { free(here) }
    let depth = String(cString: here).split(separator: "/").count
    return (0..<depth).map { String(repeating: "../", count: $0 + 1) }
  }
}

extension Finding.Message {
  /// A name of what ships, where none of it is in reach.
  fileprivate static func nowhere(_ kind: String, name: String, folder: String) -> Self {
    Self(
      .unresolvedReference,
      "there is no \(kind) '\(name)': neither such a file beside this one, nor a folder '\(folder)' around it or around the "
        + "working folder; run in the folder that has '\(folder)', or in one below it, or give the path of the file"
    )
  }
}
