import Workloads

/// What a tile's transfer moves: its elements and the byte ranges of its requests, in order.
struct TransferContents {
  /// Adjoining bits of one tensor, or of one region of a stored one.
  private struct Run {
    var tensor: Tensor
    var region: StoredLayout.Region
    /// Which part of an encoded tensor.
    var part = 0
    var bits: Range<Int>
  }

  var elements: [TileElement]
  var requests: [Range<Int>] = []
  /// By request: what of a stored tensor it moves; of any other it is data.
  private(set) var regions: [StoredLayout.Region] = []
  /// Of a stored tensor: the bits that it moves of each region, and its stored elements.
  private(set) var movedBits: [StoredLayout.Region: Int] = [:]
  private(set) var storedElements = 0
  /// Of an encoded tensor: the bits that it moves of each part that holds no elements.
  private(set) var metadataBits: [Int] = []
  /// Of an encoded tensor: the first bits of all fields that it moves.
  private(set) var movedFields: Set<Int> = []
  /// Of an encoded or stored tensor: for each element's number the last request that has a bit of it.
  private var lastRequests: [Int: Int] = [:]

  /// Visits the bits of the elements in order, joins those that adjoin, and cuts the runs.
  ///
  /// - Parameters:
  ///   - rows: Elements that a gather fetches by themselves, one row after the other; nil of any other transfer.
  ///   - request: The bytes at whose multiples a run is cut; nil where a run is never cut.
  ///   - place: Where a tensor lies.
  init(
    elements: [TileElement], rows: Int? = nil, isStore: Bool, request: Int?, place: (Tensor) -> TensorPlace
  ) throws {
    self.elements = elements
    var runs: [Run] = []
    /// Fields with the elements that they belong to, and the run that each is in.
    var owned: [(run: Int, bits: Range<Int>, owners: [Int])] = []
    func visit(_ tensor: Tensor, _ region: StoredLayout.Region, part: Int = 0, _ bits: Range<Int>) {
      if let last = runs.last, last.tensor == tensor, last.region == region, last.part == part,
        last.bits.upperBound == bits.lowerBound
      {
        runs[runs.count - 1].bits = last.bits.lowerBound..<bits.upperBound
      } else {
        runs.append(Run(tensor: tensor, region: region, part: part, bits: bits))
      }
    }
    // A tile's parameters come behind its other elements.
    var tensors: [Tensor] = []
    for element in elements where !tensors.contains(element.tensor) { tensors.append(element.tensor) }
    for tensor in tensors {
      let ofTensor = elements.filter { $0.tensor == tensor }
      if let layout = place(tensor).encoded {
        for (number, part) in layout.parts.enumerated() {
          var moved = 0
          for (order, tile) in cuts(of: ofTensor.count, by: rows ?? ofTensor.count).enumerated() {
            let elements = Set(ofTensor[tile].map(\.index))
            for field in layout.fields(part, of: elements, isStore: isStore) {
              if field.isCommon, order > 0 { continue }
              visit(tensor, part.isMetadata ? .metadata : .data, part: number, field.bits)
              moved += field.bits.count
              movedFields.insert(field.bits.lowerBound)
              owned.append((runs.count - 1, field.bits, field.owners.map { $0 - layout.firstElement }))
            }
          }
          if part.isMetadata { metadataBits.append(moved) }
        }
        continue
      }
      guard let layout = place(tensor).stored else {
        for element in ofTensor { visit(tensor, .data, place(tensor).bits(of: element.index)) }
        continue
      }
      for region in StoredLayout.Region.allCases {
        let fields = layout.fields(region, of: Set(ofTensor.map(\.index)))
        if region == .data { storedElements = fields.count }
        movedBits[region] = fields.reduce(0) { $0 + $1.bits.count }
        for field in fields {
          visit(tensor, region, field.bits)
          owned.append((runs.count - 1, field.bits, field.owners))
        }
      }
    }
    var firsts: [Int] = []
    for run in runs {
      firsts.append(requests.count)
      let bytes = run.bits.lowerBound / 8..<(run.bits.upperBound + 7) / 8
      var start = bytes.lowerBound
      for address in bytes.dropFirst() where request.map({ address % $0 == 0 }) ?? false {
        add(start..<address, run.region)
        start = address
      }
      add(start..<bytes.upperBound, run.region)
    }
    firsts.append(requests.count)
    for (run, bits, owners) in owned {
      let last = (firsts[run]..<firsts[run + 1]).last { requests[$0].lowerBound <= (bits.upperBound - 1) / 8 }
      for owner in owners { lastRequests[owner] = max(lastRequests[owner] ?? -1, last ?? -1) }
    }
    try checkCover(place)
  }

  /// The last request that has a bit of an element; -1 of a zero that has none.
  func lastRequest(of element: TileElement) -> Int { lastRequests[element.index] ?? -1 }

  private mutating func add(_ request: Range<Int>, _ region: StoredLayout.Region) {
    requests.append(request)
    regions.append(region)
  }

  /// Every element's bits are inside the bytes of the requests; a zero of a stored tensor has none.
  private func checkCover(_ place: (Tensor) -> TensorPlace) throws {
    guard let lowest = requests.map(\.lowerBound).min(), let highest = requests.map(\.upperBound).max()
    else { return }
    var moved = [Bool](repeating: false, count: highest - lowest)
    for request in requests { for byte in request { moved[byte - lowest] = true } }
    for element in elements {
      let place = place(element.tensor)
      // Those of an encoded tensor were found by their owners.
      guard place.encoded == nil, let first = place.key(element.index)?.bit else { continue }
      for byte in first / 8...(first + place.bits - 1) / 8 {
        try require(
          byte >= lowest && byte < highest && moved[byte - lowest],
          "element \(element.index) of \(element.tensor) is outside its transfer's requests")
      }
    }
  }
}

/// One load, reload or store on its way through a memory's queue.
final class Transfer {
  /// The four queues that a memory has for each core, in round-robin order.
  enum Queue: Int, CaseIterable {
    case input, weight, partialSums, store
  }

  /// The operator's number in the stream.
  let operation: Int
  let queue: Queue
  let operand: Operand
  /// The memory that it is with.
  let memory: Int
  /// The cores whose slots it fills or empties, the lowest first, each with its residency.
  let ends: [(core: Int, residency: Int)]
  let contents: TransferContents
  var issued = 0
  var completed = 0
  /// Whether it has left its queue.
  var hasLeft = false
  var isComplete = false
  /// Whether it has to come through a decoder, or is in one.
  var isInDecoder = false
  /// Whether its requests complete one after the other.
  var comesInOrder = false

  init(
    operation: Int, queue: Queue, operand: Operand, memory: Int, ends: [(core: Int, residency: Int)],
    contents: TransferContents
  ) {
    self.operation = operation
    self.queue = queue
    self.operand = operand
    self.memory = memory
    self.ends = ends
    self.contents = contents
  }
}
