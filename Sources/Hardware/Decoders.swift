import Documents
import Quantities
import Workloads

/// How fast tensors of encoded formats, or that lie without their zeros, come out of their decoders (docs/model.md, 12).
public struct Decoders: Hashable, Sendable {
  /// Elements a cycle, for each core; nil where tensors are decoded at the memory's pace.
  public var input: Ratio?
  public var weight: Ratio?

  public init(input: Ratio? = nil, weight: Ratio? = nil) {
    self.input = input
    self.weight = weight
  }

  /// Everything comes at the memory's pace.
  public static let none = Decoders()

  /// Elements a cycle of an operand; nil where it has no decoder with a rate, as outputs have none.
  public subscript(operand: Operand) -> Ratio? {
    switch operand {
    case .input: input
    case .weight: weight
    case .output: nil
    }
  }
}

extension Ratio {
  /// Cycles in which so many elements pass at this rate; nil where they do not fit into an integer.
  public func cycles(elements: Int) -> Int? {
    let whole = Int128(elements) * Int128(denominator) + Int128(numerator) - 1
    return Int(exactly: whole / Int128(numerator))
  }
}

extension DesignDecoder {
  /// `decoders:`, elements a cycle by operand.
  static func decodeDecoders(_ reader: MappingReader) -> Decoders {
    let input = reader.ratioIfPresent("input", in: DesignLimits.decoderRate)
    let weight = reader.ratioIfPresent("weight", in: DesignLimits.decoderRate)
    reader.finish()
    return Decoders(input: input, weight: weight)
  }
}

extension Decoders {
  /// The entry of a resolved design; nil where no decoder has a rate.
  var entry: Node.Entry? {
    let rates = [("input", input), ("weight", weight)].compactMap { key, rate in
      rate.map { Node.Entry(key: key, value: .ratio($0)) }
    }
    return rates.isEmpty ? nil : Node.Entry(key: "decoders", value: .mapping(rates))
  }
}
