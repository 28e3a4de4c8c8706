import Accounting
import Hardware
import Replay

/// Two sentences on the memory wall, true of any result: what the memory costs, and what would end that; and one more
/// where overlap makes a run longer.
public struct Verdict: Sendable {
  /// What share of the time goes to memory, and which operators hit the wall.
  public let cost: String
  /// What the wall factor is, and which bandwidth would balance.
  public let remedy: String

  /// What else there is to say: what goes to banks of the buffers, which of twice as much would bring most, that the run would be shorter at a
  /// barrier, or with the rule's mappings than with those that a search found, and that weights with zeros run dense, because they
  /// miss the array's N:M. Nil where nothing of it is so, or was simulated.
  public let boundary: String?

  public var text: String { [cost, remedy, boundary].compactMap(\.self).joined(separator: " ") }

  public init(_ result: RunResult) {
    cost = Self.cost(result)
    remedy = Self.remedy(result)
    let others = [
      Self.buffers(result), Self.whatIfs(result), Self.boundary(result), Self.mappings(result),
      Self.misses(result),
    ].compactMap(\.self)
    boundary = others.isEmpty ? nil : others.joined(separator: " ")
  }

  /// Whether much of the time goes to accesses that meet in banks, which neither memory nor capacity would change.
  private static func buffers(_ result: RunResult) -> String? {
    let (lost, cycles) = (result.total.record.cycleStack.bufferBandwidth, result.total.record.cycles)
    let cores = result.design.cores.count
    guard cycles > 0, 20 * (lost / cores) >= cycles else { return nil }
    let share = NumberText.percent(Double(lost / cores) / Double(cycles))
    return
      "\(share) of the time goes to accesses that meet in the buffers' banks (buffer_bandwidth): more ports, or banks that lie "
      + "otherwise, would take it away, and more capacity by itself does not."
  }

  private static func misses(_ result: RunResult) -> String? {
    guard let least = result.patternMisses.min(by: { $0.miss.fuller < $1.miss.fuller }) else { return nil }
    let others = result.patternMisses.count - 1
    let (name, miss) = (least.name.onOneLine, least.miss)
    let groups = "\(NumberText.grouped(miss.fuller)) of \(NumberText.grouped(miss.groups)) groups"
    let more =
      switch others {
      case 0: ""
      case 1: " So does 1 more product, which misses by as much or more."
      default: " So do \(others) more products, which miss by as much or more."
      }
    return
      "'\(name)' runs dense, with all its zeros: the array takes \(miss.pattern) weights, and \(groups) have more than "
      + "\(miss.pattern.nonzeros) that are not zero.\(more)"
  }

  /// Which of twice as much would bring most, where that was simulated.
  private static func whatIfs(_ result: RunResult) -> String? {
    let cycles = result.total.record.cycles
    let known = result.total.whatIfs.compactMap { one in
      one.speedup(over: cycles).map { (words: one.change.words, speedup: $0) }
    }
    guard let best = known.max(by: { $0.speedup < $1.speedup }) else { return nil }
    let others = known.filter { $0.words != best.words }.map {
      "\($0.words) \(NumberText.decimal($0.speedup, 2))"
    }
    guard best.speedup >= 1.005 else {
      return "None of \(known.map(\.words).joined(separator: ", ")) would make the run faster."
    }
    let rest = others.isEmpty ? "" : "; \(others.joined(separator: ", "))"
    return
      "Simulated, \(best.words) would bring most: \(NumberText.decimal(best.speedup, 2)) times as fast\(rest)."
  }

  private static func boundary(_ result: RunResult) -> String? {
    let cycles = result.total.record.cycles
    guard let barrier = result.total.barrierCycles, barrier < cycles else { return nil }
    let less = NumberText.percent(1 - Double(barrier) / Double(cycles))
    let (there, here) =
      result.design.buffers.isShared
      ? ("fill the shared buffer", "have half of it") : ("fill a buffer", "each have to fit a slot of it")
    return
      "With 'boundary: barrier' the run would take \(less) less time, \(NumberText.grouped(barrier)) cycles: there "
      + "an operator's tiles may \(there), while here they \(here), because the next operator's tiles are there too."
  }

