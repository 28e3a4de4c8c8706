import Documents
import Tensors

/// Makes documents of Ridgeline from files of SCALE-Sim; `YAMLWriter` makes them text.
public enum SCALESimImport {
  /// The trace of a topology: its layers in order, each with an input of its own, one byte a word.
  ///
  /// `network` names the trace, for example the file's name without its ending.
  public static func trace(_ topology: SCALESimTopology, network: String) -> Node {
    var inputs: [(name: String, elements: Int)] = []
    var taken = Set(topology.layers.map(\.name))
    let operators = topology.layers.map { layer in
      var input = "\(layer.name).input"
      while !taken.insert(input).inserted { input += "_" }
      switch layer.shape {
      case .convolution(let convolution):
        let product = convolution.product
        inputs.append((input, product.inputElements))
        return TraceWriter.conv2d(name: layer.name, input: input, product: product)
      case .matrixProduct(let m, let n, let k):
        inputs.append((input, m * k))
        return TraceWriter.matmul(name: layer.name, input: input, m: m, k: k, n: n)
      }
    }
    let source = "A SCALE-Sim topology: its layers in order, each with an input of its own."
    let byte = NumberFormat.integer(bits: 8)
    return TraceWriter.trace(
      network: network, sources: [source] + topology.notes, input: byte, weight: byte, output: byte,
      inputs: inputs, operators: operators)
  }

  /// A name made of a file's path: its last part, without the ending.
  public static func name(ofPath path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return last }
    return String(last[..<dot])
  }
}
