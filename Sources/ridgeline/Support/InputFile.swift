import Crypto
import FoundationEssentials
import Reports

/// Input files as results name them.
enum InputFile {
  /// The path that a result may have, and the digest of the file's bytes.
  static func describe(_ path: String) throws -> RunReport.Input {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw Failure.failed("cannot read '\(path)' a second time; do not change inputs during a run")
    }
    return describe(path, data)
  }

  /// The same of bytes that are at hand.
  static func describe(_ path: String, _ bytes: some DataProtocol) -> RunReport.Input {
    let digits = SHA256.hash(data: bytes).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    // Results are the same wherever the files lie, so only relative paths are kept.
    let name = path.hasPrefix("/") ? path.split(separator: "/").last.map(String.init) ?? path : path
    return RunReport.Input(path: name, sha256: digits.joined())
  }
}