  private static func mappings(_ result: RunResult) -> String? {
    guard let choice = result.total.overlapChoice, choice.keepsRule else { return nil }
    let more = NumberText.percent(Double(choice.searchedCycles) / Double(choice.ruleCycles) - 1)
    return
      "The mappings are the rule's: with those that the search found, each the fastest for its operator alone, the run "
      + "would take \(more) more time, \(NumberText.grouped(choice.searchedCycles)) cycles, because operators overlap."
  }

  private static func cost(_ result: RunResult) -> String {
    let total = result.total.record
    guard total.cycles > 0 else { return "The run takes no cycle, so no time is lost to memory." }
    func share(_ cycles: Int) -> String { NumberText.percent(Double(cycles) / Double(total.cycles)) }
    // Cycle stacks are of all cores.
    let cores = result.design.cores.count
    var loss = "No time is lost to memory"
    if total.cycleStack.memory > 0 {
      loss = "\(share(total.cycleStack.memory / cores)) of the time is lost waiting for memory"
    }
    let allVectorLoss = result.operators.filter { $0.work.body.product == nil }.reduce(0) {
      $0 + $1.executions * $1.record.cycleStack.memory
    }
    let vectorLoss = allVectorLoss / cores
    if 20 * vectorLoss >= total.cycles {
      loss += ", \(share(vectorLoss)) in operators that are no products and so have no ridge"
    }
    let left = result.operators.indices.filter { result.operators[$0].figures.roofline?.side == .memory }
    let walled = left.filter { result.operators[$0].figures.bound?.isMemory == true }
    func cycles(_ places: [Int]) -> Int { places.reduce(0) { $0 + result.operators[$1].totalCycles } }
    guard walled.isEmpty else {
      let executions = NumberText.grouped(walled.reduce(0) { $0 + result.operators[$1].executions })
      let all = NumberText.grouped(result.total.executions)
      let others =
        left.count == walled.count
        ? "" : "; all that stand left of it take \(share(cycles(left))) of the time"
      return "\(loss); \(executions) of \(all) executions of operators, with "
        + "\(share(cycles(walled))) of the time, stand left of \(ridges(walled, result)) and "
        + "are bound by \(memoryName(result)) (\(longest(walled, result)))\(others)."
    }
    guard
      let most = left.max(by: { result.operators[$0].totalCycles < result.operators[$1].totalCycles })
        .map({ result.operators[$0] })
    else {
      let figures = result.total.figures
      guard figures.skippedMACs > 0, total.cycleStack.memory > 0 else {
        return "\(loss); no operator stands left of the ridge."
      }
      let skipped = NumberText.percent(Double(figures.skippedMACs) / Double(figures.denseMACs))
      return
        "\(loss); no operator stands left of the ridge, by its dense operations, of which \(skipped) are skipped."
    }
    return
      "\(loss); operators with \(share(cycles(left))) of the time stand left of the "
      + "ridge, but none of them loses most of its slots to \(memoryName(result)) (the longest, \(most.name.onOneLine), "
      + "\(leading(most)))."
  }

  /// What an operator is bound by, and what it waits for memory nevertheless: while data move an array may fill and drain.
  private static func leading(_ one: RunResult.Entry) -> String {
    let bound =
      switch one.figures.bound {
      case .compute: "uses most of them"
      case let other?: "loses most to \(other.rawValue)"
      case nil: "loses none"
      }
    guard let factor = one.wall?.factor, factor >= 1.005 else { return bound }
    return
      "\(bound), and would be \(NumberText.decimal(factor, 2)) times as fast with the limits of the memories lifted"
  }

  /// Of several memories, those at whose ridges the operators stand.
  private static func ridges(_ places: [Int], _ result: RunResult) -> String {
    guard !result.design.onChipMemories.isEmpty else { return "the ridge" }
    let names = Set(places.compactMap { result.operators[$0].figures.roofline?.memory })
    let told = result.design.memories.map(\.name).filter(names.contains).map(\.onOneLine)
    return "the ridge of \(told.joined(separator: " or "))"
  }

