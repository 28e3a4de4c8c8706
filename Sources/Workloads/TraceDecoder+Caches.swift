import Documents
import Tensors

// Operators whose units are tokens.
extension TraceDecoder {
  mutating func embedding(_ site: OperatorSite) -> OperatorParts {
    let reader = site.reader
    let rows = reader.integer("rows", in: TraceLimits.sizes)
    let columns = reader.integer("columns", in: TraceLimits.sizes)
    let ids = tokenIDs(site, rows: rows)
    var parts = OperatorParts()
    let tableElements = elements("table", site, tokens: rows, columns: columns)
    let outputElements = elements("output", site, tokens: ids?.count, columns: columns)
    // The table is what the units read, so it is the input.
    parts.input = table(site, elements: tableElements)
    if let index = parts.input { tensors.setColumns(columns, of: index) }
    let body = columns.flatMap { columns in
      ids.map { tokenWise($0.count, columns, input: .gather(rows: $0, elementsPerUnit: columns)) }
    }
    parts.body = self.body(body, site, columns: columns)
    parts.output = output(site, elements: outputElements, columns: columns)
    return parts
  }

  mutating func keyValueAppend(_ site: OperatorSite) -> OperatorParts {
    let cache = cache(site)
    let tokens = site.reader.integer("tokens", in: TraceLimits.sizes)
    let columns = site.reader.integer("columns", in: TraceLimits.sizes)
    let position = site.reader.integer("position", in: 0...TraceLimits.sizes.upperBound)
    var parts = tokenParts(site, cache, tokens, columns, position: position)
    let elements = elements("input", site, tokens: tokens, columns: columns)
    parts.input = input(site, elements: elements, columns: columns)
    parts.output = cache
    if let cache, let position, let shape = tensors[cache].cacheShape {
      // A position beyond the cache was reported; within it, this is at most the cache's elements.
      parts.outputOffset = TraceLimits.product([position, shape.columns]) ?? 0
    }
    return parts
  }

  mutating func keyValueRead(_ site: OperatorSite) -> OperatorParts {
    let cache = cache(site)
    let tokens = site.reader.integer("tokens", in: TraceLimits.sizes)
    let columns = site.reader.integer("columns", in: TraceLimits.sizes)
    var parts = tokenParts(site, cache, tokens, columns, position: nil)
    let elements = elements("output", site, tokens: tokens, columns: columns)
    parts.input = cache
    parts.output = output(site, elements: elements, columns: columns)
    return parts
  }

  /// Rows of the table: those that the trace names, or as many as it says, drawn from the seed.
  private mutating func tokenIDs(_ site: OperatorSite, rows: Int?) -> [Int]? {
    let reader = site.reader
    guard let node = reader.nodeIfPresent("ids") else {
      guard let count = reader.integer("tokens", in: 1...TraceLimits.tokens), let rows else { return nil }
      guard keepTokens(count, at: reader.position(of: "tokens")) else { return nil }
      var generator = SplitMix64(seed: seed, name: "\(site.name).ids")
      return (0..<count).map { _ in generator.next(below: rows) }
    }
    if reader.has("tokens") { reader.report(.idsAndTokens, at: "tokens") }
    if node.items?.isEmpty == true {
      reader.report(.noTokens, at: "ids")
      return nil
    }
    let range = 0...(rows ?? TraceLimits.sizes.upperBound) - 1
    guard let ids = reader.integers("ids", in: range) else { return nil }
    return keepTokens(ids.count, at: reader.position(of: "ids")) ? ids : nil
  }

  private mutating func keepTokens(_ count: Int, at position: SourcePosition) -> Bool {
    tokens += count
    guard tokens > TraceLimits.tokens else { return true }
    findings.add(.tooManyTokens, at: position)
    return false
  }

  private mutating func cache(_ site: OperatorSite) -> Int? {
    guard let name = site.reader.text("cache") else { return nil }
    let position = site.reader.position(of: "cache")
    guard let index = tensors.index(of: name), tensors[index].tensor.kind == .cache else {
      findings.add(.unknownCache(name, nearest: nearest(name, of: [.cache])), at: position)
      return nil
    }
    checkExecutions(index, at: position, site)
    return index
  }

  /// An operator on the tokens of a cache from a position on.
  private mutating func tokenParts(
    _ site: OperatorSite, _ cache: Int?, _ tokens: Int?, _ columns: Int?, position: Int?
  ) -> OperatorParts {
    var parts = OperatorParts()
    if let cache, let shape = tensors[cache].cacheShape {
      let entry = tensors[cache]
      if let columns, columns != shape.columns {
        findings.add(
          .columnsDiffer(columns, entry.tensor.name, has: shape.columns),
          at: site.reader.position(of: "columns"), notes: [entry.note])
      }
      if let tokens, (position ?? 0) + tokens > shape.tokens {
        findings.add(
          .beyondCache(position: position, tokens: tokens, entry.tensor.name, capacity: shape.tokens),
          at: site.reader.position(of: position == nil ? "tokens" : "position"),
          notes: [entry.note])
      }
    }
    let body = tokens.flatMap { tokens in
      columns.map { tokenWise(tokens, $0, input: .streaming(elementsPerUnit: $0)) }
    }
    parts.body = self.body(body, site, columns: columns)
    return parts
  }

  private func elements(_ operand: String, _ site: OperatorSite, tokens: Int?, columns: Int?) -> Int? {
    guard let tokens, let columns else { return nil }
    return elements(operand, site, [tokens, columns])
  }

  private func tokenWise(_ tokens: Int, _ columns: Int, input: VectorWork.Access) -> VectorWork {
    VectorWork(
      units: tokens, stages: [VectorWork.Stage(function: "copy", operationsPerUnit: columns)], input: input,
      output: .streaming(elementsPerUnit: columns))
  }

  private func body(_ work: VectorWork?, _ site: OperatorSite, columns: Int?) -> Work.Body? {
    let epilogue = stages(site, elementsPerUnit: columns ?? 1)
    guard var work else { return nil }
    work.stages += epilogue
    return .vector(work)
  }
}
