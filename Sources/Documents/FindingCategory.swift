/// What sort of thing a finding says; the raw values are stable names for tools.
public enum FindingCategory: String, CaseIterable, Hashable, Sendable {
  // Bytes and syntax.
  case unreadableFile = "unreadable_file"
  case encoding
  case syntax
  case unsupported
  case tooDeep = "too_deep"
  case tooLarge = "too_large"
  case tooManyAliases = "too_many_aliases"
  case baseCycle = "base_cycle"

  // Keys.
  case duplicateKey = "duplicate_key"
  case unknownKey = "unknown_key"
  case missingKey = "missing_key"

  // Values.
  case wrongType = "wrong_type"
  case outOfRange = "out_of_range"
  case invalidValue = "invalid_value"
  case missingUnit = "missing_unit"
  case unknownUnit = "unknown_unit"
  case notWhole = "not_whole"
  case unknownName = "unknown_name"
  case unresolvedReference = "unresolved_reference"

  // What only the rooms that know the meaning can find.
  case inconsistent
  case impossibleDesign = "impossible_design"
}
