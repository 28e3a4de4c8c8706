extension ReferenceTable {
  /// What a verdict of `validate` means; nil of what is none.
  public static func meaning(of word: String) -> String? { words[word.lowercased()] }

  private static let words = [
    "holds": "ours is within the error that the point allows, for the reason that it gives",
    "missed": "ours is outside the error that the point allows: the command ends with status 1",
    "not below": "theirs is a bound, which ours must not be below, nor further above than the point allows",
    "calibrated":
      "a parameter was chosen by looking at this point, which therefore proves nothing; ours is within the error that it allows",
    "calibration off":
      "a parameter was chosen by looking at this point, and ours is no longer within the error that it allows",
    "beside":
      "theirs stands beside ours and nothing is claimed; the point says what keeps them from being compared",
  ]
}
