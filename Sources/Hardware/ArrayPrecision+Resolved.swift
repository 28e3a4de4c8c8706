import Documents
import Quantities

extension ArrayPrecision {
  /// The entry of a resolved design.
  var entry: Node.Entry {
    var entries = [
      Node.Entry(key: "input", value: .text(input.name)),
      Node.Entry(key: "weight", value: .text(weight.name)),
      Node.Entry(key: "accumulate", value: .text(accumulate.name)),
    ]
    if let node = arithmetic.node { entries.append(Node.Entry(key: "arithmetic", value: node)) }
    if product != .multiplication {
      entries.append(Node.Entry(key: "product", value: .text(product.rawValue)))
    }
    if !pairs.isEmpty { entries.append(Node.Entry(key: "pairs", value: .sequence(pairs.map(\.node)))) }
    if let dequantization {
      entries.append(Node.Entry(key: "dequantization", value: .text(dequantization.rawValue)))
    }
    return Node.Entry(key: "precision", value: .mapping(entries))
  }
}

extension Arithmetic {
  /// Nil of native multipliers, of which nothing is written.
  fileprivate var node: Node? {
    switch self {
    case .native: nil
    case .fusion(let brick, let most):
      .mapping(["type": .text("fusion"), "brick": .integer(brick), "most": .integer(most)])
    case .serial(let operand, let bits):
      .mapping(["type": .text("serial"), "operand": .text(operand.rawValue), "bits": .integer(bits)])
    case .digits(let digits):
      .mapping([
        "type": .text("digits"), "operand": .text(digits.operand.rawValue),
        "recoding": .text(digits.recoding.rawValue), "group": .integer(digits.group),
        "wait": .text(digits.wait.rawValue),
      ])
    }
  }
}

extension FormatPair {
  fileprivate var node: Node {
    var entries = [
      Node.Entry(key: "input", value: .text(input.name)),
      Node.Entry(key: "weight", value: .text(weight.name)),
      Node.Entry(key: "products", value: .integer(products)),
      Node.Entry(key: "steps", value: .integer(steps)),
    ]
    for (key, entry) in [("multiply", multiply), ("add", add)] {
      if let entry { entries.append(Node.Entry(key: key, value: entry.node)) }
    }
    return .mapping(entries)
  }
}
