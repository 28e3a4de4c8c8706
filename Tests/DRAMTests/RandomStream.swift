import Hardware
import ReferenceMachine

/// Random streams: addresses of a kind, directions of a kind, arrivals of a kind.
enum RandomStream {
  static func requests(
    for organization: DRAMOrganization, _ numbers: inout RandomNumbers
  ) -> [SteppedDRAM.Request] {
    let count = numbers.integer(10...160)
    let arrivals = arrivals(count, &numbers)
    let addresses = addresses(count, organization, &numbers)
    return (0..<count).map {
      SteppedDRAM.Request(
        address: addresses[$0].address, arrival: arrivals[$0], isWrite: addresses[$0].isWrite)
    }
  }

  private static func arrivals(_ count: Int, _ numbers: inout RandomNumbers) -> [Int] {
    var cycle = numbers.chance(30) ? numbers.integer(0...500) : 0
    switch numbers.integer(0...4) {
    case 0: return Array(repeating: cycle, count: count)
    case 1:
      let step = numbers.integer(1...20)
      return (0..<count).map { cycle + $0 * step }
    case 2:
      let most = numbers.pick([3, 10, 40])
      return (0..<count).map { _ in
        cycle += numbers.integer(0...most)
        return cycle
      }
    case 3:
      let burst = numbers.integer(5...40)
      let gap = numbers.integer(50...700)
      return (0..<count).map { cycle + $0 / burst * gap }
    default:
      // Not in order: what waits at the head may come later than what is behind.
      return (0..<count).map { cycle + numbers.integer(0...($0 * 6)) }
    }
  }

  private static func addresses(
    _ count: Int, _ organization: DRAMOrganization, _ numbers: inout RandomNumbers
  ) -> [(address: UInt64, isWrite: Bool)] {
    let bytes = organization.requestBytes
    let banks =
      organization.channels * organization.pseudoChannels * organization.ranks * organization.banksPerRank
    let lines = banks * organization.rows * organization.bursts
    let base = numbers.integer(0...lines - 1)
    let writes = numbers.pick([0, 10, 30, 50, 90, 100])
    let offset = numbers.chance(15) ? numbers.integer(1...bytes - 1) : 0
    func address(_ line: Int) -> UInt64 { UInt64(line * bytes + (numbers.chance(50) ? offset : 0)) }
    switch numbers.integer(0...9) {
    case 0: return (0..<count).map { (address(base + $0), numbers.chance(writes)) }
    case 1:
      let step = numbers.pick([2, 3, 8, 16, 64, 256])
      return (0..<count).map { (address(base + $0 * step), numbers.chance(writes)) }
    case 2: return (0..<count).map { _ in (address(numbers.integer(0...lines - 1)), numbers.chance(writes)) }
    case 3, 4:
      // Reads, and writes of what was read a little before.
      let behind = numbers.chance(40) ? 0 : numbers.integer(0...12)
      return (0..<count).map { index in
        index % 2 == 0
          ? (address(base + index / 2), false) : (address(base + max(0, index / 2 - behind)), true)
      }
    case 5:
      // A few lines, over and over.
      let few = (0..<numbers.integer(1...12)).map { _ in numbers.integer(0...lines - 1) }
      return (0..<count).map { _ in (address(numbers.pick(few)), numbers.chance(writes)) }
    case 6, 7, 8:
      // Two stretches that take turns, often of one bank.
      let other = base + numbers.pick([1, 2, 4]) * organization.bursts * banks
      let turn = numbers.integer(1...10)
      let writes = numbers.chance(50) ? 0 : writes
      return (0..<count).map { index in
        (
          address((index / turn % 4 == 3 ? other : base) + index % organization.bursts),
          numbers.chance(writes / 2)
        )
      }
    default:
      // Neighbours, and now and then something else.
      var line = base
      return (0..<count).map { _ in
        line = numbers.chance(25) ? numbers.integer(0...2 * lines) : line + 1
        return (address(line), numbers.chance(writes))
      }
    }
  }
}
