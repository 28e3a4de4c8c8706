import Documents
import Tensors

/// Makes the nodes of a trace, for tools that import networks; `YAMLWriter` makes them text.
public enum TraceWriter {
  /// A whole trace whose inputs and outputs take the same format.
  public static func trace(
    network: String, sources: [String] = [], input: NumberFormat, weight: NumberFormat, output: NumberFormat,
    inputs: [(name: String, elements: Int)] = [], operators: [Node]
  ) -> Node {
    var entries = [Node.Entry(key: "network", value: .text(network))]
    if !sources.isEmpty {
      entries.append(Node.Entry(key: "source", value: .sequence(sources.map { .text($0) })))
    }
    let formats = [("input", input), ("weight", weight), ("output", output)]
    entries.append(
      Node.Entry(
        key: "formats",
        value: .mapping(formats.map { Node.Entry(key: $0.0, value: .text($0.1.name)) })))
    if !inputs.isEmpty {
      let tensors = inputs.map {
        Node.Entry(key: $0.name, value: .mapping(["elements": .integer($0.elements)]))
      }
      entries.append(Node.Entry(key: "inputs", value: .mapping(tensors)))
    }
    entries.append(Node.Entry(key: "operators", value: .sequence(operators)))
    return .mapping(entries)
  }

  /// The operator of a convolution, which lies in the orders of convolutions.
  public static func conv2d(
    name: String, input: String, product: Product, epilogue: [String] = [], repeat repeats: Int = 1
  ) -> Node {
    var line = Line(name: name, kind: .conv2d)
    line.add("input", .text(input))
    line.add("images", product.images, unless: 1)
    line.add("height", product.inputHeight)
    line.add("width", product.inputWidth)
    line.add("channels", product.channels * product.groups)
    line.add("filters", product.filters * product.groups)
    line.add("kernel", pair: (product.kernelHeight, product.kernelWidth))
    line.add("stride", pair: (product.strideHeight, product.strideWidth), unless: 1)
    line.add(
      "padding", top: product.padTop, bottom: product.padBottom, left: product.padLeft,
      right: product.padRight)
    line.add("dilation", pair: (product.dilationHeight, product.dilationWidth), unless: 1)
    line.add("groups", product.groups, unless: 1)
    line.add("epilogue", epilogue)
    line.add("repeat", repeats, unless: 1)
    return .mapping(line.entries)
  }

  /// The operator of a matrix product with parameters of its own, in the orders that need no saying.
  public static func matmul(
    name: String, input: String, batch: Int = 1, m: Int, k: Int, n: Int, epilogue: [String] = [],
    repeat repeats: Int = 1
  ) -> Node {
    var line = Line(name: name, kind: .matmul)
    line.add("input", .text(input))
    line.add("batch", batch, unless: 1)
    line.add("m", m)
    line.add("k", k)
    line.add("n", n)
    line.add("epilogue", epilogue)
    line.add("repeat", repeats, unless: 1)
    return .mapping(line.entries)
  }
}

/// The keys of one operator; what needs no saying is left out.
private struct Line {
  private(set) var entries: [Node.Entry] = []

  init(name: String, kind: Operator.Kind) {
    add("name", .text(name))
    add("op", .text(kind.rawValue))
  }

  mutating func add(_ key: String, _ value: Node) { entries.append(Node.Entry(key: key, value: value)) }

  mutating func add(_ key: String, _ value: Int, unless usual: Int? = nil) {
    if value != usual { add(key, .integer(value)) }
  }

  mutating func add(_ key: String, _ values: [String]) {
    if !values.isEmpty { add(key, .sequence(values.map { .text($0) })) }
  }

  mutating func add(_ key: String, pair: (Int, Int), unless usual: Int? = nil) {
    if pair.0 == pair.1 {
      add(key, pair.0, unless: usual)
    } else {
      add(key, .sequence([.integer(pair.0), .integer(pair.1)]))
    }
  }

  mutating func add(_ key: String, top: Int, bottom: Int, left: Int, right: Int) {
    if top == bottom, left == right {
      add(key, pair: (top, left), unless: 0)
    } else {
      add(key, .sequence([top, bottom, left, right].map { .integer($0) }))
    }
  }
}
