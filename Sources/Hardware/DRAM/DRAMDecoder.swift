import Documents
import Quantities

/// Reads a DRAM system from its document (docs/memories.md).
///
/// Whatever is wrong becomes a finding, all of it at once; no document makes it crash.
public enum DRAMDecoder {
  /// The system that a document describes; nil where none can be made of it.
  ///
  /// An unknown key is a finding too, but the rest is still returned: ask `findings.hasErrors`.
  public static func decode(_ node: Node, findings: Findings) -> DRAMSystem? {
    guard let reader = MappingReader(node, context: "the memory", findings: findings) else { return nil }
    let name = reader.identifier("name")
    let sources = DesignDecoder.decodeSources(reader)
    let clock = reader.quantity("clock_period", as: TimeSpan.self, in: DRAMLimits.clock)
    let organization = reader.mapping("organization").flatMap(decodeOrganization)
    let timing = reader.mapping("timing").flatMap {
      decodeTiming($0, clock: clock, organization: organization)
    }
    let order = decodeOrder(reader, organization)
    let hashes = decodeHashes(reader, organization)
    let controllerReader = reader.mappingIfPresent("controller")
    let controller =
      reader.has("controller") ? controllerReader.flatMap { decodeController($0, clock) } : DRAMController()
    if let timing, let organization, let controller {
      checkRefresh(controller.refresh, timing, organization, reader, controllerReader)
    }
    let energy = reader.has("energy") ? decodeEnergy(reader) : nil
    if case .currents(let currents) = energy, let controller, controller.refresh == .perBank,
      currents.bankRefresh == 0
    {
      reader.report(.noBankRefreshCurrent, at: "energy")
    }
    if case .currents(let currents) = energy, let timing, let organization, let controller,
      let energyReader = reader.mappingIfPresent("energy")
    {
      checkCurrents(currents, timing, banks: organization.banksPerRank, controller.refresh, energyReader)
    }
    reader.finish()
    guard let name, let organization, let timing, let order, let hashes, let controller,
      energy != nil || !reader.has("energy")
    else { return nil }
    return DRAMSystem(
      name: name, organization: organization, timing: timing,
      addresses: DRAMAddressMap(order: order, hashes: hashes), controller: controller, energy: energy,
      sources: sources)
  }
}

extension DRAMSystem {
  /// Reads a memory's file, the files it is based on, and then `settings` such as `timing.tRCD=18`.
  ///
  /// Nil where none can be made of it; ask `findings.hasErrors` for the rest.
  public static func load(path: String, settings: [String] = [], findings: Findings) -> DRAMSystem? {
    guard let node = DocumentLoader().loadResolvingBase(path: path, findings: findings) else { return nil }
    let set = settings.reduce(node) { $0.setting($1, findings: findings) }
    return DRAMDecoder.decode(set, findings: findings)
  }
}
