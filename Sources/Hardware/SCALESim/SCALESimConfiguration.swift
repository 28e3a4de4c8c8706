import Documents
import Quantities

/// What a SCALE-Sim configuration file (INI) says about the machine.
public struct SCALESimConfiguration: Hashable, Sendable {
  /// How SCALE-Sim treats the memory: `CALC` never stalls for it, `USER` has a stated bandwidth.
  public enum Mode: String, CaseIterable, Hashable, Sendable {
    case calculated = "CALC"
    case stated = "USER"
  }

  /// A key that does not reach the design, and why.
  public struct Ignored: Hashable, Sendable {
    public var key: String
    public var reason: String

    public init(key: String, reason: String) {
      self.key = key
      self.reason = reason
    }
  }

  public var runName: String?
  public var rows: Int
  public var columns: Int
  public var dataflow: Dataflow
  /// Kilobytes (1,024 bytes) of each buffer; nil where the file does not say.
  public var inputKilobytes: Int?
  public var weightKilobytes: Int?
  public var outputKilobytes: Int?
  /// Words a cycle, a byte each: the first of a list.
  public var bandwidth: Int?
  public var mode: Mode
  public var ignored: [Ignored]

  public init(
    runName: String? = nil, rows: Int, columns: Int, dataflow: Dataflow,
    inputKilobytes: Int? = nil, weightKilobytes: Int? = nil, outputKilobytes: Int? = nil,
    bandwidth: Int? = nil, mode: Mode = .calculated, ignored: [Ignored] = []
  ) {
    self.runName = runName
    self.rows = rows
    self.columns = columns
    self.dataflow = dataflow
    self.inputKilobytes = inputKilobytes
    self.weightKilobytes = weightKilobytes
    self.outputKilobytes = outputKilobytes
    self.bandwidth = bandwidth
    self.mode = mode
    self.ignored = ignored
  }

  /// Words a cycle that the widest buffer takes.
  static let mostWords = 4 * DesignLimits.banks

  /// What SCALE-Sim runs when it is given no file: its own example configuration.
  public static let example = SCALESimConfiguration(
    runName: "scale_example_run_32x32_os", rows: 32, columns: 32, dataflow: .outputStationary,
    inputKilobytes: 64, weightKilobytes: 64, outputKilobytes: 64, bandwidth: 10)
}
