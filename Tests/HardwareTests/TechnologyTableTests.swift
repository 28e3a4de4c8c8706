import Documents
import Foundation
import Hardware
import Quantities
import Testing

@Suite("A technology table's SRAM")
struct TechnologyTableTests {
  static func shipped(_ name: String = "asic_45nm") throws -> TechnologyTable {
    let findings = Findings()
    let node = try #require(
      DocumentLoader().loadResolvingBase(
        path: designFolder + "/../energy/\(name).yaml", findings: findings))
    let table = TechnologyTable.decode(node, findings: findings)
    #expect(findings.lines.isEmpty)
    return try #require(table)
  }

  @Test("is that of its base, where a table has one")
  func variant() throws {
    let table = try Self.shipped("asic_45nm_aladdin")
    #expect(table.name == "asic_45nm_aladdin")
    #expect(try table.sram == Self.shipped().sram)
    // Accelergy's int8 MAC at 1 ns is 0.845 pJ.
    let mac = [table.multiply, table.add].compactMap { rows in rows.first { $0.name == "int8" } }
    #expect(mac.map(\.entry.amount.attojoules).reduce(0, +) == 845_000)
    let design = try ShippedDesignTests.load(
      "ws32.yaml", settings: ["energy.table=\(designFolder)/../energy/asic_45nm_aladdin.yaml"])
    #expect(design.energy?.technology == "asic_45nm_aladdin")
    #expect(design.energy?.multiply.amount.attojoules == 792_500)
  }

  @Test("of an FPGA is what xbtest's powers give, half of all bits changing at 500 MHz")
  func fpga() throws {
    let table = try Self.shipped("fpga_16nm")
    // Watts of a site of Xilinx/xbtest, gen_power_floorplan.tcl.
    let (slice, dsp, block, ultra) = (0.0011596527, 0.0091391509, 0.0402298851, 0.0532894737)
    func half(_ watts: Double, _ actions: Double) -> Double { watts / 500e6 / actions / 2 * 1e12 }
    func isNear(_ energy: Energy, _ expected: Double) -> Bool {
      abs(energy.picojoules / expected - 1) < 0.001
    }
    #expect(
      isNear(try #require(table.dspOperations.first { $0.name == "dsp48e2" }).entry.amount, half(dsp, 1)))
    #expect(isNear(try #require(table.multiply.first { $0.name == "int4" }).entry.amount, half(dsp, 4)))
    #expect(isNear(try #require(table.multiply.first { $0.name == "int8" }).entry.amount, half(dsp, 2)))
    #expect(isNear(table.registerBit.amount, half(slice, 16)))
    for point in table.sram {
      let bit = half(point.depth <= 512 ? block : ultra, 2) / 72
      #expect(isNear(point.read, bit * Double(8 * point.width)) && point.write == point.read)
    }
    // Of a Vivado report, LUTs and all nets at 180 MHz: a LUT a bit.
    let lut = (1.235 + 3.132) / 475_034 / 180e6 * 1e12
    #expect(isNear(try #require(table.add.first { $0.name == "int32" }).entry.amount, 32 * lut))
  }

  @Test("of 7 nm gives a design of 64-bit words its energies, each with that table's source")
  func sevenNanometres() throws {
    let width = "buffers.output={capacity: 128 KiB, banks: 8, width: 8 B, ports: 2, tiles: 2}"
    let design = try ShippedDesignTests.load(
      "ws32.yaml",
      settings: [
        "energy.table=asic_7nm", "energy.memories.main=ddr4", width,
        "energy.static_power={value: 1 W, source: \"assumption\"}",
      ])
    let energy = try #require(design.energy)
    #expect(energy.multiply.amount == Energy(attojoules: 70_000))
    #expect(energy.buffers[0].read.source.contains("TPUv4i"))
  }

  @Test(
    "of 28 and 16 nm lies between those of 45 and 7 nm, energy by energy",
    arguments: ["asic_28nm", "asic_16nm"])
  func betweenNodes(name: String) throws {
    let first = try Self.shipped("asic_45nm_horowitz")
    let table = try Self.shipped(name)
    let last = try Self.shipped("asic_7nm")
    for rows in [\TechnologyTable.multiply, \TechnologyTable.add] {
      for row in table[keyPath: rows] {
        let high = try #require(first[keyPath: rows].first { $0.name == row.name })
        let low = try #require(last[keyPath: rows].first { $0.name == row.name })
        #expect(row.entry.amount < high.entry.amount && row.entry.amount > low.entry.amount, "\(row.name)")
      }
    }
    #expect(table.sram.map(\.capacity) == last.sram.map(\.capacity))
    for place in table.sram.indices {
      #expect(table.sram[place].read < first.sram[place].read)
      #expect(table.sram[place].read > last.sram[place].read)
    }
    // No source gives leakage at 7 nm; areas are scaled, so they need one end alone.
    #expect(table.leakage == nil)
    #expect(table.area != nil)
  }

  @Test("takes at a point that is alone at its depth what the point says")
  func points() throws {
    let table = try Self.shipped()
    for point in table.sram where table.sram.count(where: { $0.depth == point.depth }) == 1 {
      let word = try #require(table.sramWord(depth: point.depth, width: point.width))
      #expect(abs(word.read / point.read.picojoules - 1) < 1e-12)
      #expect(abs(word.write / point.write.picojoules - 1) < 1e-12)
    }
  }

  @Test("lies between two points as the square root of the depth does, and grows with the width")
  func between() throws {
    var table = try Self.shipped()
    table.sram = Array(table.sram.prefix(2))
    table.sram[0].capacity = Bytes(count: 800)
    table.sram[0].width = 2
    table.sram[0].read = Energy(attojoules: 6_000_000)
    table.sram[0].write = Energy(attojoules: 12_000_000)
    table.sram[1].capacity = Bytes(count: 100)
    table.sram[1].width = 1
    table.sram[1].read = Energy(attojoules: 1_000_000)
    table.sram[1].write = Energy(attojoules: 2_000_000)
    // A byte takes 1 pJ at 100 words and 3 pJ at 400; the roots are 10 and 20, and 15 is that of 225.
    let word = try #require(table.sramWord(depth: 225, width: 2))
    #expect(abs(word.read - 4) < 1e-12)
    #expect(abs(word.write - 8) < 1e-12)
    #expect(table.sramWord(depth: 99, width: 1) == nil)
    #expect(table.sramWord(depth: 401, width: 1) == nil)
    // A word of 16 B is eight SRAMs of 2 B side by side; no point has words of less than a byte.
    let wide = try #require(table.sramWord(depth: 225, width: 16))
    #expect(abs(wide.read - 32) < 1e-12)
    table.sram[1].width = 2
    #expect(table.sramWord(depth: 225, width: 1) == nil)
    table.sram = []
    #expect(table.sramWord(depth: 225, width: 1) == nil)
  }

  @Test("is as far from published figures that it does not have as docs/energy.md says")
  func published() throws {
    let table = try Self.shipped()
    let text = try String(contentsOfFile: designFolder + "/../../docs/energy.md", encoding: .utf8)
    let row = #/\| ([\d,]+) x (\d+) \| [^|]+ \| ([\d.]+), ([\d.]+) pJ \| ([-+\d]+) % \| ([-+\d]+) % \|/#
    let rows = text.matches(of: row)
    #expect(rows.count == 10)
    for row in rows {
      let depth = try #require(Double(row.output.1.replacing(",", with: "")))
      let width = try #require(Int(row.output.2)) / 8
      let word = try #require(table.sramWord(depth: depth, width: width))
      for (ours, theirs, told) in [
        (word.read, row.output.3, row.output.5), (word.write, row.output.4, row.output.6),
      ] {
        let percent = try 100 * (ours / #require(Double(theirs)) - 1)
        #expect(abs(percent - (try #require(Double(told)))) < 0.6, "\(row.output.0)")
      }
    }
  }

  @Test("misses a point that is left out by no more than docs/energy.md says")
  func leftOut() throws {
    let table = try Self.shipped()
    var errors: [(read: Double, write: Double, mean: Double)] = []
    for place in table.sram.indices {
      var rest = table
      let point = rest.sram.remove(at: place)
      guard let word = rest.sramWord(depth: point.depth, width: point.width) else { continue }
      let (read, write) = (point.read.picojoules, point.write.picojoules)
      errors.append(
        (
          abs(word.read / read - 1), abs(word.write / write - 1),
          abs((word.read + word.write) / (read + write) - 1)
        ))
    }
    #expect(errors.count == 6)
    func summary(_ values: [Double]) -> (greatest: Double, mean: Double) {
      (values.max() ?? 0, values.reduce(0, +) / Double(values.count))
    }
    let (read, write) = (summary(errors.map(\.read)), summary(errors.map(\.write)))
    let mean = summary(errors.map(\.mean))
    print("left-out SRAM points: read \(read), write \(write), mean of both \(mean)")
    #expect(read.greatest < 0.26 && read.mean < 0.11)
    #expect(write.greatest < 0.29 && write.mean < 0.19)
    #expect(mean.greatest < 0.27 && mean.mean < 0.15)
  }
}
