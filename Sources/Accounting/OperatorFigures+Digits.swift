import Simulation

extension OperatorFigures {
  /// The share of an array's working steps that its digits would have needed if none waited; nil where no digits are
  /// added, or it never works.
  public func workOverTime(_ record: OperatorRecord, cores: Int) -> Double? {
    guard let idealSteps, record.cycleStack.working > 0 else { return nil }
    return idealSteps * Double(cores) / Double(record.cycleStack.working)
  }
}
