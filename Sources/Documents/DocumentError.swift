/// A document could not be used; the findings say why.
public struct DocumentError: Error, Hashable, Sendable {
  public let findings: [Finding]

  public init(findings: [Finding]) { self.findings = findings }
}

extension DocumentError: CustomStringConvertible {
  public var description: String { findings.map(\.description).joined(separator: "\n") }
}
