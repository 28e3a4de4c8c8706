import Foundation
import Testing

/// The page in a browser, where there is one: CI has none.
@Suite struct PageTests {
  private static let browser = ["chromium", "chromium-browser", "google-chrome"].flatMap { name in
    ["/usr/bin/\(name)", "/usr/local/bin/\(name)"]
  }.first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: browser != nil, "no Chromium to open the page in"), arguments: ["390,844", "1440,900"])
  func `the page opens without an error, its tables can be sorted and its drawings saved`(size: String) throws
  {
    let browser = try #require(Self.browser)
    try withRidgeline { ridgeline in
      let run = try ridgeline(
        "run", "design.yaml", "trace.yaml", "--timeline", "--what-if", "--jobs", "1", "-o", "out")
      #expect(run.status == 0, "\(run.errors)")
      let opened = try ridgeline.shell(
        "\(browser) --headless --no-sandbox --disable-gpu --enable-logging=stderr --user-data-dir=profile "
          + "--window-size=\(size) --dump-dom \"file://$PWD/out/report.html\"")
      #expect(opened.status == 0)
      #expect(!opened.errors.contains("CONSOLE"), "\(opened.errors)")
      func count(_ text: String) -> Int { opened.output.components(separatedBy: text).count - 1 }
      #expect(count("<svg") > 4 && count("class=\"save\"") == count("<svg"))
      #expect(count("title=\"sort by this column\"") > 20)
      for title in [
        "Where the slots went", "Roofline", "Bandwidth of main over time", "Bytes in the buffers",
      ] {
        #expect(opened.output.contains("<h2>\(title)"), "\(title)")
      }
      #expect(try ridgeline.read("out/report.html").utf8.count < 200_000)
    }
  }
}
