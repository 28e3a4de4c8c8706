import Quantities

// What can be wrong with a text before anyone asks what it means.
extension Finding.Message {
  static func unreadable(_ failure: FileFailure) -> Self {
    switch failure {
    case .system(let code):
      Self(
        .unreadableFile, "cannot read the file: \(systemErrorText(code)); check the path and its permissions")
    case .directory: Self(.unreadableFile, "this is a directory; name a file in it")
    case .notRegular: Self(.unreadableFile, "this is a pipe, a device or the like; name a regular file")
    case .nulInPath: Self(.unreadableFile, "the path has a NUL character in it; name a regular file")
    case .tooLarge(let limit): fileTooLarge(limit: limit)
    case .notReadBefore:
      Self(
        .unreadableFile,
        "it is not among the files that were read at the start; no other is opened, as it might change meanwhile"
      )
    }
  }

  static func fileTooLarge(limit: Int) -> Self {
    Self(.tooLarge, "the file is too large; a document may have \(limit) bytes")
  }

  static func scalarTooLarge(limit: Int) -> Self {
    Self(.tooLarge, "this text is too long; a single value may have \(limit) bytes")
  }

  static func tooManyNodes(limit: Int) -> Self {
    Self(.tooLarge, "the document is too large; it may have \(limit) keys and values")
  }

  static func tooManyAliases(limit: Int) -> Self {
    Self(
      .tooManyAliases,
      "the aliases make the document too large; written out it may have \(limit) keys and values")
  }

  static func tooDeep(limit: Int) -> Self {
    Self(.tooDeep, "too many levels inside each other; there may be \(limit)")
  }

  static let emptyDocument = Self(.syntax, "there is no document here; write at least one 'key: value'")

  static let severalDocuments = Self(
    .unsupported, "a second document begins here; put one document in a file, without '---' between")

  static let directive = Self(
    .unsupported,
    "a line that begins with '%' is a directive, and there are none here; leave it out, or indent the text")

  static func tag(_ tag: String) -> Self {
    let standard = "tag:yaml.org,2002:"
    let tag = tag.hasPrefix(standard) ? "!!" + tag.dropFirst(standard.count) : tag
    return Self(.unsupported, "the tag \(quoted(tag)) is not understood; write the value without a tag")
  }

  static let mergeKey = Self(
    .unsupported, "the merge key '<<' is not understood; to build on another file, use 'base:' at its root")

  static let keyNotScalar = Self(.unsupported, "a key must be a single text; write it out as one")

  static let blockInFlow = Self(
    .syntax, "a mapping or sequence must be written in brackets here; for example '{rows: 4}' or '[1, 2]'")

  static func recursiveAlias(_ name: String) -> Self {
    Self(
      .unresolvedReference,
      "the alias \(quoted("*" + name)) stands inside the node it names; a document cannot contain itself")
  }

  static func unknownAlias(_ name: String, nearest: String?) -> Self {
    Self(
      .unresolvedReference,
      "the alias \(quoted("*" + name)) names no anchor above it"
        + suggestion(nearest, otherwise: "mark the node with \(quoted("&" + name)) first"))
  }

  static func duplicateKey(_ key: String, firstLine: Int) -> Self {
    Self(
      .duplicateKey,
      "the key \(quoted(key)) is given twice, first given at line \(firstLine); keep one of them")
  }

  static func encoding(problem: String) -> Self {
    Self(.encoding, "this is not text: \(problem); save the file as UTF-8 without control characters")
  }

  static let nulCharacter = Self(.encoding, "this text has a NUL character in it; leave it out")

  static let tab = Self(.syntax, "a tab cannot stand here; indent with spaces")

  static func syntax(problem: String, context: String?, contextLine: Int?) -> Self {
    let start = contextLine.map { " that starts at line \($0)" } ?? ""
    let place = context.map { "\($0)\(start), " } ?? ""
    return Self(.syntax, "\(place)\(problem); \(remedy(problem: problem, context: context ?? ""))")
  }

  /// What usually helps against a complaint of libyaml.
  private static func remedy(problem: String, context: String) -> String {
    if problem.hasPrefix("mapping values") {
      return "put a text that has ': ' in it in quotes, or indent alike"
    }
    if problem.contains("',' or") || context.contains("flow") {
      return "separate by ',' and close the bracket"
    }
    if context.contains("quoted scalar") { return "close the quotes" }
    if context.contains("block") { return "indent the keys or items that belong together alike" }
    if context.contains("simple key") { return "write 'key: value'" }
    if problem.contains("cannot start any token") { return "put the text in quotes" }
    return "see this line and the one before"
  }
}

// What can be wrong with the bases of a document, and with `--set`.
extension Finding.Message {
  static func baseNotText(found: String) -> Self {
    Self(.wrongType, "'base' is \(found); it must be the path of a file, relative to this one")
  }

  static func unreadableBase(path: String, _ failure: FileFailure) -> Self {
    unreadable("base", path: path, failure)
  }

  /// A file that another one names.
  static func unreadable(_ kind: String, path: String, _ failure: FileFailure) -> Self {
    let cause = unreadable(failure)
    return Self(cause.category, "the \(kind) \(quotedPath(path)): \(cause.text)")
  }

  /// A name that is neither a file's nor that of one that ships.
  static func notShipped(_ kind: String, name: String, known: [String]) -> Self {
    let remedy = suggestion(
      NearestName.of(name, among: known), otherwise: "there is \(listed(known)); or name a file")
    return Self(.unreadableFile, "there is no file and no shipped \(kind) \(quotedPath(name))\(remedy)")
  }

  static func baseCycle(path: String) -> Self {
    Self(.baseCycle, "the base \(quotedPath(path)) is built on this file itself; break the circle")
  }

  static func tooManyBases(limit: Int) -> Self {
    Self(.tooDeep, "too many bases on top of each other; there may be \(limit)")
  }

  static func rootNotMapping(found: String) -> Self {
    Self(.wrongType, "the document is \(found); it must be a mapping of keys to values")
  }

  static func nothingToRemove(_ key: String, among names: [String]) -> Self {
    let nearest = NearestName.of(key, among: names)
    return Self(
      .unknownKey,
      "there is no \(quoted(key)) to remove with null" + suggestion(nearest, otherwise: "leave it out"))
  }

  static func settingWithoutValue(_ text: String) -> Self {
    Self(.invalidValue, "\(quoted(text)) sets nothing; write PATH=VALUE, for example array.rows=64")
  }

  static func settingWithoutPath(_ path: String) -> Self {
    Self(
      .invalidValue,
      "the path \(quoted(path)) has an empty part; write keys with dots between, for example array.rows")
  }

  static func settingInsideScalar(_ key: String, found: String) -> Self {
    Self(
      .wrongType,
      "nothing can be set at \(quoted(key)), because above it is \(found) and no mapping; set that instead")
  }

  static func settingOutside(_ key: String, count: Int) -> Self {
    Self(
      .unknownKey,
      count == 0
        ? "\(quoted(key)) is no item of an empty sequence; set the whole sequence"
        : "\(quoted(key)) is no item of this sequence; its items are 0 to \(count - 1)")
  }
}
