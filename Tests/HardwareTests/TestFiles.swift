import Documents
import Glibc
import Hardware

/// The folder of these tests, wherever the package was cloned.
let testFolder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))

/// The designs that ship.
let designFolder = testFolder + "/../../Configs/designs"

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

/// Reads a design from a text, with settings applied.
func decodeDesign(_ text: String, settings: [String] = []) -> (design: Design?, lines: [String]) {
  let findings = Findings()
  guard
    let node = DocumentLoader().load(text: Array(text.utf8), name: "a.yaml", findings: findings)
  else { return (nil, findings.lines) }
  let set = settings.reduce(node) { $0.setting($1, findings: findings) }
  return (DesignDecoder.decode(set, findings: findings), findings.lines)
}

/// A small design that is right.
let smallDesign = """
  name: small
  clock: 1 GHz
  array:
    topology: systolic
    dataflow: weight_stationary
    rows: 4
    columns: 8
    precision: {input: int8, weight: int8, accumulate: int32}
  buffers:
    input: {capacity: 1 KiB, banks: 4, width: 4 B}
    weight: {capacity: 1 KiB, banks: 4, width: 4 B}
    output: {capacity: 1 KiB, banks: 4, ports: 2, width: 16 B}
  memories:
    main: {type: bandwidth, bandwidth: 12.8 GB/s, latency: 100 ns, outstanding: 64, request: 64 B}
  """
