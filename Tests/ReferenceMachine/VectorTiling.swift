import Workloads

/// A vector operator's passes and tiles: runs of units.
struct VectorTiling: Tiling {
  let work: VectorWork
  let passes: [PassPlan]
  let hasEpilogue = false

  init(work: VectorWork, unitsPerTile: Int, share: Share) {
    self.work = work
    passes = cuts(of: share.units, by: unitsPerTile).enumerated().map { number, units in
      let own = TileName(numbers: [number])
      let weight: TileName? =
        switch work.weight {
        case nil: nil
        case .constant: TileName(numbers: [])
        default: own
        }
      return PassPlan(tiles: [own, weight, own], box: PassBox(units: units))
    }
  }

  func elements(of operand: Operand, in box: PassBox) -> [TileElement] {
    let (tensor, access): (Tensor, VectorWork.Access?) =
      switch operand {
      case .input: (.input, work.input)
      case .weight: (.weight, work.weight)
      case .output: (.output, work.output)
      }
    return vectorIndices(of: access, units: box.units).enumerated().map {
      TileElement(tensor: tensor, index: $1, place: $0)
    }
  }
}

/// The elements that some units use, in the order in which memory is visited.
func vectorIndices(of access: VectorWork.Access?, units: Range<Int>) -> [Int] {
  switch access {
  case nil: []
  case .streaming(let elementsPerUnit):
    Array(units.lowerBound * elementsPerUnit..<units.upperBound * elementsPerUnit)
  case .constant(let elements): Array(0..<elements)
  case .window(let window):
    Set(units.flatMap { rows(of: window, unit: $0) }).sorted().flatMap {
      Array($0 * window.elementsPerRow..<($0 + 1) * window.elementsPerRow)
    }
  case .gather(let rows, let elementsPerUnit):
    units.flatMap { Array(rows[$0] * elementsPerUnit..<(rows[$0] + 1) * elementsPerUnit) }
  }
}

/// The rows, counted through all images, that one output row of a pooling reads.
private func rows(of window: PoolingWindow, unit: Int) -> [Int] {
  let (image, outputRow) = unit.quotientAndRemainder(dividingBy: window.outputHeight)
  return (0..<window.kernelHeight).compactMap { tap in
    let row = outputRow * window.strideHeight + tap - window.padTop
    return (0..<window.inputHeight).contains(row) ? image * window.inputHeight + row : nil
  }
}
