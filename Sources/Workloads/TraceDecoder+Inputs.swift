import Documents

// What exists before the run. Entries are taken by name, so that their order in the file changes nothing.
extension TraceDecoder {
  mutating func declareInputs(_ trace: MappingReader) {
    for (name, reader) in entries("inputs", of: trace) {
      let elements = reader.integer("elements", in: 1...TraceLimits.elements)
      let format = reader.formatIfPresent("format") ?? formats.input
      let columns = reader.integerIfPresent("columns", in: 1...TraceLimits.elements)
      let zeros = sparsity(reader, of: .activation, format: format)
      let record = record(reader, format: format)
      reader.finish()
      if let columns, let elements, elements % columns != 0 {
        reader.report(.columnsDoNotDivide(name, elements: elements, columns: columns), at: "columns")
      }
      guard
        let index = declare(name, .activation, elements: elements, format: format, at: reader.position)
      else { continue }
      tensors.setColumns(columns, of: index)
      tensors.setZeros(zeros, of: index)
      tensors.setRecord(record, of: index)
    }
  }

  mutating func declareCaches(_ trace: MappingReader) {
    for (name, reader) in entries("caches", of: trace) {
      let tokens = reader.integer("tokens", in: TraceLimits.sizes)
      let columns = reader.integer("columns", in: TraceLimits.sizes)
      let format = reader.formatIfPresent("format") ?? formats.cache
      // Only needed here, where a cache does not say its own.
      if format == nil, !reader.has("format") {
        findings.add(.noCacheFormat(name), at: reader.position)
      }
      refuseSparsity(ofCache: reader, named: name)
      reader.finish()
      let shape = tokens.flatMap { tokens in columns.map { CacheShape(tokens: tokens, columns: $0) } }
      let elements = shape.flatMap {
        checked(
          TraceLimits.product([$0.tokens, $0.columns], limit: TraceLimits.elements),
          .tooManyElements("cache \(quoted(name))"), at: reader.position)
      }
      let index = declare(
        name, .cache, elements: elements, format: format ?? formats.output, at: reader.position)
      if let index { tensors.setShape(shape, ofCache: index) }
    }
  }

  private func entries(_ key: String, of trace: MappingReader) -> [(name: String, reader: MappingReader)] {
    guard let reader = trace.mappingIfPresent(key) else { return [] }
    return reader.mappings().sorted { $0.name < $1.name }
  }
}
