import Foundation
import Tensors
import TestFiles
import Testing

/// Every wrong file must give `Diagnostics/<name>.expected`.
///
/// To write the expected files anew, run with RIDGELINE_UPDATE_GOLDEN=1 and read the difference.
@Suite("Every error of a file of tensors has a golden file")
struct WrongFileTests {
  static let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!)) + "/Diagnostics"

  @Test("a wrong file gives the expected error", arguments: WrongFile.all)
  func golden(wrong: WrongFile) throws {
    let error = try #require(wrong.error(), "nothing is wrong with \(wrong.name)")
    let found = "\(error)\n"
    let path = "\(Self.folder)/\(wrong.name).expected"
    if getenv("RIDGELINE_UPDATE_GOLDEN") != nil { writeFile(path, found) }
    let expected = try #require(readFile(path), "\(wrong.name).expected is missing")
    #expect(found == String(decoding: expected, as: UTF8.self))
    #expect(found.hasPrefix("\(wrong.file): error: "))
    #expect(found.contains("; "))
  }

  @Test("every category has a case")
  func coverage() {
    let covered = Set(WrongFile.all.compactMap { $0.error()?.category })
    // Files that cannot be read at all have a test of their own.
    let missing = TensorFileError.Category.allCases.filter { !covered.contains($0) }
    #expect(missing == [.unreadableFile])
  }

  @Test("every golden file has its case")
  func noOrphans() {
    #expect(fileNames(in: Self.folder) == WrongFile.all.map { "\($0.name).expected" }.sorted())
  }

  @Test("a file that becomes shorter while it is open is an error, and no crash")
  func shrinking() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "shrinking-\(getpid()).smtx").path
    defer { unlink(path) }
    writeFile(path, "2, 3, 2\n0 1 2\n0 1\n")
    let file = try TensorFile(path: path)
    #expect(try file.tensor().mask().count == 2)
    writeFile(path, "2, 3, 2\n")
    let error = #expect(throws: TensorFileError.self) { try file.tensor().mask() }
    #expect(error?.category == .unreadableFile)
  }

  @Test("what is no regular file is not read")
  func unreadable() {
    for (path, problem) in [
      ("/nowhere/a.npy", "No such file or directory"), ("/dev", "it is no regular file"),
      ("/dev/zero", "it is no regular file"), ("a\u{0}.npy", "the path has a NUL character"),
    ] {
      let error = #expect(throws: TensorFileError.self) { try TensorFile(path: path) }
      #expect(error?.category == .unreadableFile)
      #expect(error?.problem.contains(problem) ?? false)
    }
  }
}
