/// The place of a process in a Slurm job array.
public enum SlurmArray {
  /// Why there is none.
  public struct Problem: Error, Hashable, Sendable {
    public var message: String
  }

  /// The part that Slurm's variables name: task `ID` of `COUNT`, counted from `MIN` in steps of `STEP`.
  public static func shard(_ variable: (String) -> String?) -> Result<SweepStore.Shard, Problem> {
    func number(_ name: String) -> Int? { variable("SLURM_ARRAY_TASK_\(name)").flatMap { Int($0) } }
    guard let id = number("ID") else {
      return .failure(
        Problem(
          message: variable("SLURM_ARRAY_TASK_ID").map {
            "SLURM_ARRAY_TASK_ID is '\($0)' and no number; write I/N instead"
          } ?? "SLURM_ARRAY_TASK_ID is not set, so this is no job array; write I/N instead"))
    }
    let (least, step) = (number("MIN") ?? 0, max(1, number("STEP") ?? 1))
    let count = number("COUNT") ?? number("MAX").map { ($0 - least) / step + 1 }
    guard let count, count > 0, count <= 1_000_000 else {
      return .failure(Problem(message: "SLURM_ARRAY_TASK_COUNT is not set; write I/N instead"))
    }
    let index = (id - least) / step
    // An array such as 1,5,7 has gaps, and then nobody can tell which of them this is.
    guard (0..<count).contains(index), (id - least) % step == 0,
      number("MAX").map({ ($0 - least) / step + 1 == count }) ?? true
    else {
      return .failure(
        Problem(
          message: "the tasks of the job array have gaps; submit them as a range, such as 0-\(count - 1)"))
    }
    return .success(SweepStore.Shard(index: index, count: count))
  }
}
