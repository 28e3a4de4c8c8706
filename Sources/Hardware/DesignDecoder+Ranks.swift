import Documents
import Tensors

extension DesignDecoder {
  /// `ranks:`, from the outermost to the innermost one; nil where one is wrong.
  static func decodeRanks(_ reader: MappingReader) -> [StorageRank]? {
    guard let items = reader.sequence("ranks") else { return nil }
    guard !items.isEmpty, items.count <= DesignLimits.ranks else {
      reader.report(.wrongNumberOfRanks(items.count), at: "ranks")
      return nil
    }
    let ranks = items.enumerated().map { place, item in
      MappingReader(item, context: "storage rank \(place + 1)", findings: reader.findings).flatMap(decodeRank)
    }
    guard !ranks.contains(nil) else { return nil }
    let right = ranks.compactMap(\.self)
    if let problem = StorageFormat.problem(with: right) {
      reader.report(.wrongRanks(problem), at: "ranks")
      return nil
    }
    return right
  }

  private static func decodeRank(_ reader: MappingReader) -> StorageRank? {
    let representation = reader.enumeration("representation", as: StorageRank.Representation.self)
    let axis = reader.enumeration("axis", as: StorageRank.Axis.self)
    let size = reader.integerIfPresent("size", in: DesignLimits.rankSize)
    let indexBits = reader.integerIfPresent("index_bits", in: DesignLimits.runBits)
    let payloadBits = reader.integerIfPresent("payload_bits", in: DesignLimits.payloadBits)
    reader.finish()
    guard let representation, let axis else { return nil }
    return StorageRank(representation, axis, size: size, indexBits: indexBits, payloadBits: payloadBits)
  }
}

extension StorageRank {
  /// As a design writes it.
  var node: Node {
    var entries = [
      Node.Entry(key: "representation", value: .text(representation.rawValue)),
      Node.Entry(key: "axis", value: .text(axis.rawValue)),
    ]
    for (key, bits) in [("size", size), ("index_bits", indexBits), ("payload_bits", payloadBits)] {
      if let bits { entries.append(Node.Entry(key: key, value: .integer(bits))) }
    }
    return .mapping(entries)
  }
}
