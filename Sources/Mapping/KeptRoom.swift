import Hardware
import Quantities
import Synchronization
import Tensors
import Workloads

/// What the greatest tiles of kept operands take of their buffers: exactly, from the masks (docs/model.md, 11).
///
/// Found once for tiles of the same sizes, whatever else the mapping is.
final class KeptRoom: Sendable {
  private let work: Work
  private let product: Product
  private let design: Design
  private let partition: ProductMapping.Partition?
  private let parametersPerFilter: Int
  private let places: StoredPlaces
  private let known = Mutex(Known())

  private struct Known {
    var greatest: [Key: Int] = [:]
    /// What a tile takes that was larger than asked for.
    var exceeding: [Key: Int] = [:]
    var treatments: [TreatmentKey: ZeroTreatment] = [:]
  }

  private struct Key: Hashable {
    var operand: Operand
    var sizes: [Int]
  }

  /// All that decides whether weights fit a pattern.
  private struct TreatmentKey: Hashable {
    var cutsTaps: Bool
    var channels: Int
  }

  /// Nil where no tile can be kept, as of most designs.
  init?(
    _ work: Work, _ product: Product, _ design: Design, _ partition: ProductMapping.Partition?,
    parametersPerFilter: Int
  ) {
    guard design.storage.weight?.isKept == true || design.storage.activation?.isKept == true,
      !work.stored.isEmpty, let places = try? StoredPlaces(work, on: design)
    else { return nil }
    self.work = work
    self.product = product
    self.design = design
    self.partition = partition
    self.parametersPerFilter = parametersPerFilter
    self.places = places
  }

  /// Which operands' tiles are kept under a mapping.
  func kept(_ mapping: ProductMapping) -> KeptOperands {
    let key = TreatmentKey(cutsTaps: mapping.spatial != .im2col, channels: mapping.channels)
    if let treatment = known.withLock({ $0.treatments[key] }) {
      return KeptOperands(work, treatment, on: design)
    }
    var cut = mapping
    cut.partition = partition
    let treatment = ZeroTreatment(work.zeros, product, cut, on: design)
    known.withLock { $0.treatments[key] = treatment }
    return KeptOperands(work, treatment, on: design)
  }

  /// What no tile of an operand takes more than, from its sizes alone.
  func mostBytes(_ operand: Operand, elements: Int, parameters: Int) -> Int {
    guard let place = operand == .input ? places.input : places.weight else { return 0 }
    let listing = place.listing
    let stored = listing.hasRepeated ? listing.storedElements : min(listing.storedElements, elements)
    let metadata = listing.format == .bitmask ? min(listing.metadataEntries, elements) : stored
    let pointers = min(listing.pointerEntries, 2 *| elements)
    return bytes(stored *| place.bits) +| bytes(metadata *| listing.metadataBits)
      +| bytes(pointers *| listing.pointerBits) +| bytes(parameters *| place.bits)
  }

  private func bytes(_ bits: Int) -> Int { (bits +| 7) / 8 }

  /// What the tiles of an operand take in the mean, at most, where they are so many on each core: the greatest takes no less.
  /// None of inputs of which tiles have some twice or never.
  func meanBytes(_ operand: Operand, tiles: Int) -> Int {
    guard let place = operand == .input ? places.input : places.weight else { return 0 }
    let elements = operand == .input ? product.inputElements : product.weightElements
    let isEachOnce =
      operand == .weight
      || (product.kernelHeight == 1 && product.kernelWidth == 1
        && product.inputElements == product.images
          * product.groups * product.channels * product.m)
    // A tensor may have more elements than the product reads.
    guard isEachOnce, place.listing.rows * place.listing.columns == elements else { return 0 }
    let bits =
      place.listing.storedElements *| place.bits +| place.listing.metadataEntries
      *| place.listing.metadataBits
    return bits / 8 / (tiles *| design.cores.count)
  }

  /// What the greatest tile of an operand takes; of tiles that take more than `limit` one that does.
  func greatestBytes(_ operand: Operand, _ mapping: ProductMapping, upTo limit: Int = Int.max) -> Int {
    let sizes =
      operand == .input
      ? [mapping.groups, mapping.rows, mapping.columns, mapping.channels]
      : [mapping.groups, mapping.filters, mapping.channels]
    let key = Key(operand: operand, sizes: sizes)
    let found = known.withLock { known in
      known.greatest[key] ?? known.exceeding[key].flatMap { $0 > limit ? $0 : nil }
    }
    if let found { return found }
    var greatest = 0
    let shares = ProductShare.all(product, partition, cores: design.cores.count).filter { !$0.isEmpty }
    for (number, share) in shares.enumerated() {
      // Cores that have the same of the operand's dimensions have the same tiles.
      if number > 0, operand == .weight, partition == .m || partition == .batch { break }
      if number > 0, operand == .input, partition == .n { break }
      greatest = max(greatest, greatestBytes(operand, mapping, share, limit))
      if greatest > limit { break }
    }
    known.withLock { [greatest] known in
      if greatest > limit { known.exceeding[key] = greatest } else { known.greatest[key] = greatest }
    }
    return greatest
  }

  private func greatestBytes(
    _ operand: Operand, _ mapping: ProductMapping, _ share: ProductShare, _ limit: Int
  ) -> Int {
    guard let place = operand == .input ? places.input : places.weight else { return 0 }
    let isInput = operand == .input
    let regions = ProductRegions(
      product: product, share: share, mapping: mapping,
      rows: isInput ? Axis(rowsOf: product, in: design.buffers).tiles(of: mapping.rows, in: share.rows) : [],
      columns: isInput ? Axis(columnsOf: product, in: design.buffers).tiles(of: mapping.columns) : [],
      parametersPerFilter: parametersPerFilter)
    let loops = ProductLoops(product, share, mapping)
    var greatest = 0
    func add(_ at: ProductLoops.Position) {
      let entries = place.listing.entries(
        of: ElementRanges(isInput ? regions.input(at) : regions.weight(at)))
      let parameters =
        isInput ? 0 : regions.parameterElements(at, lastChannelTile: at.channel == loops.channels - 1)
      let tile = KeptTile(
        dataBits: entries.stored.count * place.bits,
        metadataBits: entries.metadata.count * place.listing.metadataBits,
        pointerBits: entries.pointers.count * place.listing.pointerBits,
        parameterBits: parameters * place.bits)
      greatest = max(greatest, tile.bytes)
    }
    for group in 0..<loops.groups {
      for channel in 0..<loops.channels {
        guard isInput else {
          for filter in 0..<loops.filters {
            add(ProductLoops.Position(group: group, channel: channel, filter: filter))
            if greatest > limit { return greatest }
          }
          continue
        }
        for image in 0..<loops.images {
          for row in 0..<loops.rows {
            for column in 0..<loops.columns {
              add(
                ProductLoops.Position(
                  image: image, group: group, row: row, column: column, channel: channel))
              if greatest > limit { return greatest }
            }
          }
        }
      }
    }
    return greatest
  }
}
