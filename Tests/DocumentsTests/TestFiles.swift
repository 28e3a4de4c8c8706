import Documents
import Glibc
import TestFiles

/// The folder of these tests, wherever the package was cloned.
let testFolder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))

/// A folder for one test, removed with all its files afterwards.
func withTemporaryFolder<Value>(_ body: (String) throws -> Value) rethrows -> Value {
  var template = Array("/tmp/ridgeline-documents-XXXXXX".utf8CString)
  precondition(mkdtemp(&template) != nil)
  let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer {
    for name in fileNames(in: folder) {
      if unlink("\(folder)/\(name)") != 0 { rmdir("\(folder)/\(name)") }
    }
    rmdir(folder)
  }
  return try body(folder)
}

/// Reads a text that must be right.
func load(_ text: String, limits: DocumentLimits = DocumentLimits()) -> (node: Node?, lines: [String]) {
  let findings = Findings()
  let loader = DocumentLoader(limits: limits)
  let node = loader.load(text: Array(text.utf8), name: "a.yaml", findings: findings)
  return (node, findings.lines)
}
