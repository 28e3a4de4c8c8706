/// Reads YAML documents into nodes.
///
/// The language is a strict subset of YAML: one document, no directives, no tags, no merge keys, no key
/// twice, no alias to an enclosing node. Whatever is wrong becomes a finding; no input makes it crash, hang,
/// or use more memory than the limits allow.
public struct DocumentLoader: Sendable {
  public let limits: DocumentLimits

  public init(limits: DocumentLimits = DocumentLimits()) { self.limits = limits }

  /// Reads a file; nil when there is no document in it, and then a finding says why.
  ///
  /// Duplicate keys are findings too, but the rest of the document is still returned.
  public func load(path: String, findings: Findings) -> Node? {
    findings.noteFile(path)
    switch contents(of: path, findings) {
    case .success(let file):
      findings.noteRead(path)
      return document(in: file, path: path, findings: findings)
    case .failure(let failure):
      findings.add(.unreadable(failure), at: SourcePosition(file: path, line: 1, column: 1))
      return nil
    }
  }

  /// Reads the value of an option of a command line; positions are in that text, in the file `OPTION TEXT`.
  public func load(option: String, _ text: String, findings: Findings) -> Node? {
    load(text: Array(text.utf8), name: Self.name(ofOption: option, text), findings: findings)
  }

  /// What stands for the file in positions of an option's value.
  static func name(ofOption option: String, _ text: String) -> String {
    "\(option) \(shown(text, longest: .max))"
  }

  /// Reads a document from bytes; `name` stands for the file in positions.
  public func load(text: [UInt8], name: String, findings: Findings) -> Node? {
    findings.noteFile(name)
    return text.withUnsafeBufferPointer { bytes in
      var composer = Composer(bytes: bytes, file: name, limits: limits, findings: findings)
      return composer.document()
    }
  }
}
