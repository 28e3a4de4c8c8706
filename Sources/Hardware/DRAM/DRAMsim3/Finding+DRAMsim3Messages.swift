import Documents
import Quantities

// What can be wrong with a DRAMsim3 configuration.

extension Finding.Message {
  static let dramsim3Indented = Self(
    .syntax,
    "DRAMsim3 takes an indented line as the end of the value above, and not as a setting; begin it at the margin"
  )

  static let dramsim3Section = Self(.syntax, "a section has its name in brackets; for example [timing]")

  static let dramsim3NoStructure = Self(
    .missingKey,
    "there is nothing in [dram_structure], and DRAMsim3 would take defaults for everything; is this a DRAMsim3 "
      + "configuration?")

  static let dramsim3NoSetting = Self(
    .syntax, "this is no setting, and DRAMsim3 passes it over; write 'key = value', or ';' before a comment")

  static func dramsim3Twice(_ key: String, line: Int) -> Self {
    Self(.duplicateKey, "the key \(quoted(key)) is given twice, first at line \(line); keep one of them")
  }

  static func dramsim3UnknownKey(_ key: String, home: String?, nearest: String?) -> Self {
    let hint =
      home.map { "it belongs to [\($0)]" } ?? nearest.map { "did you mean '\($0)'?" } ?? "it is left out"
    return Self(
      .unknownKey, "DRAMsim3 does not read the key \(quoted(key)) here, and takes its defaults; \(hint)")
  }

  static func dramsim3NobodyReads(_ key: String) -> Self {
    Self(
      .unknownKey,
      "DRAMsim3 does not read the key \(quoted(key)), and takes 5 where there is no 'tRTP'; write 'tRTP' for another"
    )
  }

  static func dramsim3NoInteger(_ key: String, _ text: String, default value: Int) -> Self {
    Self(
      .wrongType,
      "\(quoted(key)) is \(quoted(text)), and DRAMsim3 would take \(value) without a word; write an integer, or "
        + "remove it")
  }

  static func dramsim3OutOfRange(_ key: String, _ value: Int, _ range: ClosedRange<Int>) -> Self {
    Self(
      .outOfRange, "\(quoted(key)) is \(value); it must be from \(range.lowerBound) to \(range.upperBound)")
  }

  static func dramsim3Empty(_ key: String, default value: Int) -> Self {
    Self(
      .wrongType,
      "\(quoted(key)) is left empty, and DRAMsim3 takes \(value) without a word; so does the import"
    )
  }

  static func dramsim3Beginning(_ key: String, _ text: String, _ value: String) -> Self {
    Self(
      .invalidValue, "\(quoted(key)) is \(quoted(text)), of which DRAMsim3 reads \(value); so does the import"
    )
  }

  static func dramsim3NoReal(_ key: String, _ text: String, _ unit: String) -> Self {
    let found = text.isEmpty ? "left empty" : quoted(text)
    return Self(
      .wrongType,
      "\(quoted(key)) is \(found); it must be a number of \(unit == "V" ? "volts, such as 1.2" : "milliamperes, such as 48"), "
        + "with at most \(unit == "V" ? "six" : "three") decimals")
  }

  static func dramsim3NoBoolean(_ key: String, _ text: String, _ value: Bool) -> Self {
    Self(
      .wrongType,
      "\(quoted(key)) is \(quoted(text)), and DRAMsim3 takes \(value) without a word; write true or false")
  }

  static func dramsim3Clock(_ text: String) -> Self {
    Self(
      .invalidValue,
      "'tCK' is \(quoted(text)); it must be a number of nanoseconds that is whole picoseconds, from 0.001 to 1000"
    )
  }

  static func dramsim3Protocol(_ text: String) -> Self {
    let names = DRAMsim3Protocol.allCases.map(\.rawValue)
    if text == "HMC" {
      return Self(.unsupported, "HMC has links and vaults, which no memory here has; choose another protocol")
    }
    return Self(
      .unknownName,
      "'protocol' cannot be \(quoted(text)); it must be one of \(listed(names))"
        + (NearestName.of(text, among: names).map { "; did you mean '\($0)'?" } ?? ""))
  }

  static func dramsim3Mapping(_ text: String) -> Self {
    Self(
      .invalidValue,
      "'address_mapping' is \(quoted(text)); it must have ch, ra, bg, ba, ro and co, each once, such as rochrababgco"
    )
  }

  static func dramsim3Queues(_ text: String) -> Self {
    Self(
      .unsupported,
      "'queue_structure' is \(quoted(text)), and the policy dramsim3 is that of queues of banks; write PER_BANK"
    )
  }

  static func dramsim3Refresh(_ text: String) -> Self {
    let reason =
      switch text {
      case "RANK_LEVEL_SIMULTANEOUS": "DRAMsim3 then refreshes rank 0 alone"
      case "BANK_LEVEL_STAGGERED": "DRAMsim3 then lets the refreshed bank work at once, and others wait"
      default: "DRAMsim3 does not know it"
      }
    return Self(
      .unsupported, "'refresh_policy' is \(quoted(text)): \(reason); write RANK_LEVEL_STAGGERED")
  }

  static let dramsim3Unified = Self(
    .unsupported, "the policy dramsim3 has queues of reads and of writes; write unified_queue = False")

  static let dramsim3SelfRefresh = Self(
    .unsupported, "no memory here goes into self-refresh; write enable_self_refresh = False")

  static func dramsim3Rows(_ text: String) -> Self {
    Self(
      .unknownName,
      "'row_buf_policy' is \(quoted(text)), which DRAMsim3 takes as OPEN_PAGE; write OPEN_PAGE or CLOSE_PAGE")
  }

  static func dramsim3Burst(_ length: Int, _ kind: DRAMsim3Protocol) -> Self {
    Self(
      .outOfRange,
      "'BL' is \(length), less than the \(kind.beatsPerClock) beats that \(kind.rawValue) moves in a clock, so a "
        + "burst would take no time; write at least that")
  }

  static func dramsim3Columns(_ columns: Int, _ length: Int) -> Self {
    Self(.outOfRange, "a row has \(columns) columns, and a burst \(length); a row must hold at least one")
  }

  static let dramsim3NoRank = Self(
    .outOfRange,
    "a rank has less than a mebibyte in a bank, which DRAMsim3 counts as nothing; write at least 1024 rows of 1 KiB"
  )

  static func dramsim3ChannelSize(_ size: Int, _ rank: Int) -> Self {
    Self(
      .inconsistent,
      "a channel of \(size) MiB is smaller than one rank of these devices; DRAMsim3 takes one rank of \(rank) MiB"
    )
  }

  static func dramsim3PartOfRank(_ size: Int, _ rank: Int, _ ranks: Int) -> Self {
    Self(
      .inconsistent,
      "a channel of \(size) MiB is no whole number of ranks of \(rank) MiB; DRAMsim3 takes \(counted(ranks, "rank"))"
    )
  }

  static func dramsim3NoDevice(_ width: Int, _ bus: Int) -> Self {
    Self(
      .inconsistent,
      "'device_width' is \(width), more than the \(bus) bits of the bus, so a rank has no device; it is the part of "
        + "'bus_width' that one device has")
  }

  static func dramsim3Latency(_ additive: Int, _ activation: Int) -> Self {
    Self(
      .inconsistent, "'AL' is \(additive), more than 'tRCD' (\(activation)); DRAMsim3 subtracts it there")
  }

  static func dramsim3NoMemory(_ reason: String) -> Self {
    Self(.impossibleDesign, "no memory can be made of this configuration: \(reason)")
  }
}
