import Documents
import Quantities

// What can be wrong with a sweep file.
extension Finding.Message {
  static func unknownAxis(_ key: String, among roots: [String]) -> Self {
    let nearest = NearestName.of(String(key.prefix { $0 != "." }), among: roots)
    return Self(
      .unknownKey,
      "\(quoted(key)) is no path of the design or trace"
        + suggestion(nearest, otherwise: "a group of paths under a name of its own has 'zip'"))
  }

  static func noPath(_ key: String) -> Self {
    Self(
      .unknownKey,
      "\(quoted(key)) is no path of the design or trace; write for example array.columns, or trace.samples")
  }

  static func noAxis(_ key: String, found: String) -> Self {
    Self(
      .wrongType,
      "the values of \(quoted(key)) are \(found); write a list, {from: 8, to: 64, factor: 2}, "
        + "{from: 8, to: 64, step: 8}, {choices: {NAME: VALUE}} or {zip: {PATH: LIST}}")
  }

  static func emptyAxis(_ key: String) -> Self {
    Self(.invalidValue, "\(quoted(key)) has no values; give it one at least")
  }

  static func tooManyOptions(_ key: String, most: Int) -> Self {
    Self(.tooLarge, "\(quoted(key)) has too many values; an axis may have \(most)")
  }

  static func tooManyPoints(_ most: Int) -> Self {
    Self(.tooLarge, "the axes have more than \(most) points together; leave values out")
  }

  static func repeatedOption(_ label: String, of key: String, first: Int) -> Self {
    Self(
      .duplicateKey,
      "\(quoted(label)) is a value of \(quoted(key)) already, at place \(first); keep one of them")
  }

  static func unequalZip(_ key: String, _ count: Int, _ other: String, _ otherCount: Int) -> Self {
    Self(
      .inconsistent,
      "\(quoted(key)) has \(counted(count, "value")) and \(quoted(other)) has \(otherCount); "
        + "what is zipped has equally many")
  }

  static func setTwice(_ key: String) -> Self {
    Self(.inconsistent, "\(quoted(key)) is set by another axis or by 'set', too; let one of them set it")
  }

  static func nameTaken(_ key: String) -> Self {
    Self(.inconsistent, "\(quoted(key)) is the name of an axis; give the derived value another one")
  }

  static func givenTwice(_ key: String) -> Self {
    Self(.inconsistent, "\(quoted(key)) is an axis, too; keep one of them")
  }

  static func namesWanted(_ kind: String, found: String) -> Self {
    Self(
      .wrongType,
      "\(quoted(kind)) is \(found); it must be a path or a shipped name, and as an axis a list of them")
  }

  static func unknownShipped(_ kind: String, _ name: String, among names: [String], in folder: String) -> Self
  {
    guard !names.isEmpty else {
      return Self(
        .unresolvedReference,
        "no \(kind) \(quotedPath(name)) is found: there is no folder \(quotedPath(folder)) around this file, in the working folder "
          + "or above the program; run it in the folder that has one, or name a file by its path, which ends in .yaml"
      )
    }
    return Self(
      .unresolvedReference,
      "no \(kind) that ships is named \(quoted(name))"
        + suggestion(
          NearestName.of(name, among: names), otherwise: "a file is named by its path, which ends in .yaml"))
  }

  static func otherFile(_ found: String, wanted: String) -> Self {
    Self(.wrongType, "this is \(found), and \(wanted) is wanted here")
  }

  static func stepOrFactor(_ key: String) -> Self {
    Self(.missingKey, "the range of \(quoted(key)) needs one of 'step' and 'factor'")
  }

  static func unequalUnits(_ key: String) -> Self {
    Self(.inconsistent, "'from' and 'to' of \(quoted(key)) have different units")
  }

  static func wrongStep(_ key: String, isFactor: Bool) -> Self {
    isFactor
      ? Self(
        .outOfRange,
        "the factor of \(quoted(key)) must be a number above 1 without a unit, and 'from' above 0")
      : Self(.outOfRange, "the step of \(quoted(key)) must be above 0, in the unit of 'from'")
  }

  static func notWhole(_ key: String, _ number: String) -> Self {
    Self(.notWhole, "the range of \(quoted(key)) comes to \(number), which is no whole number of base units")
  }

