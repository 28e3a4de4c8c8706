/// Draws values: one random number each, by their place, so that parts can be drawn side by side.
///
/// The number's 63 highest bits stand for a share, and the value is the first whose cumulative probability is above it.
/// Where to begin to look is known from its highest bits.
struct ValueSampler: Sendable {
  private let cumulative: [UInt64]
  private let least: Int16
  /// The first place that can be meant, by the highest bits.
  private let guide: [UInt32]
  private let shift: UInt64

  init(_ probabilities: ValueProbabilities) {
    cumulative = probabilities.cumulative
    least = Int16(truncatingIfNeeded: probabilities.least)
    // Several entries a value, so that most have one value alone.
    let bits = min(18, max(12, Int.bitWidth - cumulative.count.leadingZeroBitCount + 3))
    shift = UInt64(63 - bits)
    var (guide, place) = ([UInt32](), 0)
    guide.reserveCapacity(1 << bits)
    for entry in 0..<UInt64(1 << bits) {
      while cumulative[place] <= entry << shift { place += 1 }
      guide.append(UInt32(place))
    }
    self.guide = guide
  }

  /// The patterns (`ValueTensor`) of consecutive elements.
  func draw(_ target: UnsafeMutableBufferPointer<Int16>, _ generator: inout SplitMix64) {
    cumulative.withUnsafeBufferPointer { cumulative in
      guide.withUnsafeBufferPointer { guide in
        for element in target.indices {
          let share = generator.next() >> 1
          var place = Int(guide[Int(share >> shift)])
          while share >= cumulative[place] { place += 1 }
          target[element] = least &+ Int16(truncatingIfNeeded: place)
        }
      }
    }
  }
}

extension ValueProbabilities {
  /// The generator of a tensor's values, which are drawn apart from its zeros.
  private static func generator(seed: UInt64, name: String) -> SplitMix64 {
    SplitMix64(seed: seed, name: "\(name).values")
  }

  /// The values of a tensor: the same for the same distribution, format, shape, seed and name, on every machine and for any number of
  /// workers.
  ///
  /// Where `mask` has no bit the value is 0; it must be of that shape. Throws where there are too many elements.
  public func tensor(
    rows: Int, columns: Int, seed: UInt64, name: String, within mask: OccupancyMask? = nil, workers: Int = 1
  ) throws(ValueError) -> ValueTensor {
    guard let count = ValueTensor.elementCount(rows: rows, columns: columns) else {
      throw .tooManyElements(rows: rows, columns: columns)
    }
    let (sampler, generator) = (ValueSampler(self), Self.generator(seed: seed, name: name))
    let patterns = [Int16](unsafeUninitializedCapacity: count) { patterns, initialized in
      // Each part is written by one worker alone.
      nonisolated(unsafe) let patterns = patterns
      inParts(count, of: 1 << 16, workers: workers) { part in
        var generator = generator
        generator.skip(part.lowerBound)
        sampler.draw(UnsafeMutableBufferPointer(rebasing: patterns[part]), &generator)
      }
      if let mask { mask.clear(patterns, workers: workers) }
      initialized = count
    }
    return ValueTensor(rows: rows, columns: columns, isSigned: isSigned, patterns: patterns)
  }

  /// Where the values of a tensor are not 0, without keeping them.
  public func mask(
    rows: Int, columns: Int, seed: UInt64, name: String, within mask: OccupancyMask? = nil, workers: Int = 1
  ) -> OccupancyMask {
    let (sampler, generator) = (ValueSampler(self), Self.generator(seed: seed, name: name))
    return .ofRows(rows, columns: columns, workers: workers) { row, words in
      var generator = generator
      generator.skip(row * columns)
      withUnsafeTemporaryAllocation(of: Int16.self, capacity: 64) { values in
        for word in words.indices {
          let count = min(64, columns - word * 64)
          sampler.draw(UnsafeMutableBufferPointer(rebasing: values[..<count]), &generator)
          words[word] =
            UnsafeBufferPointer(values).nonzeroBits(count) & (mask?.words[row * words.count + word] ?? ~0)
        }
      }
    }
  }
}

extension OccupancyMask {
  /// Sets the values to 0 whose bits are not set.
  fileprivate func clear(_ patterns: UnsafeMutableBufferPointer<Int16>, workers: Int) {
    nonisolated(unsafe) let patterns = patterns
    inParts(rows, of: max(1, 1 << 16 / max(columns, 1)), workers: workers) { part in
      for row in part {
        for word in 0..<stride {
          let first = row * columns + word * 64
          let bits = words[row * stride + word]
          for place in 0..<min(64, columns - word * 64) where bits >> UInt64(place) & 1 == 0 {
            patterns[first + place] = 0
          }
        }
      }
    }
  }
}
