import Documents
import Quantities

/// The formats of the weights of some layers that are alike (docs/language-models.md).
public struct LayerFormats: Sendable {
  /// How many layers, behind those of the parts before.
  public var layers: Int
  /// Of all weights that have no format of their own; nil for the model's.
  public var weights: Node?
  /// Of projections, by their name.
  public var projections: [String: Node]
  public var sparsity: Node?
  /// Where it says how many layers there are, and where it names projections.
  var position: SourcePosition
  var places: [String: SourcePosition]

  func format(of projection: String) -> Node? { projections[projection] ?? weights }
}

extension LayerFormats {
  private static let names = [
    "query", "key", "value", "attention_output", "gate", "up", "down", "expand", "contract",
  ]

  /// The layers that a document lists: `[{layers: 2, weights: int8}, {layers: 30, weights: int4, down: int3}]`.
  public static func read(_ node: Node, findings: Findings) -> [LayerFormats]? {
    guard let items = node.items, !items.isEmpty else {
      findings.add(.noLayers, at: node.position)
      return nil
    }
    let parts = items.enumerated().map { place, item -> LayerFormats? in
      guard let reader = MappingReader(item, context: "layers[\(place)]", findings: findings) else {
        return nil
      }
      let layers = reader.integer("layers", in: 1...TraceLimits.sizes.upperBound)
      func format(_ key: String) -> Node? { reader.formatIfPresent(key).flatMap { _ in item[key] } }
      var (projections, places) = ([String: Node](), [String: SourcePosition]())
      for name in names {
        projections[name] = format(name)
        places[name] = reader.keyPosition(of: name)
      }
      let weights = format("weights")
      let sparsity = reader.nodeIfPresent("sparsity").map { node -> Node in
        guard node.entries == nil else { return node }
        let entry = Node.Entry(key: "pattern", keyPosition: node.position, value: node)
        return Node(.mapping([entry]), position: node.position)
      }
      reader.finish()
      return layers.map {
        LayerFormats(
          layers: $0, weights: weights, projections: projections, sparsity: sparsity,
          position: reader.position(of: "layers"), places: places)
      }
    }
    return parts.contains { $0 == nil } || findings.hasErrors ? nil : parts.compactMap(\.self)
  }

  /// Adds what keeps them from being a model's to the findings.
  static func check(_ parts: [LayerFormats], _ model: LanguageModel, findings: Findings) {
    guard let last = parts.last else { return }
    let sum = parts.reduce(0) { $0 + $1.layers }
    if sum != model.layers { findings.add(.layersDiffer(sum, model.layers), at: last.position) }
    let admitted =
      ["query", "key", "value", "attention_output"]
      + (model.isGated ? ["gate", "up", "down"] : ["expand", "contract"])
    for part in parts {
      for name in part.projections.keys.sorted() where !admitted.contains(name) {
        findings.add(.noProjection(name, admitted), at: part.places[name] ?? part.position)
      }
    }
  }
}

/// Layers of a model that are alike, and what their tensors' names begin with.
struct LayerPart {
  var layers: Int
  /// Empty where all layers are alike.
  var prefix: String
  var formats: LayerFormats?

  static func all(of model: LanguageModel, _ formats: LanguageModelFormats) -> [LayerPart] {
    guard formats.layers.count > 1 else {
      return [LayerPart(layers: model.layers, prefix: "", formats: formats.layers.first)]
    }
    var first = 0
    return formats.layers.map { part in
      defer { first += part.layers }
      return LayerPart(
        layers: part.layers, prefix: "layers_\(first)_to_\(first + part.layers - 1).", formats: part)
    }
  }
}

extension Finding.Message {
  fileprivate static let noLayers = Self(
    .wrongType,
    "layers are a list of mappings, such as [{layers: 2, weights: int8}, {layers: 30, weights: int4, down: int3}]"
  )

  fileprivate static func layersDiffer(_ sum: Int, _ layers: Int) -> Self {
    Self(
      .inconsistent,
      "the parts have \(counted(sum, "layer")), and the model has \(layers); each is to be in one part")
  }

  fileprivate static func noProjection(_ name: String, _ admitted: [String]) -> Self {
    Self(
      .unknownKey,
      "\(quoted(name)) is no projection that the model has; it has \(listed(admitted))"
    )
  }
}
