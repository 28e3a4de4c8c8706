import Foundation
import Hardware
import Testing

@testable import DRAM

@Suite struct RamulatorConstraintTests {
  @Test(arguments: RamulatorSystems.all.map(\.name))
  func `The distances that follow from a system's timing are those of Ramulator's lists`(name: String) throws
  {
    let system = try RamulatorSystems.named(name)
    let configuration = try JSONDecoder().decode(
      Configuration.self, from: Data(RamulatorFiles.text("\(name).json").utf8))
    let device = try #require(configuration.memory_system.controllers.first).dram
    let names = try #require(Self.commands[device.impl])
    let scopes = try #require(Self.scopes[device.impl])
    var theirs: Set<RamulatorConstraint> = []
    for rule in device.timing_constraints {
      for preceding in rule.preceding.compactMap({ names[$0] }) {
        for following in rule.following.compactMap({ names[$0] }) {
          theirs.insert(
            RamulatorConstraint(
              scope: scopes[rule.scope], preceding: preceding, following: following, distance: rule.distance,
              window: rule.window, isSibling: rule.isSibling))
        }
      }
    }
    var ours = Set(RamulatorConstraint.all(of: system))
    if device.impl == "LPDDR5" {
      // tRPab, which nothing waits for: a refresh always comes between.
      let all = RamulatorConstraint(
        scope: .rank, preceding: .prechargeAll, following: .activate, distance: 15)
      var longer = all
      longer.distance = 17
      #expect(ours.remove(all) != nil)
      #expect(theirs.remove(longer) != nil)
    }
    #expect(ours.subtracting(theirs).isEmpty)
    #expect(theirs.subtracting(ours).isEmpty)
    #expect(ours.count >= 30)
  }

  /// Their commands' numbers: those that the controllers here issue.
  private static let commands: [String: [Int: RamulatorConstraint.Command]] = [
    "DDR4": [0: .activate, 1: .precharge, 2: .prechargeAll, 3: .read, 4: .write, 7: .refresh],
    "HBM2": [0: .activate, 1: .precharge, 2: .prechargeAll, 3: .read, 4: .write, 7: .refresh],
    "HBM3": [0: .activate, 1: .precharge, 2: .prechargeAll, 3: .read, 4: .write, 7: .refresh],
    "LPDDR5": [
      0: .activate, 1: .activateEnd, 2: .precharge, 3: .prechargeAll, 4: .synchroniseRead,
      5: .synchroniseWrite,
      6: .read, 7: .write, 10: .refresh,
    ],
  ]

  /// Their levels. What is said of a whole channel of DDR4 and LPDDR5 is of its one data bus.
  private static let scopes: [String: [RamulatorConstraint.Scope]] = [
    "DDR4": [.pseudoChannel, .rank, .bankGroup, .bank],
    "HBM2": [.channel, .pseudoChannel, .bankGroup, .bank],
    "HBM3": [.channel, .pseudoChannel, .rank, .bankGroup, .bank],
    "LPDDR5": [.pseudoChannel, .rank, .bankGroup, .bank],
  ]

  private struct Configuration: Decodable {
    struct MemorySystem: Decodable { var controllers: [Controller] }
    struct Controller: Decodable { var dram: Device }
    struct Device: Decodable {
      var impl: String
      var timing_constraints: [Rule]
    }
    /// `[scope, preceding, following, distance, window, is sibling]`, the last two where they are not 1 and false.
    struct Rule: Decodable {
      var scope: Int
      var preceding: [Int]
      var following: [Int]
      var distance: Int
      var window = 1
      var isSibling = false

      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        scope = try list.decode(Int.self)
        preceding = try list.decode([Int].self)
        following = try list.decode([Int].self)
        distance = try list.decode(Int.self)
        if !list.isAtEnd { window = try list.decode(Int.self) }
        if !list.isAtEnd { isSibling = try list.decode(Bool.self) }
      }
    }

    var memory_system: MemorySystem
  }
}
