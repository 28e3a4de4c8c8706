import Documents
import Hardware
import Mapping
import Simulation
import Workloads

extension JobFailure {
  /// What went wrong with an operator, and where: in the mapping that was given for it, if there was one.
  func finding(
    _ one: Operator, _ design: Design, _ given: SavedMapping.Entry?
  ) -> (Finding.Message, SourcePosition) {
    switch self {
    case .doesNotMap(let failure):
      return (.doesNotMap(one.name, design: design.name, reason: "\(failure)"), one.position)
    case .doesNotAdmit(let problems):
      let reason = MappingFailure.text(problems)
      let position =
        switch problems.first {
        case .notAdmitted: given?.spatialPosition
        case .partitionNotAdmitted: given?.partitionPosition
        default: given?.position
        }
      return (.doesNotAdmit(one.name, design: design.name, reason: reason), position ?? one.position)
    case .tooLarge(let error):
      if case .scalesInTile = error {
        return (
          .doesNotAdmit(one.name, design: design.name, reason: error.reason), given?.position ?? one.position
        )
      }
      return (.tooLarge(one.name, reason: error.reason), given?.position ?? one.position)
    case .noRoomForPartialSums(let memory, let needed, let available):
      let message = Finding.Message.noRoomForPartialSums(
        one.name, memory: design.memories[memory].name, needed: needed, available: available)
      return (message, given?.position ?? one.position)
    }
  }
}

extension PlanError {
  var reason: String {
    switch self {
    case .notAdmitted(let spatial, let reason):
      "the array cannot take it as '\(spatial.rawValue)': \(reason)"
    case .tooManyPasses(let count, let limit):
      "its mapping makes \(count) passes, and \(limit) are admitted; use larger tiles or buffers"
    case .noReductionLink:
      "its mapping cuts k over the cores, and the design has no 'cores.reduction' to add up their sums"
    case .scalesInTile(let group, let channels):
      "a tile of its mapping has \(channels) channels, within which a scale changes (groups are as small as \(group)), and "
        + "with 'dequantization: tile' a tile's sums are scaled once; use tiles within a group ('mapping.channels'), or "
        + "'dequantization: group'"
    case .notStored(let error): "an operand cannot lie in its storage format: \(error)"
    case .memory(let reason): "its memory cannot be simulated: \(reason)"
    case .tooLarge: "its cycles or bytes do not fit into 62-bit arithmetic"
    case .beyond(let limit, let most): limit.reason(most)
    }
  }
}

extension PlanLimit {
  fileprivate func reason(_ most: Int) -> String {
    switch self {
    case .pixels: "a tile of its mapping has more than \(most) output pixels; use smaller tiles"
    case .reduction: "a tile of its mapping has more than \(most) positions of k; use smaller tiles"
    case .folds: "a pass of its mapping may have more than \(most) folds; use smaller tiles or a larger array"
    case .slots:
      "its passes may take more than \(most) slots (steps x multipliers), and what is counted of them would not surely fit "
        + "into 62 bits; use a smaller array, or a smaller operator"
    case .vectors:
      "its passes have more than \(most) vectors that would have to be gone through one by one; use smaller tiles"
    case .steps:
      "its passes have more than \(most) steps that would have to be gone through one by one, because buffers hold them "
        + "up; use smaller tiles, or more banks and ports"
    case .requests:
      "its transfers may make more than \(most) requests; use a memory with a larger 'request'"
    }
  }
}
