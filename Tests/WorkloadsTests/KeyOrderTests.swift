import Documents
import Testing
import Workloads

@Suite("The order of keys means nothing")
struct KeyOrderTests {
  static func reversingKeys(_ node: Node) -> Node {
    switch node.content {
    case .mapping(let entries):
      let reversed = entries.reversed().map {
        Node.Entry(key: $0.key, keyPosition: $0.keyPosition, value: reversingKeys($0.value))
      }
      return Node(.mapping(reversed), position: node.position)
    case .sequence(let items): return Node(.sequence(items.map(reversingKeys)), position: node.position)
    case .scalar: return node
    }
  }

  @Test(
    "a trace with its keys reversed decodes to an equal value",
    arguments: [
      "Traces/resnet50", "Traces/mobilenet_v1", "Traces/llama2_7b_decode", "Traces/tiny",
      "Traces/sparse_tiny",
      "Tests/WorkloadsTests/every_operator",
    ])
  func reversed(name: String) throws {
    let findings = Findings()
    let path = "\(packageFolder)/\(name).yaml"
    let node = try #require(DocumentLoader().load(path: path, findings: findings))
    let trace = try #require(TraceDecoder.decode(node, seed: 3, findings: findings))
    let other = try #require(TraceDecoder.decode(Self.reversingKeys(node), seed: 3, findings: findings))
    #expect(trace == other)
  }

  @Test("a trace written as YAML again decodes to the same operators")
  func rewritten() throws {
    let findings = Findings()
    let path = "\(testFolder)/every_operator.yaml"
    let node = try #require(DocumentLoader().load(path: path, findings: findings))
    let trace = try #require(TraceDecoder.decode(node, seed: 3, findings: findings))
    let other = try decoded(YAMLWriter.write(node), seed: 3)
    #expect(trace.tensors == other.tensors)
    #expect(trace.operators.map(\.body) == other.operators.map(\.body))
  }
}
