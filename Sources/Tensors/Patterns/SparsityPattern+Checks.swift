import Quantities

extension SparsityPattern {
  /// Refuses parameters that no tensor could have.
  public func check() throws(SparsityError) {
    if let density { try share(density, "density") }
    switch self {
    case .dense, .uniform: break
    case .skewed(_, let exponent, _):
      if exponent.numerator < 0 {
        throw .tooSmall(parameter: "exponent", found: exponent.numerator, least: 0)
      }
    case .clustered(let density, let block, let fill):
      try sides(block)
      try share(fill, "fill")
      if fill == Ratio(0), density > Ratio(0) { throw .nothingFilled(density: density) }
    case .structured(let bound, _, _):
      try least(bound.m, 1, "M")
      try least(bound.n, 0, "N")
      if bound.n > bound.m { throw .moreThanTheGroup(bound) }
    case .block(_, let block), .diagonal(let block, _): try sides(block)
    case .vector(_, let length, _): try least(length, 1, "length")
    case .channel(_, _, let group): try least(group, 1, "group")
    case .banded(let below, let above, _):
      try least(below, 0, "below")
      try least(above, 0, "above")
    case .strided(let stride, let shift, let offset, _):
      try least(stride, 1, "stride")
      try least(shift, 0, "shift")
      try least(offset, 0, "offset")
    case .window(let window, _, _): try least(window, 1, "window")
    case .sinkAndWindow(let sink, let window, _):
      try least(sink, 0, "sink")
      try least(window, 1, "window")
    case .activation(let density, let spread):
      try share(spread, "spread")
      let most = min(density, Ratio(density.denominator - density.numerator, density.denominator))
      if spread > most { throw .spreadTooWide(found: spread, most: most) }
    case .channelRates(let rates):
      for rate in rates { try share(rate, "rate") }
    case .batchCorrelated(_, let batch, let common):
      try least(batch, 1, "batch")
      try share(common, "common")
    }
  }

  private func share(_ found: Ratio, _ parameter: String) throws(SparsityError) {
    guard found >= Ratio(0), found <= Ratio(1) else { throw .notAShare(parameter: parameter, found: found) }
  }

  private func least(_ found: Int, _ least: Int, _ parameter: String) throws(SparsityError) {
    guard found >= least else { throw .tooSmall(parameter: parameter, found: found, least: least) }
  }

  private func sides(_ block: BlockShape) throws(SparsityError) {
    try least(block.height, 1, "block height")
    try least(block.width, 1, "block width")
  }
}
