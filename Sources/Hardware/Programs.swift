import Quantities

/// The programs of a machine whose compiler writes one for each length of a sequence.
public struct Programs: Hashable, Sendable {
  /// A decode step runs at the number of tokens that it attends to, rounded up to a multiple of this.
  public var lengthBucket: Int
  /// A prefill runs at the number of its tokens, rounded up to a multiple of this.
  public var prefillBucket: Int
  /// What instructions take; nil where nothing is said.
  public var instructions: Instructions?

  /// How many instructions there are, and how long they are.
  public struct Instructions: Hashable, Sendable {
    /// The language model that they were counted of; of another nothing is known.
    public var model: String
    /// That model's sizes; nil where the design does not say, and the name alone tells models apart.
    public var sizes: Sizes?
    /// Bytes of one.
    public var bytes: Int
    /// Of a decode step, whatever its length.
    public var decode: Int
    /// Of a prefill, for each token as it runs.
    public var prefillPerToken: Int
    /// The longest sequence that programs are stored for.
    public var longest: Int
    /// The memory that they are fetched from, by its index; nil where the design does not say.
    public var memory: Int?
    public var source: String

    /// The sizes that instructions depend on.
    public struct Sizes: Hashable, Sendable {
      public var hidden: Int
      public var inner: Int
      public var layers: Int
      public var vocabulary: Int

      public init(hidden: Int, inner: Int, layers: Int, vocabulary: Int) {
        (self.hidden, self.inner, self.layers, self.vocabulary) = (hidden, inner, layers, vocabulary)
      }
    }

    public init(
      model: String, sizes: Sizes? = nil, bytes: Int, decode: Int, prefillPerToken: Int, longest: Int,
      memory: Int? = nil, source: String
    ) {
      self.model = model
      self.sizes = sizes
      self.memory = memory
      self.bytes = bytes
      self.decode = decode
      self.prefillPerToken = prefillPerToken
      self.longest = longest
      self.source = source
    }
  }

  public init(lengthBucket: Int = 1, prefillBucket: Int = 1, instructions: Instructions? = nil) {
    self.lengthBucket = lengthBucket
    self.prefillBucket = prefillBucket
    self.instructions = instructions
  }
}