  /// What stalls are charged to: the classes `dram_...` are those of every memory.
  private static func memoryName(_ result: RunResult) -> String {
    result.design.onChipMemories.isEmpty ? "DRAM" : "memory"
  }

  /// The operators that take longest, by name.
  private static func longest(_ walled: [Int], _ result: RunResult) -> String {
    // Executions with figures of their own are of one operator.
    var places: [String: Int] = [:]
    var operators: [(name: String, cycles: Int)] = []
    for index in walled {
      let (name, cycles) = (result.operators[index].name, result.operators[index].totalCycles)
      if let place = places[name] {
        operators[place].cycles += cycles
      } else {
        places[name] = operators.count
        operators.append((name, cycles))
      }
    }
    let sorted = operators.enumerated().sorted {
      ($1.element.cycles, $0.offset) < ($0.element.cycles, $1.offset)
    }
    let names = sorted.prefix(3).map(\.element.name.onOneLine)
    let rest = operators.count > 3 ? " and \(operators.count - 3) more" : ""
    return (operators.count > 3 ? "longest: " : "") + names.joined(separator: ", ") + rest
  }

  private static func remedy(_ result: RunResult) -> String {
    let isIdeal = result.design.memories.allSatisfy { if case .ideal = $0.kind { true } else { false } }
    if isIdeal { return "Every memory is ideal, so there is no wall to find." }
    if result.total.figures.memories.allSatisfy({ $0.readBytes + $0.writeBytes == 0 }) {
      return "Nothing crosses a memory's bus, so there is no wall to find."
    }
    guard let wall = result.total.wall else { return "How high the memory wall is was not asked." }
    guard let factor = wall.factor else {
      return "Nothing would take a cycle with unlimited memories, so the wall factor is undefined."
    }
    return "\(self.factor(factor)); \(balance(wall, result.design))."
  }

  private static func factor(_ factor: Double) -> String {
    let lifted = "With every limit of the memories lifted"
    let number = NumberText.decimal(factor, factor < 10 ? 2 : 1)
    if factor == 1 { return "\(lifted) the run would take just as long (wall factor 1)" }
    if factor < 1 {
      let longer = NumberText.percent(1 / factor - 1)
      return "\(lifted) the run would even take \(longer) longer (wall factor \(number))"
    }
    if factor < 1.005 { return "\(lifted) the run would take hardly less time (wall factor \(number))" }
    return "\(lifted) the run would be \(number) times as fast (the wall factor)"
  }

  private static func balance(_ wall: MemoryWall, _ design: Design) -> String {
    guard let bandwidth = wall.balanceBandwidth else {
      return
        "no bandwidth alone would bring it within 1 % of that, because latency or the buffers' fill ports cost more"
    }
    let text = NumberText.scaled(bandwidth, unit: "B/s")
    let hasSeveral = !design.onChipMemories.isEmpty
    let flat = "a flat memory of \(text)\(hasSeveral ? " in the place of all" : "")"
    let what = "\(flat) would bring it within 1 % of that"
    guard let present = design.offChipBandwidth, present > 0 else { return what }
    let ratio = bandwidth / present
    // What is on the chip has a rate of its own, which is no part of what DRAM would have to grow by.
    let onChip = design.onChipBandwidth.map { NumberText.scaled($0, unit: "B/s") } ?? "any amount"
    let here =
      "\(NumberText.scaled(present, unit: "B/s")) it has"
      + (hasSeveral ? " off the chip (and \(onChip) on it)" : "")
    if ratio <= 1 {
      return hasSeveral
        ? "\(what): that is \(NumberText.percent(ratio)) of the \(here)"
        : "\(NumberText.percent(ratio)) of the \(here) (\(text)) would already balance it"
    }
    return "\(what), \(NumberText.decimal(ratio, 2)) times the \(here), "
      + "with as many more requests under way"
  }
}
