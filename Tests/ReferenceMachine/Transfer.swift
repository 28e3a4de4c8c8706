import Workloads

/// What a tile's transfer moves: its elements and the byte ranges of its requests, in order.
struct TransferContents {
  var elements: [TileElement]
  var requests: [Range<Int>]

  /// Visits the elements one by one, joins those whose bits adjoin, and cuts the runs.
  ///
  /// - Parameters:
  ///   - place: The base address and the bits of an element of a tensor.
  ///   - request: The bytes at whose multiples a run is cut; nil where a run is never cut.
  init(
    elements: [TileElement], request: Int?, place: (Tensor) -> (address: Int, bits: Int)
  ) throws {
    self.elements = elements
    requests = []
    var runs: [Range<Int>] = []
    var tensor: Tensor?
    for element in elements {
      let (address, bits) = place(element.tensor)
      let first = 8 * address + element.index * bits
      if element.tensor == tensor, let last = runs.last, last.upperBound == first {
        runs[runs.count - 1] = last.lowerBound..<first + bits
      } else {
        runs.append(first..<first + bits)
      }
      tensor = element.tensor
    }
    for run in runs {
      let bytes = run.lowerBound / 8..<(run.upperBound + 7) / 8
      var start = bytes.lowerBound
      for address in bytes.dropFirst() where request.map({ address % $0 == 0 }) ?? false {
        requests.append(start..<address)
        start = address
      }
      requests.append(start..<bytes.upperBound)
    }
    try checkCover(place)
  }

  /// Every element's bits are inside the bytes of the requests.
  private func checkCover(_ place: (Tensor) -> (address: Int, bits: Int)) throws {
    guard let lowest = requests.map(\.lowerBound).min(), let highest = requests.map(\.upperBound).max()
    else { return }
    var moved = [Bool](repeating: false, count: highest - lowest)
    for request in requests { for byte in request { moved[byte - lowest] = true } }
    for element in elements {
      let (address, bits) = place(element.tensor)
      let first = 8 * address + element.index * bits
      for byte in first / 8...(first + bits - 1) / 8 {
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
