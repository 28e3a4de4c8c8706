/// What an operator may have no more of than a limit, because it is gone through one by one, or because sums of it are
/// made before anybody looks whether they fit.
public enum PlanLimit: Hashable, Sendable {
  /// Output pixels of a tile.
  case pixels
  /// Positions of the reduction in a tile.
  case reduction
  /// Folds of a pass.
  case folds
  /// Slots of all passes: steps of the array, at most, times multipliers.
  case slots
  /// Vectors of passes that differ, gone through one by one.
  case vectors
  /// Steps of passes that differ, gone through one by one where ports hold the array up.
  case steps
  /// Requests of all transfers.
  case requests
}
