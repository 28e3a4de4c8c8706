import Replay

/// What twice of something would bring.
public struct WhatIfView: Codable, Sendable {
  /// Null where the machine cannot be had.
  public var cycles: OrNull<Int>
  public var speedup: OrNull<Double>
  /// What makes the machine of the design; absent of an operator, like the problem.
  public var settings: [String]?
  /// Why there are no cycles; null where there are.
  public var problem: OrNull<String>?
}

extension WhatIfView {
  /// Of a run of so many cycles.
  static func total(_ whatIfs: [WhatIf], cycles: Int) -> [String: WhatIfView]? {
    guard !whatIfs.isEmpty else { return nil }
    return Dictionary(
      uniqueKeysWithValues: whatIfs.map { one in
        (
          one.change.rawValue,
          WhatIfView(
            cycles: OrNull(one.cycles), speedup: OrNull(figure: one.speedup(over: cycles)),
            settings: one.settings, problem: OrNull(one.problem))
        )
      })
  }

  /// Of an operator of the trace that takes so many cycles; nil where it was not asked for, or operators overlap.
  static func operation(_ place: Int, _ whatIfs: [WhatIf], cycles: Int) -> [String: WhatIfView]? {
    let known = whatIfs.filter { $0.operatorCycles.indices.contains(place) }
    guard !known.isEmpty else { return nil }
    return Dictionary(
      uniqueKeysWithValues: known.map { one in
        let other = one.operatorCycles[place]
        return (
          one.change.rawValue,
          WhatIfView(
            cycles: OrNull(other), speedup: OrNull(other > 0 ? Double(cycles) / Double(other) : nil),
            settings: nil, problem: nil)
        )
      })
  }
}
