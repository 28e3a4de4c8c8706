import Documents
import Hardware
import Quantities
import Tensors
import Workloads

/// Where every tensor of a trace lies in a design's memories (docs/mapping.md, "Addresses").
///
/// Inputs, parameters and caches keep their place; activations share space by liveness in trace order. Every
/// tensor begins at a multiple of the alignment, and so does every copy of a repeated group's.
struct AddressAssignment {
  /// Bytes at whose multiples tensors begin; at least a memory's request, so that equal operators stay equal.
  static let alignment = 4096
  private static let limit = 1 << 56

  /// Why the tensors do not fit.
  enum Failure: Error {
    /// They take more than 56-bit addresses.
    case tooLarge
    /// No memory that may hold a tensor has room for it.
    case noRoom(tensor: Int, bytes: Int, memories: [Room])
  }

  /// What a memory has left, and what takes the rest.
  struct Room {
    var name: String
    /// Bytes free in one piece.
    var available: Int
    /// Bytes of the parameters and of the caches that lie there.
    var parameters: Int
    var caches: Int
  }

  private(set) var places: [OperandAddresses.Place]
  /// The first byte of each memory behind all tensors; partial sums go there.
  private(set) var ends: [Int]

  private let trace: Trace
  private let design: Design
  private let stored: StoredTensors
  /// Nil where tensors have no rows of their own.
  private let rows: RowOffsets?
  /// What is in use at present in each memory, beside what stays.
  private var live: [[Stay]]
  /// The first byte behind what stays.
  private var floors: [Int]

  /// Bytes of parameters and caches in each memory.
  private var held: [(parameters: Int, caches: Int)]

  private struct Stay {
    /// The last operator that uses it.
    var last: Int
    var address: Int
    var bytes: Int
  }

  init(_ trace: Trace, _ design: Design, _ stored: StoredTensors) throws(Failure) {
    let rows = RowOffsets(trace, design)
    if rows.areAny, let sparse = try? Self(trace, design, stored, rows: rows) {
      self = sparse
    } else {
      // Rows of their own take more room than there may be.
      self = try Self(trace, design, stored, rows: nil)
    }
  }

  private init(
    _ trace: Trace, _ design: Design, _ stored: StoredTensors, rows: RowOffsets?
  ) throws(Failure) {
    self.trace = trace
    self.stored = stored
    self.design = design
    self.rows = rows
    places = trace.tensors.map { _ in OperandAddresses.Place(memory: 0, address: 0) }
    ends = design.memories.map { _ in 0 }
    floors = ends
    held = design.memories.map { _ in (0, 0) }
    live = design.memories.map { _ in [] }
    for bundle in TensorBundle.all(trace, design.placement) { try place(bundle) }
  }

  /// The bytes that a memory has left behind all tensors; nil where it has no capacity.
  func room(behind memory: Int) -> Int? {
    design.memories[memory].capacity.map { $0.count - ends[memory] }
  }

  /// Puts tensors that have to lie together into the first of their memories that has room.
  private mutating func place(_ bundle: TensorBundle) throws(Failure) {
    var available: [Room] = []
    var needed = 0
    for memory in bundle.choice {
      let before = (live[memory], ends[memory], floors[memory], held[memory])
      guard let misfit = try place(bundle, in: memory) else { return }
      (live[memory], ends[memory], floors[memory], held[memory]) = before
      needed = misfit.bytes
      available.append(
        Room(
          name: design.memories[memory].name, available: misfit.available,
          parameters: held[memory].parameters, caches: held[memory].caches))
    }
    throw .noRoom(tensor: bundle.members[0].tensor, bytes: needed, memories: available)
  }

