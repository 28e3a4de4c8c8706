import Foundation
import Testing

/// Kill -9 at random moments, again and again: every point is there once, and the table is that of a run that nobody
/// disturbed.
@Suite struct KilledSweepTests {
  /// As often as the environment says, or 200 times.
  static let kills = ProcessInfo.processInfo.environment["RIDGELINE_KILLS"].flatMap { Int($0) } ?? 200

  /// `lane SEED KILLS KIND` begins sweeps and kills them until that was so often: `whole`, or all `shards` of one side by side.
  /// A folder whose sweep is done has nothing to lose, so the next one begins.
  ///
  /// Every process is killed at a random moment of the first two thirds of the time that the whole sweep takes.
  private static let functions = """
    run() {
      "$RIDGELINE" sweep run sweep.yaml -o $2 $3 $4 $5 $6 2>>errors & local p=$!
      sleep $(($1 / 1000)).$(printf %03d $(($1 % 1000)))
      kill -9 $p 2>/dev/null
      wait $p 2>/dev/null
      echo $? >>$2.status
    }
    lane() {
      RANDOM=$1; kills=0; round=0
      while [ $kills -lt $2 ]; do
        folder=lane-$1-$round
        : >$folder.status
        if [ $3 = whole ]; then n=1; else n=$((RANDOM % 4 + 1)); fi
        for i in $(seq $n); do
          run $((RANDOM % (WHOLE * 2 / 3 + 1))) $folder --jobs $((RANDOM % 2 + 1)) --shard $i/$n &
        done
        # No other number of shards begins before all have ended.
        wait
        killed=$(grep -c 137 $folder.status); done=$(grep -c '^0$' $folder.status)
        if [ $((killed + done)) -ne $n ]; then echo "lane $1:" $(cat $folder.status); exit 1; fi
        kills=$((kills + killed))
        if [ $killed -eq 0 ]; then round=$((round + 1)); fi
      done
      echo lane-$1 $round $kills
    }
    """

  @Test(arguments: ["whole", "shards"])
  func `a sweep that is killed again and again loses nothing and repeats nothing`(kind: String) throws {
    // Few enough that the other tests have processors and memory, too.
    let lanes = 2
    try withRidgeline { ridgeline in
      try ridgeline.write(SweepCommandTests.sweep, to: "sweep.yaml")
      let start = ContinuousClock.now
      let whole = try ridgeline("sweep", "sweep.yaml", "-o", "whole", "--jobs", "2")
      #expect(whole.status == 0, "\(whole.errors)")
      let milliseconds = max(2, Int((ContinuousClock.now - start) / .milliseconds(1)))
      let seed = Int.random(in: 1...30_000)
      // Of several processes at a time half as many.
      let each = (kind == "whole" ? Self.kills : Self.kills / 2) / lanes + 1
      let calls = (0..<lanes).map { "lane \(seed + $0) \(each) \(kind) &" }.joined(separator: " ")
      let run = try ridgeline.shell("\(Self.functions)\nWHOLE=\(milliseconds)\n\(calls) wait")
      let found = run.output.split(separator: "\n").map { $0.split(separator: " ") }
      let isWhole = found.count == lanes && found.allSatisfy { $0.count == 3 }
      try #require(isWhole, "seed \(seed): \(run.output), \((try? ridgeline.read("errors")) ?? "")")
      #expect(found.allSatisfy { Int($0[2]) ?? 0 >= each })
      for lane in found {
        for round in 0...(Int(lane[1]) ?? 0) {
          try Self.check("\(lane[0])-\(round)", ridgeline, seed: seed)
        }
      }
    }
  }

  /// Runs what is left in a folder, and looks at its rows and its table.
  private static func check(_ folder: String, _ ridgeline: Ridgeline, seed: Int) throws {
    let rest = try ridgeline("sweep", "sweep.yaml", "-o", folder, "--jobs", "1")
    try #require(rest.status == 0, "seed \(seed), \(folder): status \(rest.status), \(rest.errors)")
    #expect(
      try ridgeline.read("\(folder)/results.csv") == ridgeline.read("whole/results.csv"), "seed \(seed)")
    let files = try FileManager.default.contentsOfDirectory(atPath: ridgeline.folder.path + "/" + folder)
    let rows = try files.filter { $0.hasPrefix("results.") && $0.hasSuffix(".jsonl") }.flatMap { name in
      try ridgeline.read("\(folder)/\(name)").split(separator: "\n").dropFirst()
    }
    #expect(rows.count == SweepCommandTests.points, "seed \(seed): \(folder)")
    #expect(
      Set(rows.compactMap { $0.firstMatch(of: /"point":(\d+)/)?.1 }).count == SweepCommandTests.points)
  }
}
