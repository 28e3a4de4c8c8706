import Workloads

/// Collects passes and transfers, and shares the strips of tiles that move more than once.
struct PlanBuilder {
  var passes: [Pass] = []
  var transfers: [Transfer] = []
  /// The bytes of a tile that is made, behind those of the others: `beginTile` before, and `keep` behind it. They
  /// are made where they stay, because there are many.
  ///
  /// The budget of runs is beyond any that is meant, within memory and seconds.
  var tileBytes = StripBuilder(budget: 1 << 27)
  private var peakBytes = [0, 0, 0]
  private var peakBytesTogether = 0
  /// What the slots of the core under way held.
  private var fillings: [Plan.SlotFilling] = []
  private var slotsHeld = 0
  /// Elements and bytes of all transfers, to tell when their sums would not fit into an integer.
  private var moved = 0.0
  /// Whether the plan has more than can be held or counted.
  var isTooLarge: Bool { tileBytes.budget <= 0 || moved > 1e18 }
  private var regions = KnownRegions()
  private var cores: [Plan.CorePasses] = []
  /// Listeners by transfer, and the transfers that others take the place of.
  private var joined: [Int: [Plan.Listener]] = [:]
  private var replaced: [Int32: Int32] = [:]
  /// Of each load of the core under way, by operand, the tile and the transfer; and the same of the cores before that
  /// others may listen to.
  private var loads: [[(tile: Int, transfer: Int32)]] = [[], []]
  private var heard: [[[(tile: Int, transfer: Int32)]]] = [[], []]

  /// Adds a transfer of a tile, whose bytes are a region's.
  mutating func add(
    _ queue: Transfer.Queue, _ operand: Operand, tile: Int, _ region: TileRegion, memory: Int,
    afterPass: Int32, replacedBytes: Int = 0, elements: Int, bufferBits: Int, kept: KeptTile? = nil,
    decoded: Int = -1
  ) -> Int32 {
    moved += 40 * Double(elements) + Double(region.bytes.all)
    var transfer = Transfer(
      queue: queue, core: Int32(cores.count), operand: operand, memory: memory, afterPass: afterPass,
      strips: region.strips, bytes: region.bytes.all, elements: elements, bufferBits: bufferBits)
    transfer.metadataBytes = region.bytes.metadata
    transfer.pointerBytes = region.bytes.pointers
    transfer.kept = kept
    transfer.replacedBytes = replacedBytes
    transfer.decodedElements = decoded
    // What is stored gets its scales on its way out.
    if queue != .store { transfer.tileMetadata = region.metadata }
    transfers.append(transfer)
    let index = Int32(transfers.count - 1)
    if queue == .input || queue == .weight {
      transfers[Int(index)].residency = Int32(loads[operand.index].count)
      loads[operand.index].append((tile, index))
    }
    return index
  }

  /// A tile's bytes in memory that were made before; `kind` tells apart tiles that have the same number.
  func region(tile: Int, kind: Int) -> TileRegion? { regions[tile, kind] }

  /// Keeps the bytes of the tile that was made.
  mutating func keep(tile: Int, kind: Int) -> TileRegion {
    tileBytes.finishRun()
    let made = TileRegion(
      strips: tileBytes.first..<tileBytes.strips.count, bytes: tileBytes.bytes, entries: tileBytes.entries,
      metadata: tileBytes.tileMetadata)
    regions.add(made, tile: tile, kind: kind)
    return made
  }

  /// Adds a tile's way over the reduction link.
  mutating func addSent(afterPass: Int32, reduction: Int32, elements: Int, bufferBits: Int) -> Int32 {
    moved += 40 * Double(elements)
    var transfer = Transfer(
      queue: .store, core: Int32(cores.count), operand: .output, memory: 0, afterPass: afterPass,
      strips: 0..<0, bytes: 0, elements: elements, bufferBits: bufferBits)
    transfer.reduction = reduction
    transfer.isSent = true
    transfers.append(transfer)
    return Int32(transfers.count - 1)
  }

  /// Ends a core's passes, of which the first is `first`, and forgets the regions of `cut` kinds, whose numbers mean
  /// other tiles on the next core. Loads of a `shared` operand become one transfer with those of the first core whose
  /// loads are the same.
  mutating func finishCore(from first: Int, slots: [SlotQueue], cut: [Int], shared: Operand?) {
    var residents = slots.map { queue in
      queue.oldestFirst.map { Plan.Resident(index: $0.lastPass, bytes: $0.bytes) }
    }
    for index in residents[2].indices {
      residents[2][index].index = passes[Int(residents[2][index].index)].store
    }
    if let shared { share(shared, from: first) }
    for filling in fillings {
      for operand in 0..<3 { peakBytes[operand] = max(peakBytes[operand], filling.peakBytes[operand]) }
      peakBytesTogether = max(peakBytesTogether, filling.peakBytesTogether)
    }
    cores.append(
      Plan.CorePasses(passes: first..<passes.count, residents: residents, fillings: fillings))
    fillings = []
    slotsHeld = 0
    for kind in cut { regions.removeAll(kind) }
    loads = [[], []]
  }