  /// Puts them into a memory; returns what did not fit, and the room that there was for it.
  private mutating func place(
    _ bundle: TensorBundle, in memory: Int
  ) throws(Failure) -> (bytes: Int, available: Int)? {
    if !bundle.stays { live[memory].removeAll { $0.last < bundle.first } }
    for member in bundle.members {
      guard let bytes = bytes(member.tensor, stays: member.stays, in: memory) else { throw .tooLarge }
      let capacity = design.memories[memory].capacity?.count ?? Self.limit
      // What stays was there before the activations that came and went.
      let address = member.stays ? ends[memory] : lowestGap(memory, bytes)
      guard bytes <= capacity, address <= capacity - bytes else {
        guard design.memories[memory].capacity != nil else { throw .tooLarge }
        return (bytes, member.stays ? capacity - ends[memory] : greatestGap(memory, capacity))
      }
      if bundle.stays {
        floors[memory] = address + bytes
      } else {
        live[memory].append(Stay(last: member.last, address: address, bytes: bytes))
      }
      places[member.tensor] = OperandAddresses.Place(
        memory: memory, address: address + offset(of: member.tensor, in: memory))
      ends[memory] = max(ends[memory], address + bytes)
      switch trace.tensors[member.tensor].kind {
      case .parameter: held[memory].parameters += bytes
      case .cache: held[memory].caches += bytes
      default: break
      }
    }
    return nil
  }

  /// The lowest address at which so many bytes are free.
  private func lowestGap(_ memory: Int, _ bytes: Int) -> Int {
    var address = floors[memory]
    for other in live[memory].sorted(by: { $0.address < $1.address }) {
      if other.address >= address + bytes { break }
      address = max(address, other.address + other.bytes)
    }
    return address
  }

  /// The most bytes that are free in one piece.
  private func greatestGap(_ memory: Int, _ capacity: Int) -> Int {
    var greatest = 0
    var address = floors[memory]
    for other in live[memory].sorted(by: { $0.address < $1.address }) {
      greatest = max(greatest, other.address - address)
      address = max(address, other.address + other.bytes)
    }
    return max(greatest, capacity - address)
  }

  /// Bytes between the alignment and a tensor.
  private func offset(of tensor: Int, in memory: Int) -> Int { rows?.offset(of: tensor, in: memory) ?? 0 }

  /// Bytes of all copies of a tensor, each with its offset and rounded up to the alignment; nil where they are too many.
  private func bytes(_ index: Int, stays: Bool, in memory: Int) -> Int? {
    let tensor = trace.tensors[index]
    // Both are powers of two.
    var step = max(Self.alignment, rows?.span(of: memory) ?? 0)
    if let bandwidth = design.memories[memory].kind.flat, step % bandwidth.request != 0 {
      guard
        let common = Self.product(
          step / greatestCommonDivisor(step, bandwidth.request), bandwidth.request)
      else { return nil }
      step = common
    }
    guard let size = bytes(of: index, in: memory),
      let one = Self.product(ceilingDivision(size + offset(of: index, in: memory), by: step), step)
    else { return nil }
    // Executions of a group make their activations in the same place.
    return stays ? Self.product(one, tensor.copies) : one
  }

  /// Bytes of one copy of a tensor, dense or in its storage format.
  private func bytes(of index: Int, in memory: Int) -> Int? {
    let tensor = trace.tensors[index]
    if let listing = stored.listing(of: index) {
      return StorageRegions(
        listing, elementBits: tensor.format.bits, base: 0, request: design.memories[memory].request)?.end
    }
    if let shape = tensor.encodedShape {
      return EncodedRegions(tensor.format, shape, base: 0, request: design.memories[memory].request)?.end
    }
    return Self.product(tensor.elements, tensor.format.bits).map { ceilingDivision($0, by: 8) }
  }

  /// The bytes that an operator's operands lie in, which are those of its tensors.
  func extents(of one: Operator, _ work: Work) -> OperandExtents {
    func extent(_ tensor: Int?) -> Range<Int>? {
      guard let tensor, let bytes = bytes(tensor, stays: false, in: places[tensor].memory) else { return nil }
      let start = places[tensor].address - offset(of: tensor, in: places[tensor].memory)
      return start..<start + bytes
    }
    var sums: Range<Int>?
    if case .product(let product, _) = work.body {
      let bytes = ceilingDivision(product.outputElements * design.array.accumulatorFormat.bits, by: 8)
      let start = work.addresses.partialSums.address
      sums = start..<start + design.cores.count * bytes
    }
    return OperandExtents(
      ranges: [extent(one.input), extent(one.weight), extent(one.parameters), extent(one.output), sums])
  }

  private static func product(_ left: Int, _ right: Int) -> Int? {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow || product >= limit ? nil : product
  }
}
