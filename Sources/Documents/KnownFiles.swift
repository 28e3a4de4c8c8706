import Synchronization

/// What files held when they were read first, for who reads documents again and again and has to see the same each time.
///
/// Findings that have it (`Findings.files`) read through it: a file is opened once, whatever becomes of it later, and one
/// that was not there is not there later either. Once it is sealed, nothing else is opened at all.
public final class KnownFiles: Sendable {
  private struct State {
    var files: [String: Result<FileContents, FileFailure>] = [:]
    /// Paths of what could be read, in the order of reading.
    var order: [String] = []
    var documents: [String: Node] = [:]
    var names: [String: [String]] = [:]
    var isSealed = false
  }

  private let state = Mutex(State())

  public init() {}

  /// From now on files that were not read before are as if they could not be.
  public func seal() { state.withLock { $0.isSealed = true } }

  /// The files that were read, in the order of reading, each with the document in it as this program writes it: two texts
  /// are equal where the documents say the same, whatever their comments.
  public var documents: [(path: String, text: [UInt8])] {
    state.withLock { state in
      state.order.compactMap { path in
        if let document = state.documents[path] { return (path, Array(YAMLWriter.write(document).utf8)) }
        return (try? state.files[path]?.get()).map { (path, $0.bytes) }
      }
    }
  }

  func contents(of path: String, limit: Int) -> Result<FileContents, FileFailure> {
    state.withLock { state in
      if let known = state.files[path] { return known }
      guard !state.isSealed else { return .failure(.notReadBefore) }
      let contents = readRegularFile(path, limit: limit)
      state.files[path] = contents
      if case .success = contents { state.order.append(path) }
      return contents
    }
  }

  /// The document of a file, if it was kept.
  public func document(of path: String) -> Node? { state.withLock { $0.documents[path] } }

  /// Keeps a file's document, in which nothing was wrong, in place of its bytes.
  func keep(_ document: Node, of path: String) {
    state.withLock { state in
      guard case .success(let contents)? = state.files[path] else { return }
      state.documents[path] = document
      state.files[path] = .success(FileContents(bytes: [], identity: contents.identity))
    }
  }

  /// The names of documents in a folder.
  func names(in folder: String) -> [String] {
    state.withLock { state in
      if let known = state.names[folder] { return known }
      guard !state.isSealed else { return [] }
      let names = documentNames(in: folder)
      state.names[folder] = names
      return names
    }
  }
}

extension DocumentLoader {
  /// Reads a file, or takes what it held before where the findings know that.
  func contents(of path: String, _ findings: Findings) -> Result<FileContents, FileFailure> {
    findings.files?.contents(of: path, limit: limits.fileBytes)
      ?? readRegularFile(path, limit: limits.fileBytes)
  }

  /// The document in a file that was read; nil after a finding.
  func document(in file: FileContents, path: String, findings: Findings) -> Node? {
    if let known = findings.files?.document(of: path) {
      findings.noteFile(path)
      return known
    }
    let before = findings.addedCount
    let node = load(text: file.bytes, name: path, findings: findings)
    // What is wrong with a document has to be said each time.
    if let node, findings.addedCount == before { findings.files?.keep(node, of: path) }
    return node
  }
}
