/// Requests that were issued and have not arrived, and the transfers that they belong to.
struct RequestTable {
  /// One request on its way.
  struct Request: BitwiseCopyable {
    /// How many were issued before it, which is what it is known by; -1 for none.
    var number = -1
    /// When the latest of its bursts was complete, in ticks, and how many are not.
    var latest = 0
    var left: Int32 = 0
    var bytes: Int32 = 0
    var transfer: Int32 = 0
    var queue: Int32 = 0
  }

  /// A transfer of which requests are on their way.
  struct UnderWay: BitwiseCopyable {
    var transfer: Int32 = -1
    var sequence = 0
    /// Whether all its requests were issued.
    var hasLeft = false
    /// Requests that are on their way, and the earliest and the latest cycle in which one is complete.
    var left = 0
    var earliest = Int.max
    var latest = 0
    var moved = MovedRequests()

    /// Another request was issued.
    @inline(__always)
    mutating func add(bursts: Int, overfetchedBytes: Int) {
      left += 1
      moved.requests += 1
      moved.bursts += bursts
      moved.overfetchedBytes += overfetchedBytes
    }

    /// One of them is complete; returns whether it was the last of all.
    @inline(__always)
    mutating func finish(in cycle: Int) -> Bool {
      left -= 1
      earliest = min(earliest, cycle)
      latest = max(latest, cycle)
      return left == 0 && hasLeft
    }
  }

  private var requests = Ring(Request())
  private var transfers = Ring(UnderWay())
  private var transferCount = 0
  private var freeTransfers: [Int32] = []

  mutating func makeUnique() {
    requests.makeUnique()
    transfers.makeUnique()
  }

  /// The request of a number.
  @inline(__always)
  subscript(number: Int) -> Request { requests[number] }

  /// Keeps a transfer's next request, with what its bursts have that it does not need.
  @inline(__always)
  mutating func add(_ request: Request, overfetchedBytes: Int) {
    let number = request.number
    while requests[number].number >= 0 {
      // All before are complete.
      requests.grow(Request(), keeping: number - requests.room..<number)
    }
    requests[number] = request
    transfers[Int(request.transfer)].add(bursts: Int(request.left), overfetchedBytes: overfetchedBytes)
  }

  /// Those of which bursts are not complete.
  var incomplete: [Request] {
    (0..<requests.room).map { requests[$0] }.filter { $0.number >= 0 && $0.left > 0 }
  }

  /// A new transfer's place.
  mutating func open() -> Int32 {
    if let place = freeTransfers.popLast() {
      transfers[Int(place)] = UnderWay()
      return place
    }
    if transferCount == transfers.room { transfers.grow(UnderWay(), keeping: 0..<transferCount) }
    transfers[transferCount] = UnderWay()
    transferCount += 1
    return Int32(transferCount - 1)
  }

  /// A transfer's last request was issued.
  mutating func close(_ transfer: Int32, _ number: Int32, in sequence: Int) -> MovedRequests {
    transfers[Int(transfer)].transfer = number
    transfers[Int(transfer)].sequence = sequence
    transfers[Int(transfer)].hasLeft = true
    return transfers[Int(transfer)].moved
  }

  /// Notes a burst; returns the latest tick of its request's, if it was the last one.
  @inline(__always)
  mutating func burst(of number: Int, in tick: Int) -> Int? {
    requests[number].latest = max(requests[number].latest, tick)
    requests[number].left -= 1
    return requests[number].left == 0 ? requests[number].latest : nil
  }

  /// Forgets a request that is complete in a cycle; returns its transfer where that was the last of it.
  @inline(__always)
  mutating func finish(_ number: Int, in cycle: Int) -> UnderWay? {
    let transfer = Int(requests[number].transfer)
    requests[number].number = -1
    guard transfers[transfer].finish(in: cycle) else { return nil }
    freeTransfers.append(Int32(transfer))
    return transfers[transfer]
  }
}
