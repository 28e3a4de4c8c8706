import Testing

@Suite("The tools that prune and record do what they say")
struct PruningToolTests {
  static let hasNumpy = TraceGeneratorTests.status(of: "python3", ["-c", "import numpy"]) == 0

  @Test("the tests of tools/pruning pass", .enabled(if: hasNumpy))
  func tests() {
    let status = TraceGeneratorTests.status(
      of: "python3", ["\(packageFolder)/Tests/ToolTests/pruning_tests.py"])
    #expect(status == 0)
  }
}
