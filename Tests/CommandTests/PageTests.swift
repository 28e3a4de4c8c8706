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
      let opened = try Self.open("out/report.html", size, browser, ridgeline)
      func count(_ text: String) -> Int { opened.output.components(separatedBy: text).count - 1 }
      #expect(count("<svg") > 4 && count("class=\"save\"") == count("<svg"))
      #expect(count("title=\"sort by this column\"") > 20)
      for title in [
        "Where the slots went", "The machine, and what went through it", "Roofline",
        "Bandwidth of main over time", "Bytes in the buffers",
      ] {
        #expect(opened.output.contains("<h2>\(title)"), "\(title)")
      }
      #expect(try ridgeline.read("out/report.html").utf8.count < 200_000)
    }
  }

  @Test func `the roofline has the peaks of formats that ran, where they are not the design's own`() throws {
    try withRidgeline { ridgeline in
      try ridgeline.write(
        """
        network: narrow
        formats: {input: int8, weight: int8, output: int8}
        inputs: {wide: {elements: 1024}, few: {elements: 1024, format: int4}}
        operators:
          - {name: wide, op: matmul, input: wide, m: 16, k: 64, n: 64, output: y}
          - {name: few, op: matmul, input: few, m: 16, k: 64, n: 32, output: z, weight: {format: int4}}

        """, to: "narrow.yaml")
      func page(_ design: String) throws -> String {
        let path = "\(MemoryCommandTests.repository)/Configs/designs/\(design).yaml"
        let run = try ridgeline("run", path, "narrow.yaml", "--no-wall", "-o", design)
        #expect(run.status == 0, "\(run.errors)")
        return try ridgeline.read("\(design)/report.html")
      }
      // Four bits by four in a quarter of the bricks.
      let fused = try page("bitfusion")
      #expect(fused.contains(">peak of int8 x int8 512 Gop/s<"))
      #expect(fused.contains(">peak of int4 x int4 2.05 Top/s, ridge 171 op/B<"))
      #expect(fused.contains("Dotted: what the array does"))
      // One peak for all.
      let plain = try page("ws32")
      #expect(
        plain.contains(">peak 2.05 Top/s<") && !plain.contains("Dotted") && !plain.contains("dasharray=\"1.5")
      )
    }
  }

  /// With a browser as it is after its scripts, else as it is written.
  @Test func `the page of a run with energies draws the energy by operator and the power over time`() throws {
    try withRidgeline { ridgeline in
      let run = try ridgeline(
        "run", "\(MemoryCommandTests.repository)/Configs/designs/ws32.yaml",
        "\(MemoryCommandTests.repository)/Traces/tiny_resnet8.yaml", "--timeline", "--no-wall", "-o", "out")
      #expect(run.status == 0, "\(run.errors)")
      let written = try ridgeline.read("out/report.html")
      let page =
        try Self.browser.map { try Self.open("out/report.html", "1440,900", $0, ridgeline).output } ?? written
      func section(_ title: String) throws -> String {
        let parts = page.components(separatedBy: "<h2>\(title)")
        try #require(parts.count == 2, "\(title) \(parts.count - 1) times")
        return try #require(parts[1].components(separatedBy: "</section>").first)
      }
      let energy = try section("Energy by operator")
      // A bar has a part for each kind of component that takes some.
      #expect(energy.contains("<svg") && energy.components(separatedBy: "<rect").count > 20)
      let power = try section("Power over time")
      let path = try #require(power.components(separatedBy: "class=\"line\" d=\"").dropFirst().first)
      let steps = path.prefix { $0 != "\"" }
      #expect(steps.hasPrefix("M") && steps.count(where: { $0 == "V" }) > 5, "\(steps)")
      #expect(power.contains("W</text>"))
    }
  }

  @Test(.enabled(if: browser != nil, "no Chromium to open the page in"), arguments: ["390,844", "1440,900"])
  func `the pages of a sweep and of a comparison open without an error, every chart drawn`(size: String)
    throws
  {
    let browser = try #require(Self.browser)
    try withRidgeline { ridgeline in
      try ridgeline.write(
        """
        sweep: sizes
        design: design.yaml
        trace: trace.yaml
        axes:
          array.rows: [1, 2, 4]
          array.columns: [2, 4]
        metrics: [cycles]
        objectives: {cycles: min, array.rows: min}

        """, to: "sweep.yaml")
      #expect(try ridgeline("sweep", "sweep.yaml", "-o", "sweep", "--jobs", "1").status == 0)
      #expect(
        try ridgeline("sweep", "collect", "sweep.yaml", "-o", "sweep", "--html", "sweep.html").status == 0)
      let sweep = try Self.open("sweep.html", size, browser, ridgeline)
      for title in ["The front", "Parameters and objectives", "Points of the front"] {
        #expect(sweep.output.contains("<h2>\(title)"), "\(title)")
      }
      #expect(sweep.output.components(separatedBy: "<circle").count - 1 == 6)

      try ridgeline.write("base: design.yaml\nname: larger\narray: {rows: 4}\n", to: "larger.yaml")
      let compared = try ridgeline(
        "compare", "design.yaml", "larger.yaml", "--trace", "trace.yaml", "--jobs", "1", "--format", "html")
      #expect(compared.status == 0, "\(compared.errors)")
      try ridgeline.write(compared.output, to: "compare.html")
      let page = try Self.open("compare.html", size, browser, ridgeline)
      #expect(page.output.contains("Speed-up over") && page.output.components(separatedBy: "<svg").count > 2)
    }
  }

  /// What a page is after its scripts ran; nothing may be said on the console.
  private static func open(
    _ page: String, _ size: String, _ browser: String, _ ridgeline: Ridgeline
  ) throws -> Ridgeline.Outcome {
    let opened = try ridgeline.shell(
      "\(browser) --headless --no-sandbox --disable-gpu --enable-logging=stderr --user-data-dir=profile "
        + "--window-size=\(size) --dump-dom \"file://$PWD/\(page)\"")
    #expect(opened.status == 0)
    #expect(!opened.errors.contains("CONSOLE"), "\(opened.errors)")
    return opened
  }
}
