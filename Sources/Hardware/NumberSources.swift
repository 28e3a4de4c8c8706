import Documents

/// Where the numbers of a design's energies and areas come from, and what has none.
public struct NumberSources: Sendable, Hashable {
  /// Of every number of `energy`, in its order.
  public var ofEnergies: [String]
  /// Of every number of `area`.
  public var ofAreas: [String]
  /// What the machine has and the energies leave out, in words; none where the design has no energies.
  public var leftOut: [String]

  public init(_ design: Design) {
    ofEnergies = design.energy.map { Self.sources(of: $0.node(design)) } ?? []
    ofAreas = design.area.map { Self.sources(of: $0.node(design)) } ?? []
    leftOut = design.energy.map { Self.leftOut(design, $0) } ?? []
  }

  /// Whether a source says that it is none: an assumption, an estimate, a guess, or hardly a word.
  public static func isAssumed(_ source: String) -> Bool {
    let text = source.lowercased()
    return ["assum", "estimate", "guess"].contains { text.contains($0) }
      || text.count(where: { $0.isLetter || $0.isNumber }) < 4
  }

  private static func sources(of node: Node) -> [String] {
    if node["value"] != nil, let source = node["source"]?.text { return [source] }
    return (node.entries ?? []).flatMap { sources(of: $0.value) }
  }

  private static func leftOut(_ design: Design, _ energy: EnergyTable) -> [String] {
    var names: [String] = []
    let movement = energy.movement
    if movement.interconnect == nil { names.append("wires between buffers and array") }
    if design.storage != .dense, movement.decoder == nil { names.append("decoders of stored tensors") }
    if design.array.choosesOperands, movement.intersection == nil, energy.chain?.selection == nil {
      var digits = false
      if case .digits = design.array.precision.arithmetic { digits = true }
      names.append(digits ? "encoders of digits" : "intersection and selection")
    }
    if case .independent(let array) = design.array, array.queue > 0, movement.queue == nil {
      names.append("queues")
    }
    return names
  }
}
