/// Requests that were issued and have not arrived, and the transfers that they belong to.
struct RequestTable {
  /// One request on its way.
  struct Request {
    /// How many were issued before it.
    var number: Int
    var transfer: Int32
    var queue: Int32
    var bytes: Int32
    /// Bursts that are not complete, and the latest tick in which one was.
    var left: Int32
    var latest: Int
  }

  /// A transfer of which requests are on their way.
  struct UnderWay {
    var transfer: Int32 = -1
    var sequence = 0
    /// Whether all its requests were issued.
    var hasLeft = false
    /// Requests that are on their way, and the latest cycle in which one is complete.
    var left = 0
    var latest = 0
    var moved = MovedRequests()
  }

  private(set) var requests: [Request] = []
  private(set) var transfers: [UnderWay] = []
  private var freeRequests: [Int32] = []
  private var freeTransfers: [Int32] = []

  /// Keeps a request; returns its place.
  mutating func add(_ request: Request) -> Int {
    transfers[Int(request.transfer)].left += 1
    if let place = freeRequests.popLast() {
      requests[Int(place)] = request
      return Int(place)
    }
    requests.append(request)
    return requests.count - 1
  }

  /// A new transfer's place.
  mutating func open() -> Int32 {
    if let place = freeTransfers.popLast() {
      transfers[Int(place)] = UnderWay()
      return place
    }
    transfers.append(UnderWay())
    return Int32(transfers.count - 1)
  }

  /// Counts a transfer's next request.
  mutating func count(_ transfer: Int32, bursts: Int, overfetchedBytes: Int) {
    transfers[Int(transfer)].moved.requests += 1
    transfers[Int(transfer)].moved.bursts += bursts
    transfers[Int(transfer)].moved.overfetchedBytes += overfetchedBytes
  }

  /// A transfer's last request was issued.
  mutating func close(_ transfer: Int32, _ number: Int32, in sequence: Int) -> MovedRequests {
    transfers[Int(transfer)].transfer = number
    transfers[Int(transfer)].sequence = sequence
    transfers[Int(transfer)].hasLeft = true
    return transfers[Int(transfer)].moved
  }

  /// Notes a burst; returns whether it was its request's last one.
  @inline(__always)
  mutating func burst(of place: Int, in tick: Int) -> Bool {
    requests[place].latest = max(requests[place].latest, tick)
    requests[place].left -= 1
    return requests[place].left == 0
  }

  /// Forgets a request that is complete in a cycle; returns its transfer where that was the last of it.
  mutating func finish(_ place: Int, in cycle: Int) -> UnderWay? {
    let transfer = Int(requests[place].transfer)
    freeRequests.append(Int32(place))
    transfers[transfer].left -= 1
    transfers[transfer].latest = max(transfers[transfer].latest, cycle)
    guard transfers[transfer].left == 0, transfers[transfer].hasLeft else { return nil }
    freeTransfers.append(Int32(transfer))
    return transfers[transfer]
  }
}
