import Documents
import Hardware

/// The folder of these tests, wherever the package was cloned.
let testFolder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))

/// The designs that ship.
let designFolder = testFolder + "/../../Configs/designs"

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
