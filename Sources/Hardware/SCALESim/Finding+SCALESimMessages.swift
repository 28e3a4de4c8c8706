import Documents
import Quantities

// What can be wrong with a SCALE-Sim configuration.

extension Finding.Message {
  static let scaleSimSection = Self(
    .syntax, "a section has its name in brackets; for example [architecture_presets]")

  static let scaleSimNoSetting = Self(
    .syntax, "this is no setting; write 'key : value' or 'key = value', and '#' before a comment")

  static let scaleSimNoSection = Self(
    .syntax, "this setting stands in no section; write [general] or [architecture_presets] above it")

  static func scaleSimTwice(_ key: String, line: Int) -> Self {
    Self(
      .duplicateKey, "the key \(quoted(key)) is given twice, first given at line \(line); keep one of them")
  }

  static func scaleSimMissing(_ key: String, nearest: String?) -> Self {
    let hint = nearest.map { "; is \(quoted($0)) meant to be it?" } ?? "; add it to [architecture_presets]"
    return Self(.missingKey, "the configuration has no key '\(key)'\(hint)")
  }

  static func scaleSimUnknownKey(_ key: String, nearest: String?) -> Self {
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "it is left out of the design"
    return Self(.unknownKey, "unknown key \(quoted(key)) in a SCALE-Sim configuration; \(hint)")
  }

  static func scaleSimNotInteger(_ key: String, _ text: String, _ range: ClosedRange<Int>) -> Self {
    let found = text.isEmpty ? "left empty" : quoted(text)
    return Self(
      text.allSatisfy(\.isNumber) && !text.isEmpty ? .outOfRange : .wrongType,
      "\(quoted(key)) is \(found); it must be an integer from \(range.lowerBound) to \(range.upperBound)")
  }

  static func scaleSimDataflow(_ text: String) -> Self {
    Self(.unknownName, "'Dataflow' is \(quoted(text)); it must be one of 'os', 'ws', 'is'")
  }

  static func scaleSimMode(_ text: String) -> Self {
    Self(.unknownName, "'InterfaceBandwidth' is \(quoted(text)); it must be one of 'CALC', 'USER'")
  }

  static let scaleSimStated = Self(
    .inconsistent,
    "USER becomes a memory of the stated bandwidth and buffers of the stated sizes, in Ridgeline's own timing; "
      + "SCALE-Sim's stalls in this mode are not reproduced; write CALC for equal compute cycles")

  static let scaleSimRowWise = Self(
    .unsupported,
    "'OptimizedMapping' prunes the weights row by row, and sparse layers are not there yet; write false")
}
