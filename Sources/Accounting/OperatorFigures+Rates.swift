import Hardware
import Quantities

extension OperatorFigures {
  /// Dense operations a second, two a multiply-accumulate, in units of 1e12; nil where no time passes.
  public var teraoperationsPerSecond: Double? {
    timeSeconds > 0 ? 2 * Double(denseMACs) / timeSeconds * 1e-12 : nil
  }

  /// Those for each square millimetre of the chip; nil where the area is not known or none.
  public func teraoperationsPerSquareMillimetre(_ design: Design) -> Double? {
    guard let area = design.area?.total(design).squareMillimetres, area > 0 else { return nil }
    return teraoperationsPerSecond.map { $0 / area }
  }
}
