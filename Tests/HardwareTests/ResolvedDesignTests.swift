import Documents
import Hardware
import Testing

@Suite("A design written out resolved")
struct ResolvedDesignTests {
  @Test("reads back as an equal design")
  func roundTrip() throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("resolved designs seed: \(seed)")
    var designs = RandomDesign(seed: seed)
    for iteration in 0..<2_000 {
      let design = designs.next()
      let text = YAMLWriter.write(design.resolved())
      let (again, lines) = decodeDesign(text)
      // Of a slow clock and a fast memory the rate can be too fine: then there must be a finding.
      if again == nil, lines.allSatisfy({ $0.contains("too fine to count") }), !lines.isEmpty { continue }
      #expect(again == design, "seed \(seed), iteration \(iteration):\n\(lines)\n\(text)")
      #expect(lines.isEmpty)
      #expect(again?.resolved() == design.resolved())
    }
  }

  @Test("reads back as it was, of every design that ships", arguments: ShippedDesignTests.names)
  func shipped(name: String) throws {
    let design = try ShippedDesignTests.load(name)
    #expect(decodeDesign(YAMLWriter.write(design.resolved())).design == design)
  }

  @Test("has every default written out, in a fixed order")
  func complete() throws {
    let design = try #require(decodeDesign(smallDesign).design)
    let text = YAMLWriter.write(design.resolved())
    #expect(
      text == """
        name: small
        clock: 1 GHz
        array:
          topology: systolic
          dataflow: weight_stationary
          rows: 4
          columns: 8
          precision:
            input: int8
            weight: int8
            accumulate: int32
          preload: shadowed
          fold_overlap: true
          partial_folds: used
        buffers:
          input:
            capacity: 1 KiB
            banks: 4
            ports: 1
            width: 4 B
            tiles: 2
            skipped_pixels: left_out
          weight:
            capacity: 1 KiB
            banks: 4
            ports: 1
            width: 4 B
            tiles: 2
          output:
            capacity: 1 KiB
            banks: 4
            ports: 2
            width: 16 B
            tiles: 2
        memories:
          main:
            type: bandwidth
            bandwidth: 12.8 GB/s
            latency: 100 ns
            outstanding: 64
            request: 64 B
        placement:
          input: main
          weight: main
          output: main
          cache: main
        boundary: barrier

        """)
  }
}
