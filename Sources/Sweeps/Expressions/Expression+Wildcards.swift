extension Expression {
  /// The expression with names such as `buffers.*.capacity` written out in the calls that take any number of values.
  func expanded(_ expand: (String) -> [String]) throws(ExpressionError) -> Expression {
    guard names.contains(where: { $0.path.contains("*") }) else { return self }
    var expansion = Expansion(old: names)
    let root = try expansion.term(root, expand)
    return Expression(text: text, names: expansion.names, root: root)
  }

  private struct Expansion {
    let old: [Name]
    var names: [Name] = []

    mutating func place(of path: String, _ offset: Int) -> Int {
      if let known = names.firstIndex(where: { $0.path == path }) { return known }
      names.append(Name(path: path, offset: offset))
      return names.count - 1
    }

    mutating func term(_ term: Term, _ expand: (String) -> [String]) throws(ExpressionError) -> Term {
      switch term {
      case .literal: return term
      case .name(let place):
        let name = old[place]
        guard !name.path.contains("*") else {
          throw ExpressionError(
            message: "'\(name.path)' is several values; write sum, min or max of it", offset: name.offset)
        }
        return .name(self.place(of: name.path, name.offset))
      case .negation(let inner, let offset): return .negation(try self.term(inner, expand), offset: offset)
      case .not(let inner, let offset): return .not(try self.term(inner, expand), offset: offset)
      case .binary(let operation, let left, let right, let offset):
        let first = try self.term(left, expand)
        return .binary(operation, first, try self.term(right, expand), offset: offset)
      case .call(let function, let terms, let offset):
        var values: [Term] = []
        for inner in terms {
          if function.count == nil, case .name(let place) = inner, old[place].path.contains("*") {
            let paths = expand(old[place].path)
            guard !paths.isEmpty else {
              throw ExpressionError(
                message: "'\(old[place].path)' is no value of the design or trace", offset: old[place].offset)
            }
            for path in paths { values.append(.name(self.place(of: path, old[place].offset))) }
          } else {
            values.append(try self.term(inner, expand))
          }
        }
        return .call(function, values, offset: offset)
      }
    }
  }
}
