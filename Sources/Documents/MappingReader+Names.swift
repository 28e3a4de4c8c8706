extension MappingReader {
  /// A text that is not empty; one that looks like something else must be in quotes.
  public func text(_ key: String) -> String? { scalar(required(key, .text), key)?.text() }

  /// The same of a text that has to be like the ones that `expected` names.
  public func text(_ key: String, as expected: String) -> String? {
    scalar(required(key, .like(expected)), key)?.text()
  }

  public func text(_ key: String, default value: String) -> String { textIfPresent(key) ?? value }

  public func textIfPresent(_ key: String) -> String? { scalar(nodeIfPresent(key), key)?.text() }

  /// A name: letters, digits, `_`, `-` and `.`, beginning with a letter or `_`.
  public func identifier(_ key: String) -> String? {
    scalar(required(key, .identifier), key)?.identifier()
  }

  /// The same of a name that has to be like the ones that `expected` names.
  public func identifier(_ key: String, as expected: String) -> String? {
    scalar(required(key, .like(expected)), key)?.identifier()
  }

  public func identifier(_ key: String, default value: String) -> String {
    identifierIfPresent(key) ?? value
  }

  public func identifierIfPresent(_ key: String) -> String? {
    scalar(nodeIfPresent(key), key)?.identifier()
  }

  /// One of the names of an enumeration.
  public func enumeration<E: RawRepresentable<String> & CaseIterable>(_ key: String, as type: E.Type) -> E? {
    scalar(required(key, .oneOf(E.names)), key)?.enumeration(as: type)
  }

  public func enumeration<E: RawRepresentable<String> & CaseIterable>(
    _ key: String, as type: E.Type, default value: E
  ) -> E {
    enumerationIfPresent(key, as: type) ?? value
  }

  public func enumerationIfPresent<E: RawRepresentable<String> & CaseIterable>(
    _ key: String, as type: E.Type
  ) -> E? {
    scalar(nodeIfPresent(key), key)?.enumeration(as: type)
  }

  /// A name that must be among those given; `kind` says what it names, such as "memory".
  public func name(_ key: String, among names: [String], kind: String) -> String? {
    scalar(required(key, .nameOf(kind)), key)?.name(among: names, kind: kind)
  }

  public func name(_ key: String, among names: [String], kind: String, default value: String) -> String {
    nameIfPresent(key, among: names, kind: kind) ?? value
  }

  public func nameIfPresent(_ key: String, among names: [String], kind: String) -> String? {
    scalar(nodeIfPresent(key), key)?.name(among: names, kind: kind)
  }

  /// A name that must be in the list; for long lists that many values are looked up in.
  public func name(_ key: String, in names: NameList, kind: String) -> String? {
    scalar(required(key, .nameOf(kind)), key)?.name(in: names, kind: kind)
  }

  public func nameIfPresent(_ key: String, in names: NameList, kind: String) -> String? {
    scalar(nodeIfPresent(key), key)?.name(in: names, kind: kind)
  }
}
