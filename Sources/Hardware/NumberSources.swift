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
    let energies = design.energy.map { Self.numbers(of: $0.node(design), at: []) } ?? []
    ofEnergies = energies.filter { !$0.isLeftOut }.map(\.source)
    ofAreas = design.area.map { Self.numbers(of: $0.node(design), at: []).map(\.source) } ?? []
    leftOut =
      (design.energy.map { Self.leftOut(design, $0) } ?? []) + energies.filter(\.isLeftOut).map(\.path)
  }

  /// Whether a source says that it is none (docs/energy.md): it has one of the words, or one of the phrases, whole; or it
  /// begins with "none" or "left out"; or it says hardly a word.
  public static func isAssumed(_ source: String) -> Bool {
    // Hyphens and underscores are parts of words: "assumption-free" is no assumption.
    let words = source.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.map(
      String.init)
    let text = " \(words.joined(separator: " ")) "
    return words.contains { assuming.contains($0) } || phrases.contains { text.contains(" \($0) ") }
      || beginsLeftOut(text) || source.count(where: { $0.isLetter || $0.isNumber }) < 4
  }

  private static let assuming: Set<String> = [
    "assume", "assumes", "assumed", "assuming", "assumption", "assumptions", "estimate", "estimates",
    "estimated",
    "guess", "guesses", "guessed", "guesswork", "todo", "invented", "placeholder", "unknown", "unsourced",
  ]

  private static let phrases = ["not known", "made up", "from memory", "for now", "no source"]

  private static func beginsLeftOut(_ text: String) -> Bool {
    text.hasPrefix(" none ") || text.hasPrefix(" left out ")
  }

  /// A number of a design, by its place.
  private struct Number {
    var path: String
    var value: String
    var source: String

    /// A zero that stands for what nobody counted.
    var isLeftOut: Bool {
      value.prefix { $0 != " " } == "0" && source.lowercased().hasPrefix("left out")
    }
  }

  private static func numbers(of node: Node, at path: [String]) -> [Number] {
    // A supply's number is its rate of wrong bits.
    if let value = (node["value"] ?? node["bit_error_rate"])?.text, let source = node["source"]?.text {
      return [Number(path: path.joined(separator: "."), value: value, source: source)]
    }
    return (node.entries ?? []).flatMap { numbers(of: $0.value, at: path + [$0.key]) }
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
