import Glibc

/// A temporary folder with what some benchmarks read: a saved mapping, and traces of many operators.
struct Workshop {
  private let folder: String
  /// Whether the binary knows the full search for mappings.
  let hasFullSearch: Bool

  /// A trace of the products of a trained network with its int8 weights, which `python3 tools/minilm.py global_50 --values`
  /// writes; nil where they are not there.
  let trainedValues: String?

  var savedMapping: String { "\(folder)/saved/mapping.yaml" }
  var equalLayers: String { "\(folder)/equal_layers.yaml" }
  var differingLayers: String { "\(folder)/differing_layers.yaml" }

  init(_ binary: String) throws(ChildFailure) {
    var template = Array("/tmp/ridgeline-benchmarks-XXXXXX\0".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw ChildFailure(command: "mkdtemp", reason: "no temporary folder")
    }
    folder = String(cString: made)
    let values = ".build/minilm_l6/minilm_l6_global_50_values.npz"
    var resolved = [CChar](repeating: 0, count: Int(PATH_MAX))
    let hasValues = realpath(values, &resolved) != nil
    trainedValues = hasValues ? "\(folder)/minilm_products.yaml" : nil
    let search = ["run", "Configs/designs/ws32.yaml", "Traces/tiny.yaml", "--set", "mapping.search=full"]
    hasFullSearch = (try? ChildProcess(binary, search, isQuiet: true)) != nil
    let run = ["run", "Configs/designs/ws32.yaml", "Traces/resnet50.yaml", "--no-wall"]
    _ = try ChildProcess(binary, run + ["-o", "\(folder)/saved"])
    try write(GeneratedTrace.equalLayers, to: equalLayers)
    try write(GeneratedTrace.differingLayers, to: differingLayers)
    if let trainedValues {
      let path = String(decoding: resolved.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      try write(GeneratedTrace.trainedProducts(values: path), to: trainedValues)
    }
  }

  private func write(_ text: String, to path: String) throws(ChildFailure) {
    guard let file = fopen(path, "w") else {
      throw ChildFailure(command: "open \(path)", reason: String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    fputs(text, file)
  }

  func remove() {
    _ = try? ChildProcess("/bin/rm", ["-rf", folder])
  }
}
