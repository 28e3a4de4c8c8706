import Documents
import Quantities

extension DRAMSystem {
  /// The system as a document with every default written out, distances in clocks, keys in a fixed order.
  ///
  /// Decoding it gives an equal system; a key that plays no part is not written.
  public func resolved() -> Node {
    var entries = [Node.Entry(key: "name", value: .text(name))]
    if !sources.isEmpty {
      entries.append(Node.Entry(key: "source", value: .sequence(sources.map(Node.text))))
    }
    entries.append(Node.Entry(key: "clock_period", value: .quantity(clock)))
    entries.append(Node.Entry(key: "organization", value: organization.node))
    entries.append(Node.Entry(key: "timing", value: timing.node))
    entries.append(Node.Entry(key: "mapping", value: .text(addresses.text)))
    if !addresses.hashes.isEmpty {
      let hashes = addresses.hashes.map { hash in
        Node.mapping([
          "field": .text(hash.field.rawValue), "by": .text(hash.by.rawValue), "shift": .integer(hash.shift),
        ])
      }
      entries.append(Node.Entry(key: "hash", value: .sequence(hashes)))
    }
    entries.append(Node.Entry(key: "controller", value: controller.node))
    if let energy { entries.append(Node.Entry(key: "energy", value: energy.node)) }
    return .mapping(entries)
  }
}

extension DRAMAddressMap {
  /// The order as a memory file has it: "row rank bank_group bank column channel".
  public var text: String {
    order.map { part in part.bits.map { "\(part.field.rawValue):\($0)" } ?? part.field.rawValue }
      .joined(separator: " ")
  }
}

extension DRAMOrganization {
  fileprivate var node: Node {
    .mapping([
      "channels": .integer(channels), "pseudo_channels": .integer(pseudoChannels), "ranks": .integer(ranks),
      "bank_groups": .integer(bankGroups), "banks": .integer(banks), "rows": .integer(rows),
      "bursts": .integer(bursts), "bus_width": .integer(busWidth), "device_width": .integer(deviceWidth),
      "burst_length": .integer(burstLength), "burst_clocks": .integer(burstClocks),
      "dual_command_bus": .boolean(hasDualCommandBus),
    ])
  }
}

extension DRAMTiming {
  /// Every distance in clocks, by the name that a memory file gives it.
  public var named: [(name: String, clocks: Int)] {
    let writes: [(name: String, clocks: Int)] = writeSame > 0 ? [("tCCD_L_WR", writeSame)] : []
    return [
      ("AL", additiveLatency), ("CL", readLatency), ("CWL", writeLatency), ("tRCDRD", activateToRead),
      ("tRCDWR", activateToWrite), ("tRP", precharge), ("tRAS", activateToPrecharge),
      ("tRC", activateToActivate), ("tRTP", readToPrecharge), ("tWR", writeRecovery),
      ("tWTR_S", writeToReadOther), ("tWTR_L", writeToReadSame), ("read_to_write_gap", readToWriteGap),
      ("tCCD_S", columnOther), ("tCCD_L", columnSame),
    ] + writes + [
      ("tRRD_S", activateOther), ("tRRD_L", activateSame),
      ("tFAW", fourActivates), ("t32AW", thirtyTwoActivates), ("tRTRS", rankSwitch),
      ("tPPD", prechargeToPrecharge), ("tRFC", refresh), ("tRFCpb", bankRefresh),
      ("tRREFD", bankRefreshToOther), ("tREFI", refreshInterval), ("activate_clocks", activateClocks),
      ("clock_sync", clockSync), ("clock_sync_lasts", clockSyncLasts),
    ]
  }

  fileprivate var node: Node {
    .mapping(named.map { Node.Entry(key: $0.name, value: .integer($0.clocks)) })
  }
}

extension DRAMController {
  fileprivate var node: Node {
    var entries = [Node.Entry(key: "policy", value: .text(policy.rawValue))]
    switch rowPolicy {
    case .open: entries.append(Node.Entry(key: "row_policy", value: .text("open")))
    case .closed: entries.append(Node.Entry(key: "row_policy", value: .text("closed")))
    case .timeout(let clocks):
      entries.append(Node.Entry(key: "row_policy", value: .text("timeout")))
      entries.append(Node.Entry(key: "timeout", value: .integer(clocks)))
    }
    switch scheduler {
    case .firstReady(let cap):
      entries.append(Node.Entry(key: "scheduler", value: .text("first_ready")))
      entries.append(Node.Entry(key: "cap", value: .integer(cap)))
    case .inOrder: entries.append(Node.Entry(key: "scheduler", value: .text("in_order")))
    }
    entries.append(Node.Entry(key: "refresh", value: .text(refresh.rawValue)))
    for (key, count) in [
      ("read_queue", readQueue), ("write_queue", writeQueue), ("bank_queue", bankQueue),
      ("drain_from", drainFrom), ("drain_to", drainTo),
    ] {
      entries.append(Node.Entry(key: key, value: .integer(count)))
    }
    return .mapping(entries)
  }
}

extension DRAMEnergy {
  fileprivate var node: Node {
    switch self {
    case .perBit(let picojoules): return .quantity(Self.perBitQuantity(picojoules))
    case .currents(let currents):
      func current(_ milliamperes: Double) -> Node {
        .quantity(Current(microamperes: Int((milliamperes * 1_000).rounded())))
      }
      var entries = [
        Node.Entry(
          key: "VDD",
          value: .quantity(Voltage(microvolts: Int((currents.voltage * 1_000_000).rounded())))),
        Node.Entry(key: "IDD0", value: current(currents.activatePrecharge)),
        Node.Entry(key: "IDD2N", value: current(currents.prechargedStandby)),
        Node.Entry(key: "IDD3N", value: current(currents.activeStandby)),
        Node.Entry(key: "IDD4R", value: current(currents.read)),
        Node.Entry(key: "IDD4W", value: current(currents.write)),
        Node.Entry(key: "IDD5AB", value: current(currents.refresh)),
      ]
      if currents.bankRefresh > 0 {
        entries.append(Node.Entry(key: "IDD5PB", value: current(currents.bankRefresh)))
      }
      if currents.ioPerBit > 0 {
        entries.append(Node.Entry(key: "io", value: .quantity(Self.perBitQuantity(currents.ioPerBit))))
      }
      if currents.standby != .perRank {
        entries.append(Node.Entry(key: "standby", value: .text(currents.standby.rawValue)))
      }
      return .mapping(entries)
    }
  }

  private static func perBitQuantity(_ picojoules: Double) -> EnergyPerBit {
    EnergyPerBit(attojoules: Int((picojoules * 1_000_000).rounded()))
  }
}
