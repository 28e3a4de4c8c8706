extension Node {
  /// This document with one value set, as `--set PATH=VALUE` on a command line does.
  ///
  /// The assignment is split at its first `=`.
  public func setting(_ assignment: String, findings: Findings) -> Node {
    guard let equals = assignment.firstIndex(of: "=") else {
      let position = SourcePosition(file: shown("--set \(assignment)", longest: .max), line: 1, column: 7)
      findings.add(.settingWithoutValue(assignment), at: position)
      return self
    }
    return setting(
      path: String(assignment[..<equals]), valueText: String(assignment[assignment.index(after: equals)...]),
      findings: findings)
  }

  /// This document with the value at a path such as `array.rows` replaced.
  ///
  /// Mappings on the way are made where they are missing; a number selects an item of a sequence, from 0.
  /// The value is YAML in flow style, such as `64`, `51.2 GB/s` or `{rows: 4}`; `null` removes the key, or does nothing where
  /// it is not there, which is a finding of the reader if it is no key that it knows. When something is wrong, the finding's position is in the text `--set PATH=VALUE`, and nothing changes.
  public func setting(path: String, valueText: String, findings: Findings) -> Node {
    let option = "--set "
    let file = shown("\(option)\(path)=\(valueText)", longest: .max)
    findings.noteFile(file)
    let start = SourcePosition(file: file, line: 1, column: option.count + 1)
    let keys = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !keys.contains("") else {
      findings.add(.settingWithoutPath(path), at: start)
      return self
    }
    guard !valueText.isEmpty else {
      findings.add(.settingWithoutValue("\(path)="), at: start)
      return self
    }
    let value = Array(valueText.utf8).withUnsafeBufferPointer { bytes in
      var composer = Composer(
        bytes: bytes, file: file, limits: DocumentLimits(), findings: findings,
        columnOffset: option.count + path.unicodeScalars.count + 1, isFlowOnly: true)
      return composer.document()
    }
    guard let value else { return self }
    return setting(keys[...], to: value, at: start, findings: findings)
  }

  /// This document with the value at a path replaced by one of another document, which keeps its positions.
  ///
  /// Mappings and sequences on the way are as for a path of texts. `position` is where the path is written, with dots
  /// between its keys.
  public func setting(_ path: [String], to value: Node, at position: SourcePosition, findings: Findings)
    -> Node
  {
    setting(path[...], to: value, at: position, findings: findings)
  }

  private func setting(
    _ keys: ArraySlice<String>, to value: Node, at position: SourcePosition, findings: Findings
  ) -> Node {
    guard let key = keys.first else { return value }
    let rest = keys.dropFirst()
    let next = SourcePosition(
      file: position.file, line: position.line, column: position.column + key.unicodeScalars.count + 1)
    switch content {
    case .mapping(var entries):
      let place = entries.firstIndex { $0.key == key }
      var removals = removals
      if value.isNull, rest.isEmpty || place == nil {
        if let place { entries.remove(at: place) }
        removals.append(Removal(key: key, position: position, wasThere: place != nil))
      } else {
        let old = place.map { entries[$0].value } ?? Node(.mapping([]), position: position)
        let new = old.setting(rest, to: value, at: next, findings: findings)
        let entry = Entry(key: key, keyPosition: position, value: new)
        if let place { entries[place] = entry } else { entries.append(entry) }
      }
      return Node(.mapping(entries), position: self.position, removals: removals)
    case .sequence(var items):
      guard let index = Int(key), items.indices.contains(index) else {
        findings.add(.settingOutside(key, count: items.count), at: position)
        return self
      }
      items[index] = items[index].setting(rest, to: value, at: next, findings: findings)
      return Node(.sequence(items), position: self.position)
    case .scalar:
      findings.add(.settingInsideScalar(key, found: found), at: position)
      return self
    }
  }
}
