import Documents

// What a value of an axis does to the rest of a design or trace is said at the value.
extension OptionCheck {
  /// Places that an error of a value is shown at.
  private static let mostNotes = 5

  /// Of some findings those that a value causes at other places than its own: they are gone without it.
  mutating func caused(
    _ refused: [Finding], by part: PointMaker.Part, at options: [Int]
  ) -> [Finding] {
    let settings: [Setting]
    let targets: [SettingTarget]
    switch part {
    case .axis(let axis):
      settings = sweep.axes[axis].options[options[axis]].settings
      targets = sweep.axes[axis].targets
    case .setting(let place):
      let setting = sweep.settings[place]
      settings = [
        Setting(
          target: setting.target, path: setting.path, value: Node(.sequence([]), position: setting.position),
          position: setting.position)
      ]
      targets = [setting.target]
    }
    let own = Set(settings.flatMap(\.positions))
    let candidates = refused.filter { !own.contains($0.position) }
    guard !candidates.isEmpty else { return [] }
    let without = errors(options, targets, leavingOut: part)
    // A design that is wrong by itself is mended in its own file.
    let alone = targets.flatMap { target -> [Finding] in
      let found = Findings(files: sweep.files)
      if let node = base(target, options) { read(node, as: target, found) }
      return found.sorted()
    }
    return candidates.filter { !without.contains($0) && !alone.contains($0) }
  }

  /// Says at their lines which computed values cause those of some findings at a point that nothing explains yet.
  mutating func explainBySettings(
    _ refused: [Finding], at options: [Int], _ explained: inout Set<Finding>
  ) {
    for (place, setting) in sweep.settings.enumerated() {
      let caused = caused(refused.filter { !explained.contains($0) }, by: .setting(place), at: options)
      explained.formUnion(caused)
      guard let error = caused.first else { continue }
      let value = (try? Evaluation(sweep: sweep, options: options).value(setting.expression)) ?? .undefined
      findings.add(
        Finding(
          .wrongWith(
            setting.path.joined(separator: "."), "\(value)", more: 0, setting.target, error.category,
            error.message),
          at: setting.position, notes: Self.notes(caused)))
    }
  }

  /// The design or trace that a point begins with.
  private func base(_ target: SettingTarget, _ options: [Int]) -> Node? {
    var place = 0
    for (axis, option) in zip(sweep.axes, options) {
      for setting in axis.options[option].settings {
        switch (setting.target, target) {
        case (.wholeDesign(let index), .design), (.wholeTrace(let index), .trace): place = index
        default: break
        }
      }
    }
    let bases = target == .design ? sweep.designs : sweep.traces
    return bases.indices.contains(place) ? bases[place].node : nil
  }

  /// Says at a value of an axis what is wrong with it, and where.
  func report(_ caused: [Finding], axis: Int, _ options: [Int]) {
    let axis = sweep.axes[axis]
    guard let error = caused.first, let setting = axis.options[options[0]].settings.first else { return }
    findings.add(
      Finding(
        .wrongWith(
          axis.name, axis.options[options[0]].label, more: options.count - 1,
          axis.targets.first ?? .design, error.category, error.message),
        at: setting.value.position, notes: Self.notes(caused)))
  }

  static func notes(_ caused: [Finding]) -> [Finding.Note] {
    let shown = caused.prefix(mostNotes).enumerated().map { place, finding in
      Finding.Note(position: finding.position, text: place == 0 ? "this is here" : finding.message)
    }
    guard caused.count > mostNotes else { return shown }
    let rest = "and \(caused.count - mostNotes) more errors"
    return shown + [Finding.Note(position: caused[mostNotes].position, text: rest)]
  }
}

extension Setting {
  /// Where its path and its value are written.
  fileprivate var positions: [SourcePosition] {
    var positions: [SourcePosition] = []
    var column = 0
    for key in path {
      positions.append(position.advanced(column))
      column += key.unicodeScalars.count + 1
    }
    func add(_ node: Node) {
      positions.append(node.position)
      for entry in node.entries ?? [] {
        positions.append(entry.keyPosition)
        add(entry.value)
      }
      node.items?.forEach(add)
    }
    add(value)
    return positions
  }
}
