extension DocumentLoader {
  /// Reads the file that a text of a document names, relative to the file it is written in, and that file's bases.
  ///
  /// What is written in no file, such as a setting, is relative to the working folder. `kind` says what the file
  /// is, such as "table". Nil after a finding where it cannot be read.
  public func load(
    named name: String, kind: String, at position: SourcePosition, findings: Findings
  ) -> Node? {
    let path = position.file.hasPrefix("--set ") ? name : joined(name, relativeTo: position.file)
    switch readRegularFile(path, limit: limits.fileBytes) {
    case .success: return loadResolvingBase(path: path, findings: findings)
    case .failure(let failure):
      findings.add(.unreadable(kind, path: path, failure), at: position)
      return nil
    }
  }
}
