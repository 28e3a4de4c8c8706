import Documents
import Quantities

// What can be wrong with a memory file beyond single values.

extension Finding.Message {
  static func noPowerOfTwo(_ key: String, _ count: Int) -> Self {
    let below = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount)
    return Self(
      .outOfRange,
      "'\(key)' is \(count); bits of an address choose from it, so it must be a power of two, such as \(below) or "
        + "\(2 * below)")
  }

  static func deviceWiderThanBus(_ organization: DRAMOrganization) -> Self {
    Self(
      .inconsistent,
      "'device_width' is \(organization.deviceWidth), more than the \(organization.busWidth) bits of the whole bus; "
        + "it is the part of 'bus_width' that one device has")
  }

  static func burstTooSlow(_ organization: DRAMOrganization) -> Self {
    Self(
      .inconsistent,
      "'burst_clocks' is \(organization.burstClocks), and a burst has \(organization.burstLength) beats; with two "
        + "beats a clock it is 'burst_length' / 2")
  }

  static func tooManyBanksOfChannel(_ count: Int) -> Self {
    Self(.outOfRange, "a channel has \(count) banks; it may have \(DRAMLimits.channelBanks)")
  }

  static func tooManyBanks(_ count: Int) -> Self {
    Self(.outOfRange, "all channels have \(count) banks together; there may be \(DRAMLimits.allBanks)")
  }

  static func tooMuchMemory(bits: Int) -> Self {
    Self(
      .outOfRange,
      "the memory has 2^\(bits) bytes; it may have 2^\(DRAMLimits.capacityBits); give it fewer rows or bursts"
    )
  }

  static func noDistance(_ key: String) -> Self {
    Self(
      .missingKey,
      "timing has no key '\(key)'; add it: a number of clocks, for example 17, or a time, for example 13.75 ns"
    )
  }

  static func distanceOutOfRange(
    _ key: String, _ span: TimeSpan, _ clocks: Int, _ range: ClosedRange<Int>
  ) -> Self {
    Self(
      .outOfRange,
      "'\(key)' is \(span), that is \(clocks) clocks; it must be from \(range.lowerBound) to \(range.upperBound)"
    )
  }

  static func bothAndEach(_ both: String, _ first: String, _ second: String) -> Self {
    Self(
      .inconsistent, "'\(both)' stands for both '\(first)' and '\(second)'; keep either it or the two")
  }

  static func groupsExchanged(_ long: String, _ most: Int, _ short: String, _ least: Int) -> Self {
    Self(
      .inconsistent,
      "'\(long)' is \(most) and '\(short)' is \(least); commands to one bank group are at least as far apart as those "
        + "to different ones; are the two exchanged?")
  }

  static func writesOfGroup(_ writes: Int, _ columns: Int?) -> Self {
    guard let columns else {
      return Self(
        .inconsistent,
        "'tCCD_L_WR' is the distance of writes in one of several bank groups, and there is only one")
    }
    return Self(
      .inconsistent,
      "'tCCD_L_WR' is \(writes) and 'tCCD_L' is \(columns); writes to one bank group are at least as far apart as reads"
    )
  }

  static func rowCycleTooShort(_ cycle: Int, _ open: Int, _ precharge: Int) -> Self {
    Self(
      .inconsistent,
      "'tRC' is \(cycle), less than 'tRAS' + 'tRP' = \(open + precharge), so it decides nothing; leave it out for "
        + "their sum")
  }

  static func rowCycleBelowActivates(_ cycle: Int, _ activates: Int) -> Self {
    Self(
      .inconsistent,
      "'tRC' is \(cycle), and 'tRRD' \(activates) for other banks; a bank's own next activate is never sooner than "
        + "another's")
  }

  static func bankRefreshBelowOthers(_ refresh: Int, _ others: Int) -> Self {
    Self(
      .inconsistent,
      "'tRREFD' is \(others), more than 'tRFCpb' (\(refresh)); other banks never wait longer than the one that is "
        + "refreshed")
  }

  static func onlyRefreshes(_ timing: DRAMTiming) -> Self {
    Self(
      .impossibleDesign,
      "'tREFI' is \(timing.refreshInterval) clocks, 'tRFC' \(timing.refresh) and 'tRC' \(timing.activateToActivate), so "
        + "the memory would do little but refresh; 'tREFI' must leave room for two rows, and be at least "
        + "\(timing.refresh + 2 * timing.activateToActivate) (7.8 us or 3.9 us are usual)")
  }

  static func noIntervalForRank(_ interval: Int, _ ranks: Int) -> Self {
    Self(
      .impossibleDesign,
      "'tREFI' is \(interval) clocks, in which \(ranks) ranks have to be refreshed one by one; it must be at least "
        + "\(ranks)")
  }

  static let noBankRefresh = Self(
    .inconsistent,
    "banks are refreshed one by one, and timing has no 'tRFCpb'; add it, or choose 'staggered', 'all_ranks' or 'off'"
  )

  static func onlyBankRefreshes(_ timing: DRAMTiming, banks: Int) -> Self {
    Self(
      .impossibleDesign,
      "'tREFI' is \(timing.refreshInterval) clocks for \(banks) banks, one in "
        + "\(timing.refreshInterval / banks); that must be more than 'tRREFD' (\(timing.bankRefreshToOther)), and "
        + "'tREFI' at least 'tRFCpb' and two 'tRC' (\(timing.bankRefresh + 2 * timing.activateToActivate))")
  }

  static let noBankRefreshCurrent = Self(
    .missingKey, "banks are refreshed one by one, and energy has no 'IDD5PB'; add it, for example 45 mA")

  static func currentBelowStandby(_ key: String, _ standby: String, _ what: String) -> Self {
    Self(
      .inconsistent, "'\(key)' is less than '\(standby)', which is in it, so \(what) would give energy back")
  }

  static func activateBelowStandby(isPerBank: Bool) -> Self {
    let open = isPerBank ? "a bank's part of 'IDD3N'" : "'IDD3N'"
    return Self(
      .inconsistent,
      "'IDD0' over tRC is less than \(open) over tRAS and 'IDD2N' over tRP, which are in it, so an activate would give "
        + "energy back")
  }
}

