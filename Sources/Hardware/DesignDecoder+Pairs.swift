import Documents
import Tensors

extension DesignDecoder {
  /// `pairs` of `precision`.
  static func decodePairs(_ reader: MappingReader) -> [FormatPair] {
    (reader.sequenceIfPresent("pairs") ?? []).enumerated().compactMap { place, item in
      let context = "\(reader.context).pairs[\(place)]"
      guard let pair = MappingReader(item, context: context, findings: reader.findings) else { return nil }
      let input = decodeFormat("input", pair)
      let weight = decodeFormat("weight", pair)
      let products = pair.integer("products", in: DesignLimits.products, default: 1)
      let steps = pair.integer("steps", in: DesignLimits.products, default: 1)
      let multiply = pair.has("multiply") ? pair.energyEntry("multiply", EnergyLimits.energies) : nil
      let add = pair.has("add") ? pair.energyEntry("add", EnergyLimits.energies) : nil
      pair.finish()
      guard let input, let weight else { return nil }
      return FormatPair(
        input: input, weight: weight, products: products, steps: steps, multiply: multiply, add: add)
    }
  }

  /// Whether something would run in each of the pairs: what others say would be lost without a word.
  static func checkUse(of precision: ArrayPrecision, _ reader: MappingReader) -> Bool {
    let items = reader.nodeIfPresent("pairs")?.items ?? []
    // Fewer pairs than items are those without the ones that cannot be read, which is an error of its own.
    guard items.count == precision.pairs.count else { return false }
    let unused = precision.unusedPairs
    for (place, instead) in unused {
      reader.findings.add(
        .unusedPair(place, precision.pairs[place], instead), at: items[place].position)
    }
    return unused.isEmpty
  }
}

extension Finding.Message {
  /// With the mode that runs the pair's formats, and where its energies would belong.
  fileprivate static func unusedPair(
    _ place: Int, _ pair: FormatPair, _ instead: ArrayPrecision.ModeSource
  ) -> Self {
    let (source, mode, remedy) =
      switch instead {
      // Only of the native formats themselves: the energies of narrower ones would be charged to all.
      case .native(let mode)
      where mode.isPlain && (pair.multiply != nil || pair.add != nil) && pair.input == mode.input
        && pair.weight == mode.weight:
        (
          "the design's own formats", mode,
          "remove it, and give its 'multiply' and 'add' in the design's 'energy'"
            + (pair.input.family == .floatingPoint
              ? ", or where products are sums write 'product: addition'" : "")
        )
      case .native(let mode):
        (
          "the design's own formats", mode,
          "remove it, or let it make more products a step, or take fewer steps"
        )
      case .arithmetic(let mode): ("'arithmetic'", mode, "remove it, or let it make more products a step")
      case .pair(let other, let mode):
        (
          "pairs[\(other)]", mode,
          pair.input == mode.input && pair.weight == mode.weight
            ? "remove one of the two" : "write it before pairs[\(other)], or remove one of the two"
        )
      }
    return Self(
      .inconsistent,
      "nothing would run in pairs[\(place)]: \(pair.input) x \(pair.weight) runs in \(mode.input) x \(mode.weight) of \(source), "
        + "\(mode.rateText), and it makes \(pair.rateText); \(remedy)")
  }
}

extension ArithmeticMode {
  fileprivate var rateText: String { FormatPair.rateText(products, steps) }
}

extension FormatPair {
  fileprivate var rateText: String { Self.rateText(products, steps) }

  fileprivate static func rateText(_ products: Int, _ steps: Int) -> String {
    let made = counted(products, "product")
    return steps == 1 ? "\(made) a step" : "\(made) in \(steps) steps"
  }
}
