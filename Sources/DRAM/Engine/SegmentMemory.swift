import Hardware

/// What a channel's counts grew by in a segment of a stream.
struct ChannelGrowth {
  var counts: DRAMCounts
  var stacks: [DRAMBusStack]
  var ranks: [DRAMRankRecord]
  /// From the segment's beginning; nil where there was none.
  var lastRead: Int?
  var lastWrite: Int?
  var lastCompletion: Int?
}

/// What became of a state and the requests that followed it: the next state, and all that was counted on the way.
struct Segment {
  var key: [Int32]
  var outcome: [Int32]
  var duration: Int
  var acceptedNow: Int
  /// Cycles from the beginning, of each request of the segment; -1 where its completion was not known at the end.
  var accepted: [Int32]
  var completed: [Int32]
  /// Of the requests that waited at the beginning, those whose completion became known.
  var keptCompleted: [(ordinal: Int32, cycle: Int32)]
  var growth: [ChannelGrowth]
}

/// Segments of streams by the state that they begin in.
///
/// A state's second sighting is remembered, so that streams without an order cost little.
struct SegmentMemory {
  private static let most = 1 << 12
  private static let places = 1 << 14

  private var segments: [Segment] = []
  /// By hash: 0 where nothing was seen, -1 where a state was seen, else the segment's number and one.
  private var table = [Int32](repeating: 0, count: SegmentMemory.places)
  private var hashes = [UInt64](repeating: 0, count: SegmentMemory.places)
  private var sightings = 0

  enum Finding {
    case new
    case seen(place: Int)
    case segment(Int)
  }

  func segment(_ number: Int) -> Segment { segments[number] }

  /// What is known of a state, which counts as seen from now on.
  mutating func find(_ words: UnsafeMutablePointer<Int32>, count: Int) -> Finding {
    let hash = SegmentMemory.hash(words, count: count)
    var place = Int(truncatingIfNeeded: hash >> 40) & (SegmentMemory.places - 1)
    while table[place] != 0 {
      if hashes[place] == hash {
        if table[place] < 0 { return .seen(place: place) }
        let number = Int(table[place]) - 1
        if isEqual(segments[number].key, words, count: count) { return .segment(number) }
      }
      place = (place + 1) & (SegmentMemory.places - 1)
    }
    // The table is kept half empty; what does not fit is forgotten.
    if sightings < SegmentMemory.places / 2 {
      table[place] = -1
      hashes[place] = hash
      sightings += 1
    }
    return .new
  }

  /// In two lanes, since a multiplication waits for the one before.
  private static func hash(_ words: UnsafeMutablePointer<Int32>, count: Int) -> UInt64 {
    var one = UInt64(truncatingIfNeeded: count) &* 0x9e37_79b9_7f4a_7c15
    var two: UInt64 = 0x94d0_49bb_1331_11eb
    var index = 0
    while index &+ 4 <= count {
      let first =
        UInt64(UInt32(bitPattern: words[index])) | UInt64(UInt32(bitPattern: words[index &+ 1])) &<< 32
      let second =
        UInt64(UInt32(bitPattern: words[index &+ 2])) | UInt64(UInt32(bitPattern: words[index &+ 3])) &<< 32
      one = (one ^ first) &* 0x9fb2_1c65_1e98_df25
      one ^= one &>> 32
      two = (two ^ second) &* 0xd6e8_feb8_6659_fd93
      two ^= two &>> 32
      index &+= 4
    }
    while index < count {
      one = (one ^ UInt64(UInt32(bitPattern: words[index]))) &* 0x9fb2_1c65_1e98_df25
      one ^= one &>> 32
      index &+= 1
    }
    return (one ^ two &* 0x9e37_79b9_7f4a_7c15) &* 0xd6e8_feb8_6659_fd93
  }

  private func isEqual(_ key: [Int32], _ words: UnsafeMutablePointer<Int32>, count: Int) -> Bool {
    guard key.count == count else { return false }
    return key.withUnsafeBufferPointer { key in
      var difference: Int32 = 0
      for index in 0..<count { difference |= key[index] ^ words[index] }
      return difference == 0
    }
  }

  mutating func remember(_ segment: Segment, at place: Int) {
    guard segments.count < SegmentMemory.most else { return }
    segments.append(segment)
    table[place] = Int32(truncatingIfNeeded: segments.count)
  }
}
