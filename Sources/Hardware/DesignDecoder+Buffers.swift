import Documents
import Quantities
import Workloads

/// The bits of one element of each operand as it lies in its buffer.
struct ElementBits {
  var input: Int
  var weight: Int
  var output: Int

  init(_ array: ProcessingArray) {
    input = array.inputFormat.bits
    weight = array.weightFormat.bits
    output = array.accumulatorFormat.bits
  }

  private init(each bits: Int) { (input, weight, output) = (bits, bits, bits) }

  /// What any format takes at least: for a design whose precision cannot be read.
  static let least = ElementBits(each: 1)
}

extension DesignDecoder {
  static func decodeBuffers(_ reader: MappingReader, bits: ElementBits) -> Buffers? {
    if reader.has("shared") {
      let operands = Operand.allCases.map(\.rawValue).filter(reader.has)
      if let key = operands.first {
        reader.findings.add(.sharedAndOwn(operands), at: reader.keyPosition(of: key))
      }
      let shared = reader.mapping("shared").flatMap {
        decodeBuffer($0, bits: [bits.input, bits.weight, bits.output], holdsInputs: true)
      }
      reader.finish()
      return operands.isEmpty ? shared.map(Buffers.shared) : nil
    }
    let input = reader.mapping("input").flatMap { decodeBuffer($0, bits: [bits.input], holdsInputs: true) }
    let weight = reader.mapping("weight").flatMap { decodeBuffer($0, bits: [bits.weight]) }
    let output = reader.mapping("output").flatMap { decodeBuffer($0, bits: [bits.output]) }
    reader.finish()
    guard let input, let weight, let output else { return nil }
    return .perOperand(input: input, weight: weight, output: output)
  }

  /// A buffer that holds operands whose elements have these bits.
  private static func decodeBuffer(
    _ reader: MappingReader, bits: [Int], holdsInputs: Bool = false
  ) -> Buffer? {
    let capacity = decodeCapacity(reader)
    let banks = decodeFeeders("banks", limit: DesignLimits.banks, default: nil, reader)
    let ports = decodeFeeders("ports", limit: DesignLimits.ports, default: 1, reader)
    let width = reader.quantity("width", as: Bytes.self, in: DesignLimits.width)
    let tiles = reader.integer("tiles", in: DesignLimits.tiles, default: 2)
    let mostTiles = reader.integer("most_tiles", in: DesignLimits.tiles, default: tiles)
    let skippedPixels =
      holdsInputs
      ? reader.enumeration("skipped_pixels", as: Buffer.SkippedPixels.self, default: .leftOut) : .leftOut
    reader.finish()
    if mostTiles < tiles {
      reader.report(.fewerMostTiles(reader.context, mostTiles, tiles: tiles), at: "most_tiles")
      return nil
    }
    guard let capacity, let banks, let ports, let width else { return nil }
    if case .bytes(let size) = capacity {
      let slot = bits.reduce(0) { $0 + max(width.count, ceilingDivision($1, by: 8)) }
      let least = slot * tiles
      if size.count < least {
        reader.report(
          .bufferTooSmall(reader.context, size, least: Bytes(count: least), tiles: tiles, slot: slot),
          at: "capacity")
        return nil
      }
      if size.count < banks * width.count {
        reader.report(.bankWithoutWord(reader.context, size, banks: banks, width: width), at: "capacity")
        return nil
      }
    }
    return Buffer(
      capacity: capacity.bytes, banks: banks, ports: ports, width: width.count, tiles: tiles,
      mostTiles: mostTiles, skippedPixels: skippedPixels)
  }

  private enum Capacity {
    case unbounded
    case bytes(Bytes)

    var bytes: Bytes? { if case .bytes(let bytes) = self { bytes } else { nil } }
  }

  private static func decodeCapacity(_ reader: MappingReader) -> Capacity? {
    if let text = reader.nodeIfPresent("capacity")?.text {
      if text == "unbounded" { return .unbounded }
      if text.first?.isLetter == true {
        reader.report(
          .numberOrWord("capacity", text, number: "a size such as 256 KiB", word: "unbounded"),
          at: "capacity")
        return nil
      }
    }
    return reader.quantity("capacity", as: Bytes.self, in: DesignLimits.capacity).map(Capacity.bytes)
  }
}
