/// How points are chosen where not all are run.
public struct SearchPlan: Sendable {
  /// By which rule (docs/sweeps.md, "Search").
  public enum Method: String, CaseIterable, Sendable {
    case random
    case latinHypercube = "latin_hypercube"
    case annealing
    case evolutionary
  }

  public var method: Method
  /// Points that are run at most.
  public var budget: Int
  public var seed: UInt64
  /// Points that are chosen before any of them is known.
  public var population: Int
}
