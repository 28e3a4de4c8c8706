import Hardware
import Workloads

extension StreamCase: CustomStringConvertible {
  /// The case as the Swift expressions that build it again.
  var description: String {
    let link = design.cores.reduction.map { ".init(width: \($0.width), latency: \($0.latency))" } ?? "nil"
    let items = stream.map { item in
      "SequencedWork(\n  work: \(text(item.work)),\n  mapping: \(text(item.mapping)), "
        + "inputFollows: \(item.inputFollows), weightFollows: \(item.weightFollows))"
    }.joined(separator: ",\n")
    return """
      // stream seed \(seed)
      var design = \(text(design))
      design.boundary = .\(design.boundary)
      design.cores = Cores(
        count: \(design.cores.count), partitions: ProductMapping.Partition.allCases,
        delivery: .\(design.cores.delivery), reduction: \(link))
      let stream = [
      \(items)
      ]
      """
  }
}
