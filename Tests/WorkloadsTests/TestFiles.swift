import Documents
import Glibc
import Testing
import Workloads

/// The folder of these tests, and that of the package, wherever it was cloned.
let testFolder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))
let packageFolder = testFolder.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()

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

/// A trace that the package ships.
func shipped(_ name: String) throws -> Trace {
  let findings = Findings()
  let trace = Trace.load(path: "\(packageFolder)/Traces/\(name).yaml", seed: 1, findings: findings)
  return try #require(trace, "\(findings.lines)")
}

/// The trace of a text that must be right.
func decoded(_ text: String, seed: UInt64 = 1) throws -> Trace {
  let findings = Findings()
  let node = DocumentLoader().load(text: Array(text.utf8), name: "a.yaml", findings: findings)
  let trace = node.flatMap { TraceDecoder.decode($0, seed: seed, findings: findings) }
  return try #require(trace, "\(findings.lines)")
}

/// The trace of some operators, with an input `x` of so many elements.
func decoded(operators: String, elements: Int = 1, caches: String = "{}", seed: UInt64 = 1) throws -> Trace {
  let head = """
    network: test
    formats: {input: int8, weight: int4, output: fp16, cache: fp8_e4m3}
    inputs: {x: {elements: \(elements)}}
    caches: \(caches)
    operators:

    """
  return try decoded(head + operators, seed: seed)
}

extension Trace {
  func named(_ name: String) throws -> Operator { try #require(operators.first { $0.name == name }) }

  func tensor(_ name: String) throws -> Tensor { try #require(tensors.first { $0.name == name }) }

  /// Executions by kind.
  var counts: [Operator.Kind: Int] {
    operators.reduce(into: [:]) { $0[$1.kind, default: 0] += $1.executions }
  }
}

extension Operator {
  var product: Product? {
    if case .product(let product, _) = body { product } else { nil }
  }

  var vector: VectorWork? {
    if case .vector(let work) = body { work } else { nil }
  }
}
