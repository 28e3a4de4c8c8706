import Workloads

/// What of a product nobody needs (docs/model.md, 10.5).
struct NeededBlocks {
  let product: Product
  let zeros: ProductZeros
  /// Whether zeros of the input, too, are a reason to leave a pass out.
  let countsInputs: Bool

  /// Nil on a machine that computes all.
  init?(
    _ product: Product, _ zeros: ProductZeros, _ mapping: ProductMapping, parametersPerFilter: Int,
    isLeftOut: Bool
  ) {
    guard isLeftOut, zeros.output != nil || zeros.inputIsBlocked else { return nil }
    (self.product, self.zeros) = (product, zeros)
    let isPointwise =
      product.kernelHeight == 1 && product.kernelWidth == 1 && product.outputHeight == product.inputHeight
      && product.outputWidth == product.inputWidth
    countsInputs =
      zeros.inputIsBlocked && zeros.input != nil && isPointwise && mapping.partition != .k
      && parametersPerFilter == 0
  }

  /// The boxes of passes that run, in their order.
  func running<Plan>(_ all: [Plan], box: (Plan) -> PassBox, output: (Plan) -> TileName?, lastChannel: Int)
    -> [Plan]
  {
    var hasInput: [TileName: Bool] = [:]
    for one in all {
      if let name = output(one), meetsInputs(box(one)) { hasInput[name] = true }
    }
    return all.filter { one in
      guard isNeeded(box(one)) else { return false }
      if meetsInputs(box(one)) { return true }
      let isLast = box(one).channels.upperBound == lastChannel
      return isLast && output(one).map { hasInput[$0] == nil } ?? false
    }
  }

  private func rows(_ box: PassBox) -> [Int] {
    box.rows.flatMap { row in
      box.columns.flatMap { column in
        box.groups.map { group in
          ((box.image * product.outputHeight + row) * product.outputWidth + column) * product.groups + group
        }
      }
    }
  }

  private func isNeeded(_ box: PassBox) -> Bool {
    guard let needed = zeros.output else { return true }
    return rows(box).contains { row in box.filters.contains { needed[row, $0] } }
  }

  private func meetsInputs(_ box: PassBox) -> Bool {
    guard countsInputs, let input = zeros.input else { return true }
    return rows(box).contains { row in box.channels.contains { input[row, $0] } }
  }
}

extension PassTiles {
  /// Pairs without a zero whose sum nobody needs.
  func unneededPairs(_ needed: (_ group: Int, _ pixel: Int, _ filter: Int) -> Bool) -> Int {
    var count = 0
    for group in 0..<groups {
      for pixel in 0..<pixels {
        for filter in 0..<filters where !needed(group, pixel, filter) {
          for index in 0..<reduction
          where !inputIsZero(group, pixel, index) && !weightIsZero(group, index, filter) {
            count += 1
          }
        }
      }
    }
    return count
  }
}
