import Hardware
import Quantities
import Tensors
import Workloads

/// What a candidate mapping is judged by (docs/mapping.md, "The rule").
struct Estimate {
  var cycles: Int
  var bytes: Int
  /// Cycles of all passes, memory aside.
  var busy: Int
  var passes: Int

  /// Whether this is the better of two whose cycles are close.
  func isBetter(than other: Estimate) -> Bool {
    (bytes, busy, passes, cycles) < (other.bytes, other.busy, other.passes, other.cycles)
  }
}

/// Keeps the candidates of a search, to choose once the least estimate is known.
struct Candidates<Candidate> {
  private var all: [(candidate: Candidate, estimate: Estimate, place: Int)] = []
  private var least = Int.max

  /// Whether a candidate that takes so many cycles at least may be chosen.
  func mayAdd(cycles: Int) -> Bool { cycles <= limit }

  /// Adds a candidate, whose place among equals is that of the call unless one is given.
  mutating func add(_ candidate: Candidate, _ estimate: Estimate, place: Int? = nil) {
    guard estimate.cycles <= limit else { return }
    least = min(least, estimate.cycles)
    all.append((candidate, estimate, place ?? all.count))
  }

  /// Estimates within 1 % of the least count as equal.
  private var limit: Int { least +| least / 100 }

  /// Of those within 1 % of the least cycles, the one of the fewest bytes, then busy cycles, then passes; the first
  /// where all are equal. Nil without candidates.
  var best: Candidate? {
    var best: (candidate: Candidate, estimate: Estimate, place: Int)?
    for one in all where one.estimate.cycles <= limit {
      if let known = best {
        let isFirst = one.place < known.place && !known.estimate.isBetter(than: one.estimate)
        guard isFirst || one.estimate.isBetter(than: known.estimate) else { continue }
      }
      best = one
    }
    return best?.candidate
  }
}

/// What an operand's tiles ask of the memory that holds them, as estimates see it.
struct OperandTraffic {
  var memory: Int
  /// Transfers of the whole operator, the slots that they take turns in, and what the greatest of them moves.
  var transfers: Int
  var slots: Int
  var tileBytes: Int
  /// Bytes of all transfers, and of the runs that they consist of.
  var bytes: Int
  var runBytes: Int
}

/// How many bits a tensor that lies without its zeros has, and how many it would have with them.
struct StoredShare {
  let stored: Int
  let dense: Int

  /// Nil of a tensor that lies dense.
  init?(_ tensor: StoredTensor?, bits: Int) {
    guard let tensor, let listing = try? tensor.listing(), tensor.mask.elements > 0 else { return nil }
    let size = listing.size(elementBits: bits)
    stored = size.dataBits +| size.metadataBits +| size.pointerBits
    dense = tensor.mask.elements *| bits
  }

  /// The share of an operand, stored or of an encoded format; nil where it lies dense.
  init?(_ operand: Operand, of work: Work) {
    let bits = work.formats[operand].bits
    guard let tensor = work.encoded[operand], tensor.shape.elements > 0 else {
      self.init(work.stored[operand], bits: bits)
      return
    }
    guard let regions = EncodedRegions(tensor.format, tensor.shape, base: 0, request: 1) else { return nil }
    self.init(stored: regions.dataBits +| regions.metadataBits, dense: tensor.shape.elements *| bits)
  }

  private init(stored: Int, dense: Int) {
    self.stored = stored
    self.dense = dense
  }
}

extension OperandTraffic {
  /// The traffic of an operand that lies without its zeros, as if they were even: every number of bytes in the proportion
  /// of the whole tensor's bits.
  func scaled(_ share: StoredShare?) -> OperandTraffic {
    guard let share else { return self }
    var traffic = self
    traffic.tileBytes = Mapping.scaled(tileBytes, by: share.stored, over: share.dense)
    traffic.bytes = Mapping.scaled(bytes, by: share.stored, over: share.dense)
    traffic.runBytes = Mapping.scaled(runBytes, by: share.stored, over: share.dense)
    return traffic
  }
}

/// The speeds of a design's memories, as estimates need them.
struct MemoryRates {
  private struct Rate {
    var bytesPerCycle: Ratio
    var latency: Int
    var request: Int
    var outstanding: Int?
  }

  /// Nil for an ideal memory.
  private let rates: [Rate?]

  /// Cores that take their tiles from the same memories.
  private let cores: Int

  init(_ design: Design) {
    cores = design.cores.count
    rates = design.memories.map { memory in
      guard let bandwidth = memory.kind.flat else { return nil }
      return Rate(
        bytesPerCycle: bandwidth.bytesPerCycle(design.clock),
        latency: bandwidth.latencyCycles(design.clock) ?? 0, request: bandwidth.request,
        outstanding: bandwidth.outstanding)
    }
  }

  /// Cycles of an operator whose passes take `busy` cycles in all: the greatest of the passes, of each memory's
  /// bus and window, and of each operand's slots going round; then the first tiles' arrival and the last one's way
  /// back, which nothing hides.
  func cycles(_ operands: Span<OperandTraffic>, passes: Int, busy: Int) -> Int {
    var most = busy
    let pass = busy / max(1, passes)
    var exposed = 0
    for memory in rates.indices {
      guard let rate = rates[memory] else { continue }
      var bus = 0
      var requests = 0
      var tiles = 0
      for index in operands.indices {
        let operand = operands[index]
        guard operand.memory == memory, operand.transfers > 0 else { continue }
        bus = bus +| operand.bytes *| cores
        let perRun = ceilingDivision(max(1, operand.runBytes), by: rate.request)
        requests = requests +| cores *| (operand.bytes / max(1, operand.runBytes) +| 1) *| perRun
        tiles = tiles +| operand.tileBytes
        // A slot is filled, waits for its pass, is used, and only then filled again.
        let round = rate.latency +| cycles(operand.tileBytes, rate) +| pass
        most = max(most, operand.transfers *| round / operand.slots)
      }
      most = max(most, cycles(bus, rate))
      if let outstanding = rate.outstanding { most = max(most, requests *| rate.latency / outstanding) }
      if bus > 0 { exposed = max(exposed, cycles(tiles, rate) +| 2 *| rate.latency) }
    }
    return most +| exposed
  }

  private func cycles(_ bytes: Int, _ rate: Rate) -> Int {
    scaled(bytes, by: rate.bytesPerCycle.denominator, over: rate.bytesPerCycle.numerator)
  }
}
