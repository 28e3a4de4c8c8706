import Documents
import Quantities

extension Finding.Message {
  static func noAccelergyTables(_ key: String) -> Self {
    let what = key == "ERT" ? "an energy" : "an area"
    return Self(
      .missingKey,
      "this is no \(key) of Accelergy: '\(key).tables' is missing; give the file in which Accelergy writes \(what) "
        + "reference table")
  }

  static func accelergyVersion(_ found: String, _ key: String) -> Self {
    Self(.unsupported, "the \(key) has version \(found); 0.3 and 0.4 are read")
  }

  static func noAccelergyName(_ place: String) -> Self {
    Self(.missingKey, "\(place) has no 'name'; Accelergy writes the component's name there")
  }

  static func noComponent(_ name: String, among names: [String]) -> Self {
    let nearest = NearestName.of(name, among: names).map { "; did you mean '\($0)'?" } ?? ""
    return Self(.unknownName, "the tables have no component '\(name)'\(nearest)")
  }

  static func severalComponents(_ name: String, _ names: [String]) -> Self {
    Self(
      .inconsistent,
      "the name '\(name)' is that of several components: \(names.joined(separator: ", ")); write the whole name of one"
    )
  }

  static func noAction(_ action: String, of component: String, among names: [String]) -> Self {
    var known: [String] = []
    for name in names where !known.contains(name) { known.append(name) }
    let list = known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"
    return Self(.unknownName, "'\(component)' has no action '\(action)'; \(list)")
  }

  static func severalActions(_ action: String, of component: String, _ choices: [String]) -> Self {
    Self(
      .inconsistent,
      "'\(component)' has several actions '\(action)': with the arguments \(choices.joined(separator: ", ")); add "
        + "'arguments' with those of one")
  }

  static func noSuchArguments(_ action: String, of component: String, _ choices: [String]) -> Self {
    Self(
      .inconsistent,
      "'\(component)' has no action '\(action)' of these arguments; it has \(choices.joined(separator: ", "))"
    )
  }

  static func noArea(of component: String, hasTable: Bool) -> Self {
    Self(
      .unresolvedReference,
      hasTable
        ? "the area table has no area of '\(component)'"
        : "an area needs the area table; give it with --area")
  }

  static func noAccelergyNumber(found: String, unit: String) -> Self {
    Self(.invalidValue, "expected a number of \(unit), from 0 to 1e9; found \(found)")
  }

  static func valueAndComponent(_ key: String) -> Self {
    Self(.inconsistent, "'\(key)' stands beside 'component', whose number takes its place; keep one of them")
  }
}
