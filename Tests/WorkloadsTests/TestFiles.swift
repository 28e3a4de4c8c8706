import Documents
import Testing
import Workloads

/// The folder of these tests, and that of the package, wherever it was cloned.
let testFolder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))
let packageFolder = testFolder.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()

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
