import Crypto
import Documents
import Glibc
import Replay

/// What a store is of: the first line of each of its files.
struct StoreHeader: Hashable {
  static let schema = "ridgeline-sweep/1"

  var name: String
  var modelVersion: Int
  /// Digests of what rows depend on, by what each is of.
  var parts: [(name: String, digest: String)]
  /// The keys of the figures.
  var figures: [String]

  static func == (left: StoreHeader, right: StoreHeader) -> Bool { left.differences(from: right).isEmpty }

  func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// What differs, in words.
  func differences(from other: StoreHeader) -> [String] {
    var found: [String] = []
    if name != other.name { found.append("the name ('\(other.name)' there)") }
    if modelVersion != other.modelVersion { found.append("the model version (\(other.modelVersion) there)") }
    if figures != other.figures { found.append("the metrics") }
    for part in parts where other.parts.first(where: { $0.name == part.name })?.digest != part.digest {
      found.append("the \(part.name)")
    }
    return found
  }

  var line: [UInt8] {
    var line: [UInt8] = []
    JSONValue.object([
      .init("schema", .text(Self.schema)), .init("sweep", .text(name)),
      .init("model_version", .integer(modelVersion)),
      .init("digests", .object(parts.map { .init($0.name, .text($0.digest)) })),
      .init("figures", .list(figures.map { .text($0) })),
    ]).write(into: &line)
    return line + [UInt8(ascii: "\n")]
  }

  init?(_ line: some Collection<UInt8>) {
    guard let json = JSONValue(line), json["schema"]?.text == Self.schema, let name = json["sweep"]?.text,
      let version = json["model_version"]?.integer, let parts = json["digests"]?.members,
      let figures = json["figures"]?.list
    else { return nil }
    self.name = name
    modelVersion = version
    self.parts = parts.compactMap { member in member.value.text.map { (member.key, $0) } }
    self.figures = figures.compactMap(\.text)
  }

  /// The header of a sweep's stores; throws where a file that points read is not what it was when the sweep was loaded.
  init(_ sweep: Sweep, modelVersion: Int) throws(StoreError) {
    name = sweep.name
    self.modelVersion = modelVersion
    figures = sweep.figures.map(\.key)
    var axes = ""
    for axis in sweep.axes {
      axes += "axis \(axis.name)\n"
      for option in axis.options {
        axes += "option \(option.label)\n"
        for setting in option.settings {
          // Which design or trace it is stands among the bases.
          switch setting.target {
          case .wholeDesign, .wholeTrace: break
          default:
            axes += "\(setting.target) \(setting.path.joined(separator: "."))\n"
            axes += YAMLWriter.write(setting.value.canonical(under: setting.path.last))
          }
        }
      }
    }
    let settings = sweep.settings.map { setting in
      "\(setting.target) \(setting.path.joined(separator: ".")) \(setting.expression.expression.text)\n"
    }
    let derived = sweep.derived.map { "\($0.name) \($0.expression.expression.text)\n" }
    var files: [String] = []
    // Designs, traces and the sweep itself are there by what they say.
    let read = Set(sweep.baseFiles)
    for (path, text) in sweep.files.canonicalDocuments where !read.contains(path) && path != sweep.file {
      files.append(Self.hexadecimal(SHA256.hash(data: text)))
    }
    // These count to the byte.
    for path in sweep.tensorFiles.paths {
      files.append("\(try sweep.inputs.tensorFile(path))")
    }
    if let path = sweep.tensorFiles.changed(among: sweep.tensorFiles.paths) {
      guard access(path, R_OK) == 0 else { throw .unreadableInput(path: path, code: errno) }
      throw .changedInput(path: path)
    }
    parts = [
      ("axes", Self.digest(axes)), ("computed values", Self.digest((settings + derived).joined())),
      ("designs", Self.digest(sweep.designs.map { Self.text($0.node) }.joined(separator: "\n---\n"))),
      ("traces", Self.digest(sweep.traces.map { Self.text($0.node) }.joined(separator: "\n---\n"))),
      ("files that they name", Self.digest(files.joined(separator: "\n"))),
      ("seed", Self.digest("\(sweep.seed)")),
      ("memory wall", Self.digest("\(sweep.findsMemoryWall)")),
    ]
  }

  private static func text(_ document: Node) -> String { YAMLWriter.write(document.canonical()) }

  private static func digest(_ text: String) -> String { hexadecimal(SHA256.hash(data: Array(text.utf8))) }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.withUnsafeBytes { ReplayDigest($0) }.description
  }
}

extension ReplayCache {
  /// A cache whose keys are SHA-256.
  public static func sha256(capacity: Int = 1 << 14) -> ReplayCache {
    ReplayCache(capacity: capacity) { bytes in
      SHA256.hash(bufferPointer: bytes).withUnsafeBytes { ReplayDigest($0) }
    }
  }
}

extension SHA256 {
  fileprivate static func hash(bufferPointer: UnsafeRawBufferPointer) -> SHA256.Digest {
    var hash = SHA256()
    hash.update(bufferPointer: bufferPointer)
    return hash.finalize()
  }
}