// MARK: - Addresses

extension Finding.Message {
  private static let fields = DRAMAddressMap.Field.allCases.map(\.rawValue)

  static let noMapping = Self(
    .missingKey,
    "the memory has no key 'mapping'; add it: the fields of an address from the most significant to the least, for "
      + "example 'row rank bank column channel bank_group'")

  static func noField(_ word: String) -> Self {
    let hint =
      NearestName.of(word, among: fields).map { "did you mean '\($0)'?" }
      ?? "the fields are \(listed(fields))"
    return Self(.unknownName, "an address has no field \(quoted(word)); \(hint)")
  }

  static func noBits(_ word: String, _ field: String) -> Self {
    Self(
      .invalidValue,
      "\(quoted(word)) is no part of a field; write '\(field)', or '\(field):2' for a part of two bits")
  }

  static func fieldMissing(_ field: String, count: Int) -> Self {
    Self(
      .inconsistent,
      "'mapping' has no field '\(field)', of which there are \(count); add it where its bits are, from the most "
        + "significant to the least")
  }

  static func fieldTwice(_ field: String) -> Self {
    Self(
      .inconsistent,
      "'mapping' has '\(field)' more than once without saying how many bits each part has; all but one need it, such as "
        + "'\(field):2'")
  }

  static func wrongBits(_ field: String, stated: Int, bits: Int, count: Int, isOpen: Bool) -> Self {
    let right = isOpen ? "they may be \(bits)" : "they must be \(bits), or leave the bits of one part out"
    return Self(
      .inconsistent,
      "the parts of '\(field)' in 'mapping' have \(counted(stated, "bit")), and \(count) places need \(bits); \(right)"
    )
  }

  static func tooManyHashes(_ count: Int) -> Self {
    Self(.outOfRange, "'hash' has \(count) items; it may have \(DRAMLimits.hashes)")
  }

  static func hashWithoutEffect(_ hash: DRAMAddressMap.Hash, width: Int, bits: Int) -> Self {
    let reason =
      width == 0
      ? "there is only one place of '\(hash.field.rawValue)'"
      : "'\(hash.by.rawValue)' has \(counted(bits, "bit")), and all are shifted out"
    return Self(.inconsistent, "this hash changes nothing: \(reason); remove it")
  }

  static func hashedByHashed(_ field: String, by: String) -> Self {
    Self(
      .inconsistent,
      "'\(field)' is changed by '\(by)', which is itself changed, so different addresses could become the same; a field "
        + "that changes others must stay as it is")
  }
}

// MARK: - The controller

extension Finding.Message {
  static func playsNoPart(_ key: String, _ decider: String, _ value: String) -> Self {
    Self(.inconsistent, "'\(key)' plays no part without '\(decider): \(value)'; write that, or remove it")
  }

  static func drainsNotOrdered(to least: Int, from most: Int, queue: Int) -> Self {
    Self(
      .inconsistent,
      "writes are drained from 'drain_from' (\(most)) to 'drain_to' (\(least)) of the 'write_queue' (\(queue)); each "
        + "must be less than the next, or 'drain_from' at most the whole queue")
  }
}
