import Documents
import Foundation
import Hardware
import Replay
import Testing
import Workloads

/// What twice of something would bring, beside runs of the machines that it names.
@Suite struct WhatIfTests {
  @Test(arguments: ["ws32", "matrix32", "ws32_lpddr4"])
  func `What twice of something brings is what a run of that machine takes`(name: String) async throws {
    let (design, trace) = try Self.load(name)
    var options = ReplayOptions(findsMemoryWall: false)
    options.findsWhatIfs = true
    let result = try await Replayer.run(trace: trace, design: design, options: options)
    #expect(result.total.whatIfs.map(\.change) == WhatIf.Change.allCases)
    for one in result.total.whatIfs {
      let cycles = try #require(one.cycles, "\(one.change): \(one.problem ?? "no reason")")
      let findings = Findings()
      let node = one.settings.reduce(design.resolved()) { $0.setting($1, findings: findings) }
      let other = try #require(DesignDecoder.decode(node, findings: findings), "\(findings.lines)")
      let run = try await Replayer.run(
        trace: trace, design: other, options: ReplayOptions(findsMemoryWall: false))
      #expect(run.total.record.cycles == cycles, "\(one.settings)")
      #expect(run.operators.map(\.record.cycles) == one.operatorCycles)
      if one.change == .array {
        #expect(other.peakOperationsPerSecond == 2 * design.peakOperationsPerSecond)
      }
    }
  }

  @Test func `Without anything to double there is a reason`() async throws {
    let (design, trace) = try Self.load(
      "ws32",
      settings: [
        "memories={main: {type: ideal}}", "energy=null", "buffers.input.capacity=unbounded",
        "buffers.weight.capacity=unbounded", "buffers.output.capacity=unbounded",
      ])
    var options = ReplayOptions(findsMemoryWall: false)
    options.findsWhatIfs = true
    let result = try await Replayer.run(trace: trace, design: design, options: options)
    #expect(result.total.whatIfs[0].problem == "every memory is ideal")
    #expect(result.total.whatIfs[1].problem == "no buffer has an end")
    #expect(result.total.whatIfs[2].cycles != nil)
    #expect(result.total.whatIfs[3].cycles != nil)
  }

  @Test func `Padding is what no tap of the image is multiplied with`() {
    for kernel in 1...3 {
      for stride in 1...3 {
        for dilation in 1...2 {
          for padding in 0...2 {
            let product = Product(
              images: 2, groups: 2, inputHeight: 5, inputWidth: 6, channels: 3, filters: 2,
              kernelHeight: kernel,
              kernelWidth: 2, strideHeight: stride, strideWidth: 2, dilationHeight: dilation, padTop: padding,
              padBottom: 1, padLeft: 1, padRight: padding)
            guard product.outputHeight > 0 else { continue }
            var inside = 0
            for row in 0..<product.outputHeight {
              for column in 0..<product.outputWidth {
                for tap in 0..<kernel {
                  for other in 0..<2 {
                    let y = row * stride + tap * dilation - padding
                    let x = column * 2 + other - 1
                    if (0..<5).contains(y), (0..<6).contains(x) { inside += 1 }
                  }
                }
              }
            }
            #expect(product.paddingMACs == product.denseMACs - 4 * inside * 3 * 2)
          }
        }
      }
    }
  }

  private static func load(_ name: String, settings: [String] = []) throws -> (Design, Trace) {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
      .standardized.path
    let findings = Findings()
    let design = Design.load(
      path: "\(root)/Configs/designs/\(name).yaml", settings: settings, findings: findings)
    let trace = Trace.load(path: "\(root)/Traces/tiny.yaml", seed: 0, findings: findings)
    #expect(findings.lines.isEmpty, "\(findings.lines)")
    return (try #require(design), try #require(trace))
  }
}
