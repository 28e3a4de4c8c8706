import Hardware
import Workloads

/// What the digits of one factor of a pass come to, in one group: rows are pixels or filters, units the rows that are in a
/// vector together.
struct DigitFactor {
  /// How the digits of a row are added.
  struct Rule {
    let digits: DigitArithmetic
    /// Places of the recoding, where multipliers wait for each.
    let places: Int
    let chunks: Chunks
  }

  /// Steps of a vector of each unit and chunk, chunks side by side, were the other factor not recoded.
  private(set) var steps: [Int32] = []
  /// All of them.
  private(set) var stepSum = 0
  /// The same for each multiplier that has positions: steps x rows of the unit x multipliers of the chunk.
  private(set) var multiplierSteps = 0
  /// Costs of all rows' multipliers.
  private(set) var costs = 0
  /// By position of k, over all rows: digits, and values that are not 0.
  private(set) var digits: [Int]
  private(set) var nonzeros: [Int]
  /// Of each unit the most digits at each position, positions side by side.
  private(set) var most: [UInt16] = []

  /// - Parameters:
  ///   - units: The rows of each unit.
  ///   - row: Puts the counts of digits of a row, and their places where those are wanted, into the buffers.
  init(
    units: [Int], length: Int, _ rule: Rule,
    row: (
      _ unit: Int, _ index: Int, UnsafeMutableBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt32>
    ) -> Void
  ) {
    let (group, waitsForPlaces) = (rule.digits.group, rule.digits.wait == .position)
    let (chunks, isSingle) = (rule.chunks, group == 1 && !waitsForPlaces)
    digits = [Int](repeating: 0, count: length)
    nonzeros = [Int](repeating: 0, count: length)
    steps = [Int32](repeating: 1, count: units.count * chunks.count)
    var sums = [UInt32](repeating: 0, count: length)
    var counts = [UInt32](repeating: 0, count: length)
    most = isSingle ? [UInt16](repeating: 0, count: units.count * length) : []
    var ofRow = [UInt8](repeating: 0, count: length)
    var places = [UInt32](repeating: 0, count: waitsForPlaces ? length : 0)
    for (unit, rows) in units.enumerated() {
      for index in 0..<rows {
        ofRow.withUnsafeMutableBufferPointer { ofRow in
          places.withUnsafeMutableBufferPointer { places in
            row(unit, index, ofRow, places)
            sums.withUnsafeMutableBufferPointer { sums in
              for k in 0..<length { sums[k] &+= UInt32(ofRow[k]) }
            }
            counts.withUnsafeMutableBufferPointer { counts in
              for k in 0..<length { counts[k] &+= ofRow[k] == 0 ? 0 : 1 }
            }
            if isSingle {
              most.withUnsafeMutableBufferPointer { most in
                let base = unit * length
                for k in 0..<length { most[base + k] = max(most[base + k], UInt16(ofRow[k])) }
              }
            } else {
              addBlocks(unit, ofRow, places, rule)
            }
          }
        }
      }
    }
    for k in 0..<length { (digits[k], nonzeros[k]) = (Int(sums[k]), Int(counts[k])) }
    let rows = units.reduce(0, +)
    if isSingle {
      // A value of 0 takes a step all the same.
      costs = digits.reduce(0, +) + rows * length - nonzeros.reduce(0, +)
      for unit in units.indices {
        for chunk in 0..<chunks.count {
          var greatest: UInt16 = 1
          for k in chunks[chunk] { greatest = max(greatest, most[unit * length + k]) }
          steps[unit * chunks.count + chunk] = Int32(greatest)
        }
      }
    }
    for (unit, rows) in units.enumerated() {
      for chunk in 0..<chunks.count {
        let count = Int(steps[unit * chunks.count + chunk])
        stepSum += count
        multiplierSteps += count * rows * ((chunks[chunk].count + group - 1) / group)
      }
    }
  }

  /// Adds the costs of a row's multipliers of several positions.
  private mutating func addBlocks(
    _ unit: Int, _ ofRow: UnsafeMutableBufferPointer<UInt8>, _ places: UnsafeMutableBufferPointer<UInt32>,
    _ rule: Rule
  ) {
    let (group, waitsForPlaces) = (rule.digits.group, rule.digits.wait == .position)
    for chunk in 0..<rule.chunks.count {
      let range = rule.chunks[chunk]
      var greatest = 1
      var first = range.lowerBound
      while first < range.upperBound {
        let end = min(first + group, range.upperBound)
        var cost = 0
        for k in first..<end { cost += Int(ofRow[k]) }
        if waitsForPlaces {
          // A place without a digit takes a step, too.
          var occupied: UInt32 = 0
          for k in first..<end { occupied |= places[k] }
          cost += rule.places - occupied.nonzeroBitCount
        }
        cost = max(1, cost)
        costs += cost
        greatest = max(greatest, cost)
        first = end
      }
      let place = unit * rule.chunks.count + chunk
      steps[place] = max(steps[place], Int32(greatest))
    }
  }
}
