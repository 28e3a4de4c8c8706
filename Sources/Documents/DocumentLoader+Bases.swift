extension DocumentLoader {
  /// Reads a file together with the files it is based on.
  ///
  /// A mapping at the root may have `base: other.yaml`, relative to the file it is written in. Mappings
  /// merge key by key; sequences and scalars replace; `null` removes a key of the base, or does nothing where the base
  /// does not have it, which is a finding if it is no key that the reader knows. Keys keep the order of the base, new ones
  /// follow. Each node keeps the position in the file it came from.
  public func loadResolvingBase(path: String, findings: Findings) -> Node? {
    switch contents(of: path, findings) {
    case .success(let file):
      findings.noteRead(path)
      return resolve(file, path: path, chain: [], findings: findings)
    case .failure(let failure):
      findings.add(.unreadable(failure), at: SourcePosition(file: path, line: 1, column: 1))
      return nil
    }
  }

  /// A file of a chain of bases, and where it names the next.
  private struct Link {
    let identity: FileContents.Identity
    let reference: SourcePosition
    let base: String
  }

  private func resolve(
    _ file: FileContents, path: String, chain: [Link], findings: Findings
  ) -> Node? {
    guard let node = document(in: file, path: path, findings: findings) else { return nil }
    guard let entries = node.entries else {
      if chain.isEmpty { return node }
      findings.add(.rootNotMapping(found: node.found), at: node.position)
      return nil
    }
    guard let reference = node["base"] else { return node }
    let own = Node(.mapping(entries.filter { $0.key != "base" }), position: node.position)
    guard let name = reference.text, !name.isEmpty, !reference.isNull else {
      findings.add(.baseNotText(found: reference.found), at: reference.position)
      return nil
    }
    let basePath = joined(name, relativeTo: path)
    let link = Link(identity: file.identity, reference: reference.position, base: basePath)
    guard
      let baseFile = open(basePath, from: link, chain: chain, findings: findings),
      let base = resolve(baseFile, path: basePath, chain: chain + [link], findings: findings)
    else { return nil }
    return base.merging(own)
  }

  private func open(
    _ path: String, from link: Link, chain: [Link], findings: Findings
  ) -> FileContents? {
    guard chain.count < limits.bases else {
      findings.add(.tooManyBases(limit: limits.bases), at: link.reference)
      return nil
    }
    switch contents(of: path, findings) {
    case .failure(let failure):
      findings.add(.unreadableBase(path: path, failure), at: link.reference)
      return nil
    case .success(let file):
      findings.noteRead(path)
      let circle = chain + [link]
      guard let start = circle.firstIndex(where: { $0.identity == file.identity }) else { return file }
      let notes = circle[start...].dropLast().map {
        Finding.Note(position: $0.reference, text: "built on \(quotedPath($0.base)) here")
      }
      findings.add(.baseCycle(path: path), at: link.reference, notes: notes)
      return nil
    }
  }

  func joined(_ name: String, relativeTo path: String) -> String {
    guard !name.hasPrefix("/"), let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
    return String(path[...slash]) + name
  }
}

extension Node {
  /// This mapping with another one laid over it, as a document is over its base.
  public func merging(_ other: Node) -> Node {
    guard let ownEntries = entries, let otherEntries = other.entries else { return other }
    var removals = removals
    var merged = ownEntries
    var places: [String: Int] = [:]
    for (place, entry) in merged.enumerated() { places[entry.key] = place }
    var removed: Set<Int> = []
    for entry in otherEntries {
      let place = places[entry.key]
      if entry.value.isNull {
        if let place { removed.insert(place) }
        removals.append(Removal(key: entry.key, position: entry.keyPosition, wasThere: place != nil))
      } else if let place {
        merged[place] = Entry(
          key: entry.key, keyPosition: entry.keyPosition,
          value: merged[place].value.merging(entry.value))
      } else {
        merged.append(entry)
      }
    }
    if !removed.isEmpty {
      merged = merged.enumerated().filter { !removed.contains($0.offset) }.map(\.element)
    }
    return Node(.mapping(merged), position: other.position, removals: removals)
  }
}
