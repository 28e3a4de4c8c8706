import Documents
import Hardware
import Workloads

extension ReplayCache {
  /// A design as far as the records of its operators depend on it.
  ///
  /// Its name, sources and area do not count; nor do its energies, which neither the rule for mappings nor the simulation
  /// knows, unless a search for mappings may decide by them between equally fast ones.
  private func digest(of design: Design, isSearched: Bool) -> ReplayDigest {
    var design = design
    design.name = "design"
    design.sources = []
    design.area = nil
    if !isSearched { design.energy = nil }
    var bytes = KeyBytes(digest: digest)
    bytes.add(text: YAMLWriter.write(design.resolved()))
    bytes.add(any: design.mapping)
    return bytes.bytes.withUnsafeBytes { digest($0) }
  }

  /// The key of a job on the design of that digest.
  private func key(of job: Job, on design: ReplayDigest) -> ReplayDigest {
    var bytes = KeyBytes(digest: digest)
    bytes.add(design)
    var bare = job.work
    bare.addresses = .none
    bare.zeros = .none
    bare.values = .none
    bare.stored = .none
    bytes.add(bytes: text(of: bare))
    let (work, places) = (job.work, job.work.addresses)
    for place in [places.input, places.weight, places.parameters, places.output, places.partialSums] {
      bytes.add(integer: place.memory)
      bytes.add(integer: place.address)
    }
    bytes.add(work.zeros.input)
    bytes.add(work.zeros.weight)
    bytes.add(work.zeros.output)
    bytes.add(integer: work.zeros.inputIsBlocked ? 1 : 0)
    bytes.add(integer: work.zeros.block?.height ?? 0)
    bytes.add(integer: work.zeros.block?.width ?? 0)
    bytes.add(work.values.input)
    bytes.add(work.values.weight)
    bytes.add(work.stored.input)
    bytes.add(work.stored.weight)
    bytes.add(work.stored.output)
    bytes.add(integer: work.stored.weightIsParameter ? 1 : 0)
    // Most operators say nothing, and then there is nothing to go through.
    bytes.add(integer: job.directives == MappingDirectives() ? 0 : 1)
    if job.directives != MappingDirectives() { bytes.add(any: job.directives) }
    bytes.add(integer: job.given == nil ? 0 : 1)
    if let given = job.given { bytes.add(any: given) }
    bytes.add(integer: job.partialSumRoom ?? -1)
    return bytes.bytes.withUnsafeBytes { digest($0) }
  }

  /// The keys of all jobs, in their order.
  func keys(of jobs: [Job], on design: Design) -> [ReplayDigest] {
    let searched = jobs.map { $0.directives.filling(from: design.mapping).search == .full }
    let digests = [false, true].map { isSearched in
      searched.contains(isSearched) ? digest(of: design, isSearched: isSearched) : nil
    }
    return zip(jobs, searched).map { job, isSearched in
      guard let own = digests[isSearched ? 1 : 0] else { preconditionFailure("made for every job") }
      return key(of: job, on: own)
    }
  }
}

extension OperandAddresses {
  fileprivate static let none: OperandAddresses = {
    let nowhere = Place(memory: 0, address: 0)
    return OperandAddresses(
      input: nowhere, weight: nowhere, parameters: nowhere, output: nowhere, partialSums: nowhere)
  }()
}
