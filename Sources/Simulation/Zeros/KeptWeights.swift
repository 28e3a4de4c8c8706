import Hardware
import Mapping

/// The weights of a kept tile on a broadcast array, block by block in the order of use (docs/model.md, 11).
struct KeptWeights {
  private let pass: BroadcastPass
  private let metadata: KeptMetadata
  /// Stored elements before each block, by group, chunk of filters and chunk of k, and in all.
  private var starts: [Int] = [0]

  init(_ pass: BroadcastPass, _ operand: KeptOperand, elements: [BitRows], repeated: [BitRows]) {
    self.pass = pass
    metadata = operand.metadata
    let (filterChunks, chunks) = (pass.filterChunks, pass.reductionChunks)
    starts.reserveCapacity(pass.groups * filterChunks.count * chunks.count + 1)
    var before = 0
    for group in 0..<pass.groups {
      for filterChunk in 0..<filterChunks.count {
        for chunk in 0..<chunks.count {
          for filter in filterChunks[filterChunk] {
            before += elements[group].countOfBits(row: filter, in: chunks[chunk])
            if operand.extra > 0 {
              before += operand.extra * repeated[group].countOfBits(row: filter, in: chunks[chunk])
            }
          }
          starts.append(before)
        }
      }
    }
  }

  /// Sets of pixels of the pass.
  var sets: Int { pass.sets.count }

  /// Stored weights of the tile.
  var count: Int { starts[starts.count - 1] }

  /// The words of data and of metadata that a block has.
  func words(
    group: Int, filterChunk: Int, chunk: Int, _ buffer: BankedBuffer
  ) -> (data: Range<Int>, metadata: Range<Int>) {
    let index = (group * pass.filterChunks.count + filterChunk) * pass.reductionChunks.count + chunk
    let stored = starts[index]..<starts[index + 1]
    let elements = pass.weights(
      group: group, filterChunk: filterChunk, reductionChunks: chunk..<chunk + 1)
    let bits = pass.pass.bits.weight
    return (
      buffer.words(ofBits: stored.lowerBound * bits..<stored.upperBound * bits),
      buffer.words(ofBits: metadata.bits(elements: elements, stored: stored))
    )
  }

  /// What all blocks ask of their buffer: each once, or for every set of pixels where weights do not rest.
  func traffic(_ buffer: BankedBuffer) -> VectorTraffic {
    var traffic = VectorTraffic()
    for group in 0..<pass.groups {
      for filterChunk in 0..<pass.filterChunks.count {
        for chunk in 0..<pass.reductionChunks.count {
          let words = words(group: group, filterChunk: filterChunk, chunk: chunk, buffer)
          traffic.add(
            words: words.data.count + words.metadata.count,
            load: buffer.load(words.data, words.metadata), elements: 0, vectors: 1, in: buffer)
          traffic.metadataWords += words.metadata.count
        }
      }
    }
    traffic.elements = count
    var all = VectorTraffic()
    all.add(traffic, times: pass.array.dataflow == .weightStationary ? 1 : pass.sets.count)
    return all
  }
}
