import Quantities
import Testing

@Suite("The nearest name is what was meant")
struct NearestNameTests {
  private let keys = ["rows", "columns", "weight_stationary", "output_stationary", "main", "b"]

  @Test(
    "a misspelling finds its name",
    arguments: [
      ("row", "rows"), ("rwos", "rows"), ("colums", "columns"), ("Columns", "columns"),
      ("weight-stationary", "weight_stationary"), ("WeightStationary", "weight_stationary"),
      ("mian", "main"), ("wieght_stationry", "weight_stationary"),
    ])
  func near(name: String, expected: String) { #expect(NearestName.of(name, among: keys) == expected) }

  @Test("what resembles nothing has no nearest name", arguments: ["", "energy", "x", "xyz", "stationary"])
  func far(name: String) { #expect(NearestName.of(name, among: keys) == nil) }

  @Test("of equally near names the first wins")
  func ties() {
    #expect(NearestName.of("cat", among: ["bat", "car", "rat"]) == "bat")
    #expect(NearestName.of("cat", among: ["rat", "bat"]) == "rat")
  }

  @Test("a name is not its own nearest, and an endless one has none")
  func edges() {
    #expect(NearestName.of("rows", among: ["rows"]) == nil)
    let endless = String(repeating: "a", count: 1_000_000)
    #expect(NearestName.of(endless, among: ["a" + endless]) == nil)
  }
}
