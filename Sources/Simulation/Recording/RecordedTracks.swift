/// What can be busy apart from everything else: the rows of a recording.
public enum RecordedTrack: Hashable, Sendable {
  /// Which operator each cycle belongs to.
  case operators
  /// The link on which the sums of a cut reduction come together.
  case link
  /// The cycles in which a memory moves data.
  case bus(memory: Int)
  /// Passes of a core's array, and those and finished tiles in its vector unit.
  case array(core: Int)
  case vectorUnit(core: Int)
  /// Cycles in which a core's array did not advance.
  case stalls(core: Int)
  /// Tiles of a core that wait for, or move between, a memory and its buffers.
  case queue(core: Int, memory: Int, RecordedQueue)
}

/// The queues that a core has at each memory, in round-robin order.
public enum RecordedQueue: Int, CaseIterable, Hashable, Sendable {
  case input, weight, partialSums, store
}

/// The tracks of a machine, and where each lies in a recording.
public struct RecordedTracks: Hashable, Sendable {
  public let cores: Int
  public let memories: Int

  public init(cores: Int, memories: Int) {
    self.cores = cores
    self.memories = memories
  }

  private var ofCore: Int { 3 + 4 * memories }

  public var count: Int { 2 + memories + cores * ofCore }

  public func place(of track: RecordedTrack) -> Int {
    func within(_ core: Int, _ place: Int) -> Int { 2 + memories + core * ofCore + place }
    return switch track {
    case .operators: 0
    case .link: 1
    case .bus(let memory): 2 + memory
    case .array(let core): within(core, 0)
    case .vectorUnit(let core): within(core, 1)
    case .stalls(let core): within(core, 2)
    case .queue(let core, let memory, let queue): within(core, 3 + 4 * memory + queue.rawValue)
    }
  }

  /// All of them, each at its place.
  public var all: [RecordedTrack] {
    var tracks: [RecordedTrack] = [.operators, .link]
    for memory in 0..<memories { tracks.append(.bus(memory: memory)) }
    for core in 0..<cores {
      tracks += [.array(core: core), .vectorUnit(core: core), .stalls(core: core)]
      for memory in 0..<memories {
        for queue in RecordedQueue.allCases {
          tracks.append(.queue(core: core, memory: memory, queue))
        }
      }
    }
    return tracks
  }
}

/// A stretch of cycles of one track.
public struct RecordedSlice: Hashable, BitwiseCopyable, Sendable {
  /// What it was spent on.
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// An operator.
    case execution
    /// A pass of the array or, of a vector operator, of the vector unit.
    case pass
    /// A finished tile in the vector unit.
    case finishedTile
    /// Partial tiles on the reduction link.
    case reduction
    /// A tile on its way.
    case transfer
    /// Data on a memory's bus.
    case data
    /// The causes of the cycle stack (docs/model.md, 7).
    case dramBandwidth, dramLatency, decode, vectorUnit, bufferBandwidth, imbalance
  }

  public var kind: Kind
  public var start: Int
  public var cycles: Int
  /// Of tiles the bytes that they move.
  public var bytes: Int = 0
  /// The execution that it belongs to; -1 where it stands for several.
  public var execution: Int32
  /// The number of the pass, transfer or sum in its operator's plan; -1 where it stands for several.
  public var number: Int32 = -1
  /// How many it stands for.
  public var count: Int32 = 1

  public var end: Int { start + cycles }
}

/// The bytes that an operand's slots hold from a cycle on.
public struct RecordedLevel: Hashable, BitwiseCopyable, Sendable {
  public var cycle: Int
  public var bytes: Int
}
