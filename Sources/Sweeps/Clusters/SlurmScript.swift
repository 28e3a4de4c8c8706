/// A batch script that runs a sweep as a Slurm job array, one shard a task.
public struct SlurmScript: Sendable {
  public var name: String
  /// The command line of the program, each argument as it is.
  public var command: [String]
  public var folder: String
  /// Folders of other stores whose rows are taken over.
  public var reusable: [String]
  public var shards: Int
  /// Processors of a task.
  public var processors: Int
  /// As Slurm reads them; nil for what the cluster does by itself.
  public var time: String?
  public var partition: String?
  public var memory: String?
  /// More options of sbatch, such as `--account=lab`.
  public var options: [String]
  /// Seconds before the end of its time at which a task is told to end.
  public var warning: Int

  /// Tasks of an array from 0 that Slurm takes by itself: its `MaxArraySize`.
  public static let usualMost = 1_001

  public init(
    name: String, command: [String], folder: String, reusable: [String] = [], shards: Int, processors: Int,
    time: String? = nil, partition: String? = nil, memory: String? = nil, options: [String] = [],
    warning: Int = 120
  ) {
    self.name = name
    self.command = command
    self.folder = folder
    self.reusable = reusable
    self.shards = shards
    self.processors = processors
    self.time = time
    self.partition = partition
    self.memory = memory
    self.options = options
    self.warning = warning
  }

  /// The script, ending in a line break.
  public var text: String {
    var lines = ["#!/usr/bin/env bash"]
    func option(_ text: String?) { if let text { lines.append("#SBATCH \(text)") } }
    option("--job-name=\(name)")
    option("--array=0-\(shards - 1)")
    option("--ntasks=1")
    option("--cpus-per-task=\(processors)")
    option(time.map { "--time=\($0)" })
    option(partition.map { "--partition=\($0)" })
    option(memory.map { "--mem=\($0)" })
    options.forEach { option($0) }
    option("--requeue")
    option("--open-mode=append")
    option("--signal=B:TERM@\(warning)")
    option("--output=\(name)-%A_%a.log")
    let arguments = command.map(Self.quoted).joined(separator: " ")
    let reused = reusable.map { " --reuse \(Self.quoted($0))" }.joined()
    return lines.joined(separator: "\n") + """

      # Written by `ridgeline sweep emit slurm`. Submit it with sbatch, again whenever you like: each task runs what no
      # other has run. Where its time ends, or it is preempted, it stops after the points under way and goes back into the
      # queue.
      set -uo pipefail
      cd "${SLURM_SUBMIT_DIR:-.}"

      \(arguments) -o \(Self.quoted(folder))\(reused) --shard auto --jobs "${SLURM_CPUS_PER_TASK:-\(processors)}" &
      child=$!
      stopped=0
      trap 'stopped=1; kill -TERM "$child" 2>/dev/null' TERM
      wait "$child"
      status=$?
      # A signal ends the waiting, and not the child.
      while kill -0 "$child" 2>/dev/null; do
        wait "$child"
        status=$?
      done
      if [ "$stopped" -eq 1 ] && [ "$status" -ne 0 ]; then
        scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" || true
      fi
      exit "$status"

      """
  }

  /// An argument of a shell.
  static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
          || "/._-+=:,@%".utf8.contains(byte)
      }
    guard !isPlain else { return text }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
