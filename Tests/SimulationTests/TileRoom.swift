import Hardware
import Mapping
import Workloads

/// What tiles of some sizes take of the buffers, by operand: how many there are, and the bytes of the greatest.
struct TileRoom {
  private var counts: [Int] = []
  private var bytes: [Int] = []

  init(
    _ one: SearchCase, _ share: Product, _ tile: PassSize, inputs: Int, _ parametersPerFilter: Int
  ) {
    func tiles(_ whole: Int, _ size: Int) -> Int { (whole + size - 1) / size }
    let pixelTiles = tiles(share.outputHeight, tile.rows) * tiles(share.outputWidth, tile.columns)
    let groups = tiles(share.groups, tile.groups)
    let (channels, filters) = (tiles(share.channels, tile.channels), tiles(share.filters, tile.filters))
    for operand in Operand.allCases {
      let (count, elements, bits): (Int, Int, Int)
      switch operand {
      case .input:
        count = share.images * groups * pixelTiles * channels
        (elements, bits) = (tile.groups * inputs * tile.channels, one.work.formats.input.bits)
      case .weight:
        count = groups * filters * channels
        elements = tile.groups * tile.filters * (tile.window * tile.channels + parametersPerFilter)
        bits = one.work.formats.weight.bits
      case .output:
        count = share.images * groups * pixelTiles * filters
        elements = tile.groups * tile.rows * tile.columns * tile.filters
        bits = one.design.array.accumulatorFormat.bits
      }
      counts.append(count)
      bytes.append((elements * bits + 7) / 8)
    }
  }

  /// Every combination of slots that fits and to which no slot can be added, the one with the most for the input first,
  /// then for the weight.
  func slots(of one: SearchCase) -> [ProductMapping.Slots] {
    let buffers = Operand.allCases.map { one.design.buffers[$0] }
    func fits(_ slots: [Int]) -> Bool {
      let needed = zip(slots, bytes).map { $0 * $1 }
      let capacities = buffers.map { $0.capacity?.count ?? Int.max }
      if one.design.buffers.isShared { return needed.reduce(0, +) <= capacities[0] }
      return zip(needed, capacities).allSatisfy { $0 <= $1 }
    }
    let ranges = Operand.allCases.map { operand in
      let most = min(buffers[operand.index].mostTiles, counts[operand.index])
      guard let fixed = one.directives.slots[operand] else { return 1...most }
      return min(fixed, most)...min(fixed, most)
    }
    var found: [ProductMapping.Slots] = []
    for input in ranges[0].reversed() {
      for weight in ranges[1].reversed() {
        for output in ranges[2].reversed() {
          let slots = [input, weight, output]
          let isGreatest = slots.indices.allSatisfy { index in
            var more = slots
            more[index] += 1
            return !ranges[index].contains(more[index]) || !fits(more)
          }
          guard fits(slots), isGreatest else { continue }
          let named = slots.indices.map { index in
            slots[index] == min(buffers[index].tiles, counts[index]) ? nil : slots[index]
          }
          found.append(ProductMapping.Slots(input: named[0], weight: named[1], output: named[2]))
        }
      }
    }
    return found
  }
}
