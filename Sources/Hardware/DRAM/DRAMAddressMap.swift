/// Which bits of an address choose what (docs/dram.md, 3).
public struct DRAMAddressMap: Hashable, Sendable {
  public enum Field: String, CaseIterable, Hashable, Sendable {
    case row, rank, bankGroup = "bank_group", bank, channel, pseudoChannel = "pseudo_channel", column
  }

  /// Neighbouring bits of one field.
  public struct Part: Hashable, Sendable {
    public var field: Field
    /// Bits of it; nil of the part that has what no other part of the field has.
    public var bits: Int?

    public init(_ field: Field, bits: Int? = nil) {
      self.field = field
      self.bits = bits
    }
  }

  /// A field that is changed by others' bits: `field` becomes itself XOR `by` shifted right by `shift`, cut to its width.
  public struct Hash: Hashable, Sendable {
    public var field: Field
    public var by: Field
    public var shift: Int

    public init(field: Field, by: Field, shift: Int) {
      self.field = field
      self.by = by
      self.shift = shift
    }
  }

  /// From the most significant to the least.
  public var order: [Part]
  /// Each from the fields as the address has them; no `by` is itself hashed.
  public var hashes: [Hash]

  public init(order: [Part], hashes: [Hash] = []) {
    self.order = order
    self.hashes = hashes
  }
}
