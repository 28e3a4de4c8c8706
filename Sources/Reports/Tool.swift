/// What the program says of itself; the only place that a version is written in.
public enum Tool {
  public static let version = "0.1.0"
  /// Goes up when the same inputs give other cycles, counts or figures: a change of docs/model.md.
  public static let modelVersion = 7
}
