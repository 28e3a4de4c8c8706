import Documents
import Glibc

/// The folder of these tests, wherever the package was cloned.
let testFolder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))

/// The names of the files of a folder, sorted.
func fileNames(in folder: String) -> [String] {
  guard let directory = opendir(folder) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}

func readFile(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}

func writeFile(_ path: String, _ text: String) {
  guard let file = fopen(path, "w") else { return }
  defer { fclose(file) }
  let bytes = Array(text.utf8)
  fwrite(bytes, 1, bytes.count, file)
}

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
