import Documents
import Quantities

extension DesignDecoder {
  /// The programs of a design's compiler.
  ///
  /// `memories` are the names of the design's.
  static func decodePrograms(_ reader: MappingReader, memories: [String]) -> Programs? {
    let lengths = 1...1 << 20
    let decode = reader.integer("length_bucket", in: lengths, default: 1)
    let prefill = reader.integer("prefill_bucket", in: lengths, default: 1)
    var instructions: Programs.Instructions?
    if let own = reader.mappingIfPresent("instructions") {
      let model = own.text("model")
      let sizes = own.mappingIfPresent("sizes").map(decodeSizes)
      let memory = own.nameIfPresent("memory", among: memories, kind: "memory").flatMap(memories.firstIndex)
      let bytes = own.quantity("size", as: Bytes.self, in: Bytes(count: 1)...Bytes(count: 4_096))
      let steps = own.integer("decode", in: 1...1 << 32)
      let perToken = own.integer("prefill_per_token", in: 1...1 << 32)
      let longest = own.integer("longest", in: 1...1 << 24)
      let source = own.text("source")
      own.finish()
      guard let model, let bytes, let steps, let perToken, let longest, let source else { return nil }
      instructions = Programs.Instructions(
        model: model, sizes: sizes ?? nil, bytes: bytes.count, decode: steps, prefillPerToken: perToken,
        longest: longest, memory: memory, source: source)
    }
    reader.finish()
    return Programs(lengthBucket: decode, prefillBucket: prefill, instructions: instructions)
  }

  /// `sizes: {hidden: 4096, inner: 11008, layers: 32, vocabulary: 32000}`.
  private static func decodeSizes(_ reader: MappingReader) -> Programs.Instructions.Sizes? {
    let range = 1...1 << 31
    let hidden = reader.integer("hidden", in: range)
    let inner = reader.integer("inner", in: range)
    let layers = reader.integer("layers", in: range)
    let vocabulary = reader.integer("vocabulary", in: range)
    reader.finish()
    guard let hidden, let inner, let layers, let vocabulary else { return nil }
    return Programs.Instructions.Sizes(hidden: hidden, inner: inner, layers: layers, vocabulary: vocabulary)
  }
}

extension Programs {
  /// As a design says it, all defaults written out.
  func node(_ memories: [Memory]) -> Node {
    var entries = [
      Node.Entry(key: "length_bucket", value: .integer(lengthBucket)),
      Node.Entry(key: "prefill_bucket", value: .integer(prefillBucket)),
    ]
    if let instructions {
      var own = [Node.Entry(key: "model", value: .text(instructions.model))]
      if let sizes = instructions.sizes {
        let entries: Node = .mapping([
          "hidden": .integer(sizes.hidden), "inner": .integer(sizes.inner),
          "layers": .integer(sizes.layers), "vocabulary": .integer(sizes.vocabulary),
        ])
        own.append(Node.Entry(key: "sizes", value: entries))
      }
      own += [
        Node.Entry(key: "size", value: .quantity(Bytes(count: instructions.bytes))),
        Node.Entry(key: "decode", value: .integer(instructions.decode)),
        Node.Entry(key: "prefill_per_token", value: .integer(instructions.prefillPerToken)),
        Node.Entry(key: "longest", value: .integer(instructions.longest)),
      ]
      if let memory = instructions.memory {
        own.append(Node.Entry(key: "memory", value: .text(memories[memory].name)))
      }
      own.append(Node.Entry(key: "source", value: .text(instructions.source)))
      entries.append(Node.Entry(key: "instructions", value: .mapping(own)))
    }
    return .mapping(entries)
  }
}
