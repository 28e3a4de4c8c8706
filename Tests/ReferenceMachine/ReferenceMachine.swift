import Hardware
import Workloads

/// The machine of docs/model.md written the slow, obvious way.
///
/// It steps every processing element, buffer port, queue, request and bus in each cycle and carries values;
/// nothing in it is computed by a formula that the page does not state. The fast engine is held against it.
public enum ReferenceMachine {
  /// Runs one operator alone on the machine.
  ///
  /// - Throws: `ReferenceFailure` if nothing moves any more, if a rule of the machine is broken, or if the
  ///   values that it leaves in memory are wrong.
  public static func run(design: Design, work: Work, mapping: WorkMapping) throws -> ReferenceRecord {
    try observe(design: design, work: work, mapping: mapping).record
  }

  /// Runs one operator and says as well what happened that no engine reports.
  public static func observe(
    design: Design, work: Work, mapping: WorkMapping
  ) throws -> (record: ReferenceRecord, observations: Observations) {
    let (records, observations) = try observe(
      design: design, stream: [SequencedWork(work: work, mapping: mapping)])
    return (records[0], observations)
  }

  /// Runs operators one after the other, as the design's boundary says; a record for each.
  public static func run(design: Design, stream: [SequencedWork]) throws -> [ReferenceRecord] {
    try observe(design: design, stream: stream).records
  }

  /// Runs operators and says as well what happened that no engine reports.
  public static func observe(
    design: Design, stream: [SequencedWork]
  ) throws -> (records: [ReferenceRecord], observations: Observations) {
    let given = try GivenValues(of: stream, on: design)
    switch design.boundary {
    case .overlap:
      let machine = try Machine(design: design, stream: stream, given: given)
      try machine.run()
      return (machine.records, machine.observations)
    case .barrier:
      var image = MemoryImage()
      var records: [ReferenceRecord] = []
      var observations = Observations()
      for item in stream {
        let machine = try Machine(design: design, stream: [item], image: image, given: given)
        try machine.run()
        image = machine.image
        records += machine.records
        observations.add(machine.observations)
      }
      return (records, observations)
    }
  }
}
