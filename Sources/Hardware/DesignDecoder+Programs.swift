import Documents
import Quantities

extension DesignDecoder {
  /// The programs of a design's compiler.
  static func decodePrograms(_ reader: MappingReader) -> Programs? {
    let lengths = 1...1 << 20
    let decode = reader.integer("length_bucket", in: lengths, default: 1)
    let prefill = reader.integer("prefill_bucket", in: lengths, default: 1)
    var instructions: Programs.Instructions?
    if let own = reader.mappingIfPresent("instructions") {
      let bytes = own.quantity("size", as: Bytes.self, in: Bytes(count: 1)...Bytes(count: 4_096))
      let steps = own.integer("decode", in: 1...1 << 32)
      let perToken = own.integer("prefill_per_token", in: 1...1 << 32)
      let longest = own.integer("longest", in: 1...1 << 24)
      let source = own.text("source")
      own.finish()
      guard let bytes, let steps, let perToken, let longest, let source else { return nil }
      instructions = Programs.Instructions(
        bytes: bytes.count, decode: steps, prefillPerToken: perToken, longest: longest, source: source)
    }
    reader.finish()
    return Programs(lengthBucket: decode, prefillBucket: prefill, instructions: instructions)
  }
}

extension Programs {
  /// As a design says it, all defaults written out.
  var node: Node {
    var entries = [
      Node.Entry(key: "length_bucket", value: .integer(lengthBucket)),
      Node.Entry(key: "prefill_bucket", value: .integer(prefillBucket)),
    ]
    if let instructions {
      entries.append(
        Node.Entry(
          key: "instructions",
          value: .mapping([
            "size": .quantity(Bytes(count: instructions.bytes)), "decode": .integer(instructions.decode),
            "prefill_per_token": .integer(instructions.prefillPerToken),
            "longest": .integer(instructions.longest), "source": .text(instructions.source),
          ])))
    }
    return .mapping(entries)
  }
}
