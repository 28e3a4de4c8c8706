import Documents

extension DesignDecoder {
  /// `sparsity:` of an array: what it does about the zeros of each operand, among what its topology can do.
  static func decodeSparsity(
    _ reader: MappingReader, actions: [ArraySparsity.Action] = [.none, .gate]
  ) -> ArraySparsity {
    var sparsity = ArraySparsity.none
    guard let block = reader.mappingIfPresent("sparsity") else { return sparsity }
    sparsity.input = decodeAction("input", block, actions)
    sparsity.weight = decodeAction("weight", block, actions)
    block.finish()
    return sparsity
  }

  private static func decodeAction(
    _ operand: String, _ block: MappingReader, _ actions: [ArraySparsity.Action]
  ) -> ArraySparsity.Action {
    guard let reader = block.mappingIfPresent(operand) else { return .none }
    let action = reader.enumeration("action", as: ArraySparsity.Action.self)
    if let action, !actions.contains(action) {
      reader.report(.actionNotAdmitted(action, actions), at: "action")
    }
    reader.finish()
    return action ?? .none
  }
}

extension ArraySparsity {
  /// The entry of a resolved design; nil for a dense array.
  var entry: Node.Entry? {
    guard self != .none else { return nil }
    return Node.Entry(
      key: "sparsity",
      value: .mapping([
        Node.Entry(key: "input", value: .mapping(["action": .text(input.rawValue)])),
        Node.Entry(key: "weight", value: .mapping(["action": .text(weight.rawValue)])),
      ]))
  }
}
