import Workloads

/// A vector operator's passes and tiles: runs of units, and of a pooling runs of their channels.
struct VectorTiling: Tiling {
  let work: VectorWork
  let passes: [PassPlan]
  let hasEpilogue = false

  init(work: VectorWork, unitsPerTile: Int, channelsPerTile: Int?, share: Share) {
    self.work = work
    let all = channelCount(of: work)
    passes = cuts(of: share.units, by: unitsPerTile).enumerated().flatMap { unitNumber, units in
      cuts(of: all, by: channelsPerTile ?? all).enumerated().map { channelNumber, channels in
        let own = TileName(numbers: [unitNumber, channelNumber])
        let weight: TileName? =
          switch work.weight {
          case nil: nil
          case .constant: TileName(numbers: [])
          default: TileName(numbers: [unitNumber])
          }
        return PassPlan(tiles: [own, weight, own], box: PassBox(channels: channels, units: units))
      }
    }
  }

  func elements(of operand: Operand, in box: PassBox) -> [TileElement] {
    let (tensor, indices): (Tensor, [Int]) =
      switch operand {
      case .input: (.input, indices(of: work.input, box))
      case .weight: (.weight, vectorIndices(of: work.weight, units: box.units))
      case .output: (.output, indices(of: work.output, box))
      }
    return indices.enumerated().map { TileElement(tensor: tensor, index: $1, place: $0) }
  }

  private func indices(of access: VectorWork.Access, _ box: PassBox) -> [Int] {
    vectorIndices(of: access, units: box.units).filter {
      box.channels.contains($0 % channelCount(of: work))
    }
  }
}

/// The channels of a pooling; what has no window has one.
func channelCount(of work: VectorWork) -> Int {
  if case .window(let window) = work.input { window.channels } else { 1 }
}

/// The elements that some units use, of all channels, in the order in which memory is visited.
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
  case .masked(let mask):
    units.flatMap { unit in
      (0..<mask.columns).filter { mask[unit, $0] }.map { unit * mask.columns + $0 }
    }
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