  private mutating func share(_ operand: Operand, from first: Int) {
    let own = loads[operand.index]
    guard !own.isEmpty else { return }
    let leader = heard[operand.index].first { other in
      other.count == own.count && zip(other, own).allSatisfy { $0.tile == $1.tile }
    }
    guard let leader else {
      heard[operand.index].append(own)
      return
    }
    for (mine, theirs) in zip(own, leader) {
      let listener = Plan.Listener(
        core: Int32(cores.count), afterPass: transfers[Int(mine.transfer)].afterPass,
        replacedBytes: transfers[Int(mine.transfer)].replacedBytes)
      joined[Int(theirs.transfer), default: []].append(listener)
      replaced[mine.transfer] = theirs.transfer
    }
    for index in first..<passes.count {
      if operand == .input {
        passes[index].inputLoad = replaced[passes[index].inputLoad] ?? passes[index].inputLoad
      } else {
        passes[index].weightLoad = replaced[passes[index].weightLoad] ?? passes[index].weightLoad
      }
    }
  }

  mutating func notePeaks(_ input: SlotQueue, _ weight: SlotQueue, _ output: SlotQueue) {
    let together = input.bytes + weight.bytes + output.bytes
    // No operand ever holds fewer than before.
    let held = input.held + weight.held + output.held
    if held > slotsHeld {
      slotsHeld = held
      fillings.append(
        Plan.SlotFilling(
          held: [input.held, weight.held, output.held], peakBytes: [input.bytes, weight.bytes, output.bytes],
          peakBytesTogether: together))
      return
    }
    let last = fillings.count - 1
    fillings[last].peakBytes[0] = max(fillings[last].peakBytes[0], input.bytes)
    fillings[last].peakBytes[1] = max(fillings[last].peakBytes[1], weight.bytes)
    fillings[last].peakBytes[2] = max(fillings[last].peakBytes[2], output.bytes)
    fillings[last].peakBytesTogether = max(fillings[last].peakBytesTogether, together)
  }

  mutating func plan(_ shapes: PassShapes) -> Plan {
    var listeners: [Plan.Listener] = []
    if !replaced.isEmpty {
      for (transfer, group) in joined.sorted(by: { $0.key < $1.key }) {
        transfers[transfer].listeners = listeners.count..<(listeners.count + group.count)
        listeners += group
      }
      removeReplaced()
    }
    return Plan(
      passes: passes, transfers: transfers, strips: tileBytes.strips, shapes: shapes, peakBytes: peakBytes,
      peakBytesTogether: peakBytesTogether, cores: cores, listeners: listeners)
  }

  /// Takes out the transfers that others took the place of, and numbers the rest anew.
  private mutating func removeReplaced() {
    var numbers = [Int32](repeating: -1, count: transfers.count)
    var kept: [Transfer] = []
    for index in transfers.indices where replaced[Int32(index)] == nil {
      numbers[index] = Int32(kept.count)
      kept.append(transfers[index])
    }
    func number(_ index: Int32) -> Int32 { index < 0 ? index : numbers[Int(index)] }
    for index in kept.indices {
      kept[index].afterSlotStore = number(kept[index].afterSlotStore)
      kept[index].afterOwnStore = number(kept[index].afterOwnStore)
    }
    for index in passes.indices {
      passes[index].inputLoad = number(passes[index].inputLoad)
      passes[index].weightLoad = number(passes[index].weightLoad)
      passes[index].reload = number(passes[index].reload)
      passes[index].slotStore = number(passes[index].slotStore)
      passes[index].store = number(passes[index].store)
    }
    for core in cores.indices {
      for place in cores[core].residents[2].indices {
        cores[core].residents[2][place].index = number(cores[core].residents[2][place].index)
      }
    }
    transfers = kept
  }
}

/// The regions of tiles by their numbers, which are fewer than passes.
private struct KnownRegions {
  private var regions: [TileRegion] = []
  /// Of each tile of each kind its place; -1 of one that was not made.
  private var places: [[Int32]] = [[], [], [], []]

  subscript(tile: Int, kind: Int) -> TileRegion? {
    guard tile < places[kind].count, places[kind][tile] >= 0 else { return nil }
    return regions[Int(places[kind][tile])]
  }

  mutating func add(_ region: TileRegion, tile: Int, kind: Int) {
    let missing = tile + 1 - places[kind].count
    if missing > 0 { places[kind] += repeatElement(-1, count: max(missing, places[kind].count)) }
    places[kind][tile] = Int32(regions.count)
    regions.append(region)
  }

  mutating func removeAll(_ kind: Int) { places[kind].removeAll(keepingCapacity: true) }
}

/// What a tile is in memory.
struct TileRegion {
  var strips: Range<Int>
  var bytes: RegionBytes
  /// Of a stored tensor.
  var entries: EntryCounts?
  /// Of an encoded one.
  var metadata: TileMetadata?

  /// Bytes of a buffer that they take.
  var metadataBytes: Int { metadata?.bytes ?? 0 }

  /// What the tile takes where it is kept, with elements of so many bits.
  func kept(_ operand: StoredOperand?, parameters: Int) -> KeptTile? {
    guard let operand else { return nil }
    return entries.map {
      KeptTile(
        dataBits: $0.stored * operand.bits, metadataBits: $0.metadata * operand.listing.metadataBits,
        pointerBits: $0.pointers * operand.listing.pointerBits, parameterBits: parameters * operand.bits)
    }
  }
}

/// Bytes that elements take, packed.
func packedBytes(_ elements: Int, bits: Int) -> Int { (elements * bits + 7) >> 3 }
