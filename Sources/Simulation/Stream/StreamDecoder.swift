/// A core's decoder of one operand in a stream, and the loads that are to come through it (docs/model.md, 9 and 12).
struct StreamDecoder {
  /// A load of which it is known when it is complete.
  struct Load {
    var sequence: Int
    var transfer: Int32
    var first: Int
    var complete: Int
  }

  private(set) var decoder = LoadDecoder()
  /// The operator of the stream whose load is next, and which of its loads that come through it.
  var sequence = 0
  var position = 0
  /// In the order in which they are known; loads may be complete before those before them.
  private(set) var known: [Load] = []

  mutating func note(_ load: Load) { known.append(load) }

  /// Takes a load if it is complete by a cycle; returns the cycle in which it leaves.
  mutating func take(_ transfer: Int32, cycles: Int, by now: Int) -> Int? {
    guard
      let place = known.firstIndex(where: {
        $0.sequence == sequence && $0.transfer == transfer && $0.complete <= now
      })
    else { return nil }
    let load = known.remove(at: place)
    position += 1
    return decoder.take(first: load.first, complete: load.complete, cycles: cycles)
  }
}

extension StreamMachine {
  /// Sends every load into its decoder that is complete by now and whose turn it is.
  mutating func decode(core: Int, operand: Int) {
    let place = 2 * core + operand
    while let load = nextDecoded(place) {
      let sequence = ledger.decoders[place].sequence
      let cycles = ledger.operators[sequence - ledger.first].fixed.prepared.decodeCycles[Int(load)]
      guard let leaves = ledger.decoders[place].take(load, cycles: cycles, by: ledger.now) else { return }
      ledger.events.add(leaves, .decoder, sequence, load)
    }
  }

  /// The load that is next in a decoder, of the operators under way; its operator is then `sequence`.
  private mutating func nextDecoded(_ place: Int) -> Int32? {
    var (sequence, position) = (ledger.decoders[place].sequence, ledger.decoders[place].position)
    if sequence < ledger.first { (sequence, position) = (ledger.first, 0) }
    var load: Int32?
    while load == nil, sequence < ledger.next {
      let loads = ledger.operators[sequence - ledger.first].fixed.prepared.decodedLoads
      if !loads.isEmpty, position < loads[place].count {
        load = loads[place][position]
      } else {
        (sequence, position) = (sequence + 1, 0)
      }
    }
    (ledger.decoders[place].sequence, ledger.decoders[place].position) = (sequence, position)
    return load
  }

  /// What of the decoders decides what is to come.
  mutating func addDecoders(to state: inout StreamState) {
    for place in ledger.decoders.indices {
      _ = nextDecoded(place)
      let one = ledger.decoders[place]
      let (now, next) = (ledger.now, ledger.next)
      let (core, operand) = place.quotientAndRemainder(dividingBy: 2)
      // When it became free matters only to loads whose first request is complete, or will be, before that.
      var earliest = now
      for load in one.known { earliest = min(earliest, load.first) }
      for server in servers {
        if let first = server.bus?.heads[4 * core + operand].firstCompletion {
          earliest = min(earliest, first)
        }
      }
      state.add(max(one.decoder.free, earliest) - now)
      state.add(one.sequence - next)
      state.add(one.position)
      state.add(one.known.count)
      for load in one.known {
        state.add(load.sequence - next)
        state.add(Int(load.transfer))
        state.add(load.first - now)
        state.add(load.complete - now)
      }
      for server in servers {
        state.add((server.bus?.heads[4 * core + operand].firstCompletion).map { $0 - now } ?? Int.max)
      }
    }
  }
}
