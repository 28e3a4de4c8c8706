import Crypto
import Documents
import Glibc
import Replay
import Synchronization

/// Makes digests of all that a point's figures depend on, so that equal points of other sweeps are known.
///
/// Two documents have one digest only where they say the same, in the same order where an order says something, and so do the
/// files that they name, wherever those lie.
struct PointKey {
  private var bytes: [UInt8] = []

  /// The digest of a design's or a trace's document, and of the files that were read for it.
  static func digest(_ document: Node, _ files: [ReplayDigest]) -> ReplayDigest {
    var key = PointKey()
    key.bytes.reserveCapacity(1 << 14)
    key.add(document.canonical())
    key.add(files.count)
    files.forEach { key.add($0) }
    return key.digest
  }

  /// The key of a point.
  static func key(
    design: ReplayDigest, trace: ReplayDigest, seed: UInt64, findsMemoryWall: Bool
  ) -> ReplayDigest {
    var key = PointKey()
    key.add(design)
    key.add(trace)
    key.add(Int(truncatingIfNeeded: seed))
    key.add(findsMemoryWall ? 1 : 0)
    return key.digest
  }

  private var digest: ReplayDigest { SHA256.hash(data: bytes).withUnsafeBytes { ReplayDigest($0) } }

  private mutating func add(_ number: Int) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func add(_ digest: ReplayDigest) {
    for place in 0..<4 { add(Int(truncatingIfNeeded: digest.words[place])) }
  }

  private mutating func add(_ node: Node) {
    switch node.content {
    case .scalar(let text, let isPlain):
      bytes.append(isPlain ? 1 : 2)
      add(text)
    case .sequence(let items):
      bytes.append(3)
      add(items.count)
      for item in items { add(item) }
    case .mapping(let entries):
      bytes.append(4)
      add(entries.count)
      for entry in entries {
        add(entry.key)
        add(entry.value)
      }
    }
  }
}

extension KnownFiles {
  /// The documents that were read, with their keys in one order; of what is none its bytes.
  var canonicalDocuments: [(path: String, text: [UInt8])] {
    documents.map { path, text in
      (path, document(of: path).map { Array(YAMLWriter.write($0.canonical()).utf8) } ?? text)
    }
  }
}

/// Digests of the files that a sweep's points read, each made once.
final class InputDigests: Sendable {
  private let documents = Mutex<[String: ReplayDigest]?>(nil)
  private let tensorFiles = Mutex<[String: ReplayDigest]>([:])

  /// Of documents, by what they say; nil where one was not read when the sweep was loaded.
  func documents(_ paths: [String], in files: KnownFiles) -> [ReplayDigest]? {
    documents.withLock { known in
      var digests = known ?? [:]
      if known == nil {
        for (path, text) in files.canonicalDocuments {
          digests[path] = SHA256.hash(data: text).withUnsafeBytes { ReplayDigest($0) }
        }
        known = digests
      }
      let found = paths.compactMap { digests[$0] }
      return found.count == paths.count ? found : nil
    }
  }

  /// Of a file's bytes, read piece by piece when they are asked for first.
  func tensorFile(_ path: String) throws(StoreError) -> ReplayDigest {
    if let known = tensorFiles.withLock({ $0[path] }) { return known }
    guard let file = fopen(path, "r") else { throw .unreadableInput(path: path, code: errno) }
    defer { fclose(file) }
    var hash = SHA256()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 {
        guard ferror(file) == 0 else { throw .unreadableInput(path: path, code: errno) }
        let digest = hash.finalize().withUnsafeBytes { ReplayDigest($0) }
        tensorFiles.withLock { $0[path] = digest }
        return digest
      }
      hash.update(data: chunk[..<count])
    }
  }
}
