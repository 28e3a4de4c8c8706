import ArgumentParser
import Reports
import Sweeps

/// Stores of other sweeps, rows of which are taken over.
struct ReuseOption: ParsableArguments {
  @Option(
    name: .customLong("reuse"),
    help: ArgumentHelp(
      "Take over rows of another store, of whatever sweep, where its points are equal; may be given several times.",
      valueName: "folder"))
  var folders: [String] = []

  func rows(for sweep: Sweep) throws -> [ReusableRows] { try Self.rows(of: folders, for: sweep) }

  static func rows(of folders: [String], for sweep: Sweep) throws -> [ReusableRows] {
    var rows: [ReusableRows] = []
    do throws(StoreError) {
      for folder in folders {
        rows.append(try ReusableRows(folder: folder, sweep: sweep, modelVersion: Tool.modelVersion))
      }
    } catch { throw Failure.of(error) }
    return rows
  }
}