  static func noNumber(_ key: String, found: String) -> Self {
    Self(.wrongType, "\(quoted(key)) is \(found); it must be a number, perhaps with a unit")
  }

  static let seedsTooGreat = Self(
    .outOfRange, "the seeds go beyond the greatest; begin with a smaller one")

  static func unknownFigure(_ key: String, among roots: [String]) -> Self {
    let nearest = NearestName.of(String(key.prefix { $0 != "." }), among: roots)
    return Self(
      .unknownName,
      "a result has no figure \(quoted(key))"
        + suggestion(nearest, otherwise: "the figures are \(listed(roots.sorted()))"))
  }

  static func absentFigure(_ key: String, among keys: [String]) -> Self {
    Self(
      .unknownName,
      "results of this sweep have no figure \(quoted(key))"
        + suggestion(
          keys.first { $0 == "\(key).total" } ?? keys.first { $0.hasPrefix("\(key).") }
            ?? NearestName.of(key, among: keys), otherwise: "'ridgeline run --json' shows what 'total' has"))
  }

  static func figureNotSeen(_ key: String, tried: Int) -> Self {
    Self(
      .unknownName,
      "\(tried == 1 ? "the point that was tried has no" : "none of the \(tried) points that were tried has a") figure "
        + "\(quoted(key)), which others may have; it has no value where a machine has none")
  }

  static let keepsNothing = Self(
    .missingKey,
    "rows of this sweep keep no figures, as it has neither 'metrics' nor 'objectives', and so say only which points ran; add for "
      + "example 'objectives: {time_s: min}'")

  static func noExpression(found: String) -> Self {
    Self(.wrongType, "this is \(found); it must be an expression, for example 2 * array.rows")
  }

  static func expression(_ error: ExpressionError) -> Self { Self(.invalidValue, error.message) }

  static func noTruth(_ text: String, _ found: String) -> Self {
    Self(
      .wrongType, "\(quoted(text)) is \(found); a constraint is a comparison, for example array.rows <= 64")
  }

  static func noNumber(objective name: String, _ found: String) -> Self {
    Self(.wrongType, "the objective \(quoted(name)) is \(found); only numbers can be small or great")
  }

  static func circle(_ name: String) -> Self {
    Self(.inconsistent, "\(quoted(name)) is computed of itself; break the circle")
  }

  static func settingOfFigure(_ path: String) -> Self {
    Self(
      .inconsistent, "\(quoted(path)) is computed of a result, which is known only after it; use parameters")
  }

  static let searchWithoutObjective = Self(
    .missingKey, "this search needs 'objectives', for example {time_s: min}")

  /// What a value of an axis, or a computed one, does to the design or trace, in that one's words.
  static func wrongWith(
    _ path: String, _ value: String, more: Int, _ target: SettingTarget, _ category: FindingCategory,
    _ text: String
  ) -> Self {
    let others = more == 0 ? "" : " (and \(counted(more, "other value")))"
    return Self(
      category,
      "with \(quoted(path)) at \(quoted(value))\(others) the \(target == .trace ? "trace" : "design") is wrong: \(text)"
    )
  }

  static func noTensorFile(_ path: String, _ reason: String) -> Self {
    Self(.unreadableFile, "cannot read the tensor file \(quotedPath(path)): \(reason); check the path")
  }

  static func columnTwice(_ name: String, _ other: String) -> Self {
    Self(
      .inconsistent, "\(quoted(name)) is \(other), too; take another name, as tables have a column for each")
  }

  static func budgetOfNoConfiguration(_ budget: Int, _ seeds: Int) -> Self {
    Self(
      .outOfRange,
      "the budget is \(counted(budget, "point")), and a configuration takes \(seeds), one for each seed; make it \(seeds) at least"
    )
  }

  static func constraintOfSeeds(_ text: String) -> Self {
    Self(
      .inconsistent,
      "\(quoted(text)) is about seeds, and a search runs each configuration with all of them; change 'repeats' or 'seed'"
    )
  }

  static func unsettable(_ path: String, _ value: Value) -> Self {
    Self(
      .invalidValue, "\(quoted(path)) would be \(value.kind) (\(value)), which no document can state exactly")
  }
}
