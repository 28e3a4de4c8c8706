/// What one pass of a given shape takes and does, wherever in time it runs.
///
/// Plain numbers: a search makes thousands of them.
struct PassProfile {
  /// Cycles in which the array or, of a vector operator, the vector unit is busy.
  var cycles = 0
  /// Steps in which the array advances.
  var steps = 0
  var folds = 0
  var foldElements = 0
  /// Slots of the working cycles.
  var effective = 0
  var ineffectual = 0
  var unmapped = 0
  /// Of the working cycles, in which lanes or units wait for each other, or all of them for what finds their pairs.
  var imbalance = 0
  var decode = 0
  /// Of independent units, what they multiply.
  var work = UnitWork()
  /// Of the ineffectual slots those whose multiplier does not switch.
  var gated = 0
  /// Nonzero digits that are added.
  var digits = 0
  /// Where slots are of digits, products whose tap is inside the image.
  var effectiveProducts = 0
  /// Elements and word accesses of the array, by operand.
  var reads: InlineArray<3, Int> = [0, 0, 0]
  var writes: InlineArray<3, Int> = [0, 0, 0]
  var accesses: InlineArray<3, Int> = [0, 0, 0]
  /// Of the accesses of inputs and weights those of their tiles' metadata.
  var metadataAccesses: InlineArray<2, Int> = [0, 0]
  /// Of the accesses of outputs, those that read what a result is added to.
  var readBacks = 0
  /// Inputs and weights that registers of the multipliers take, to be used again (docs/model.md, 7).
  var registerLoads: InlineArray<2, Int> = [0, 0]
  /// What DSP chains did.
  var chain = ChainCounts()
  /// Cycles of the vector unit that the finished tile takes before it is stored.
  var epilogueCycles = 0
  /// Whether a closed form gave the cycles, and no sweep over the steps.
  var isClosedForm = false
}
