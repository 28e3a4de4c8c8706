import Quantities

/// Answers questions for points, each one line of JSON (docs/sweeps.md, "Asking for points").
public struct AskSession: Sendable {
  private let runner: PointRunner
  private let store: SweepStore
  private let known: KnownRows
  private var sweep: Sweep { runner.sweep }

  public init(runner: PointRunner, store: SweepStore, known: KnownRows) {
    self.runner = runner
    self.store = store
    self.known = known
  }

  /// What there is to ask for; the first line that is written.
  public var description: JSONValue {
    let axes = sweep.axes.map { axis in
      JSONValue.object([
        .init("name", .text(axis.name)),
        .init("values", .list(axis.options.map { JSONValue($0.value) })),
        .init("labels", .list(axis.options.map { .text($0.label) })),
        .init("is_ordered", .truth(axis.options.allSatisfy { $0.value.number != nil })),
      ])
    }
    return .object([
      .init("schema", .text("ridgeline-ask/1")), .init("sweep", .text(sweep.name)),
      .init("points", .integer(sweep.space.count)), .init("axes", .list(axes)),
      .init("figures", .list(sweep.figures.map { .text($0.key) })),
      .init(
        "objectives", .object(sweep.objectives.map { .init($0.name, .text($0.direction.rawValue)) })),
    ])
  }

  /// The answer to a line; what cannot be understood is answered with what is wrong.
  public func answer(_ line: [UInt8]) async -> Result<JSONValue, StoreError> {
    guard let request = JSONValue(line), request.members != nil else {
      return .success(refusal(.null, "this is no JSON object"))
    }
    let id = request["id"] ?? .null
    let point: Int
    switch self.point(request) {
    case .success(let found): point = found
    case .failure(let refused): return .success(refusal(id, refused.message))
    }
    let options = sweep.space.options(of: point)
    let head: [JSONValue.Member] = [
      .init("id", id), .init("point", .integer(point)),
      .init(
        "parameters",
        .object(zip(sweep.axes, options).map { .init($0.name, JSONValue($0.options[$1].value)) })
      ),
    ]
    let evaluation = Evaluation(sweep: sweep, options: options)
    if (try? evaluation.isFeasible(withFigures: false)) == false {
      return .success(.object(head + [.init("status", .text("infeasible"))]))
    }
    let row: StoreRow
    if let old = known.row(point) {
      row = old
    } else {
      row = await runner.run(point)
      do throws(StoreError) { try store.append(row) } catch { return .failure(error) }
      known.note(row)
    }
    return .success(.object(head + members(row, options)))
  }

  private func members(_ row: StoreRow, _ options: [Int]) -> [JSONValue.Member] {
    switch row.outcome {
    case .failed(let message): return [.init("status", .text("failed")), .init("message", .text(message))]
    case .figures(let figures):
      let evaluation = Evaluation(sweep: sweep, options: options, figures: figures)
      let derived = sweep.derived.map { one in
        JSONValue.Member(one.name, JSONValue((try? evaluation.value(one.expression)) ?? .undefined))
      }
      let objectives = sweep.objectives.map { one in
        JSONValue.Member(one.name, JSONValue((try? evaluation.value(one.expression)) ?? .undefined))
      }
      return [
        .init("status", .text("ok")),
        .init("feasible", .truth((try? evaluation.isFeasible(withFigures: true)) == true)),
        .init("figures", .object(zip(sweep.figures, figures).map { .init($0.key, JSONValue($1)) })),
        .init("derived", .object(derived)), .init("objectives", .object(objectives)),
      ]
    }
  }

  private struct Refusal: Error { var message: String }

  private func refusal(_ id: JSONValue, _ message: String) -> JSONValue {
    .object([.init("id", id), .init("status", .text("refused")), .init("message", .text(message))])
  }

  /// The point that a question is about.
  private func point(_ request: JSONValue) -> Result<Int, Refusal> {
    if let point = request["point"] {
      guard let number = point.integer, (0..<sweep.space.count).contains(number) else {
        return .failure(Refusal(message: "'point' must be a number from 0 to \(sweep.space.count - 1)"))
      }
      return .success(number)
    }
    guard let parameters = request["parameters"]?.members else {
      return .failure(Refusal(message: "there is neither 'point' nor 'parameters'"))
    }
    var options = [Int?](repeating: nil, count: sweep.axes.count)
    for parameter in parameters {
      guard let axis = sweep.axes.firstIndex(where: { $0.name == parameter.key }) else {
        let names = sweep.axes.map(\.name)
        let hint = NearestName.of(parameter.key, among: names).map { "did you mean '\($0)'?" }
        return .failure(
          Refusal(
            message:
              "there is no axis '\(parameter.key)'; \(hint ?? "there is \(names.joined(separator: ", "))")"))
      }
      guard let option = Self.option(parameter.value, sweep.axes[axis]) else {
        let labels = sweep.axes[axis].options.prefix(12).map(\.label).joined(separator: ", ")
        return .failure(
          Refusal(
            message: "\(parameter.value) is no value of '\(parameter.key)'; its values are \(labels)"))
      }
      options[axis] = option
    }
    if let missing = options.firstIndex(of: nil) {
      return .failure(Refusal(message: "the parameters lack '\(sweep.axes[missing].name)'"))
    }
    return .success(sweep.space.point(of: options.compactMap(\.self)))
  }

  /// The option that a value names: by its value, or by its label.
  private static func option(_ value: JSONValue, _ axis: Axis) -> Int? {
    if let label = value.text, let option = axis.options.firstIndex(where: { $0.label == label }) {
      return option
    }
    guard let number = value.value.number else {
      return axis.options.firstIndex { $0.value == value.value && value != .null }
    }
    return axis.options.firstIndex { $0.value.number == number }
  }
}
