import Documents
import Glibc
import Tensors
import TestFiles
import Testing
import Workloads

/// Every run has another seed, which it prints; RIDGELINE_FUZZ_SEED repeats one.
@Suite("No mutated trace crashes the reader")
struct FuzzTests {
  /// Words that are put in the place of others.
  static let words = [
    "0", "1", "-1", "2", "7", "2147483648", "2147483647", "281474976710656", "9223372036854775807",
    "9223372036854775808", "1e9", "int8", "uint0", "conv2d", "matmul", "kv_append", "kv_read", "embedding",
    "{}", "[]", "[1, 2]", "[0, 1, 0, 1]", "{tensor: image, order: k_batch_n}", "{parameters: p}", "null",
    "*a", "&a", "key_cache", "image", "embedding.weight", "batch_norm", "true",
  ]

  /// A copy of some lines with a few words, lines or single bytes changed.
  static func mutated(_ lines: [[UInt8]], _ generator: inout SplitMix64) -> [UInt8] {
    var lines = lines
    for _ in 0...generator.next(below: 4) where !lines.isEmpty {
      let place = generator.next(below: lines.count)
      switch generator.next(below: 8) {
      case 0: lines.remove(at: place)
      case 1: lines.insert(lines[generator.next(below: lines.count)], at: place)
      case 2: lines.swapAt(place, generator.next(below: lines.count))
      case 3 where !lines[place].isEmpty:
        lines[place][generator.next(below: lines[place].count)] = UInt8(generator.next(below: 256))
      default: lines[place] = replacingWord(in: lines[place], &generator)
      }
    }
    return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  static func replacingWord(in line: [UInt8], _ generator: inout SplitMix64) -> [UInt8] {
    let isWord: (UInt8) -> Bool = { $0.isASCIIWord }
    let starts = line.indices.filter { isWord(line[$0]) && ($0 == 0 || !isWord(line[$0 - 1])) }
    guard !starts.isEmpty else { return line }
    let start = starts[generator.next(below: starts.count)]
    let end = line[start...].firstIndex { !isWord($0) } ?? line.endIndex
    let word = words[generator.next(below: words.count)]
    return line[..<start] + Array(word.utf8) + line[end...]
  }

  @Test("thousands of mutations are read, and those that are still right can be counted")
  func mutations() throws {
    let given = getenv("RIDGELINE_FUZZ_SEED").flatMap { UInt64(String(cString: $0)) }
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    print("fuzzing traces with the seed \(seed)")
    var generator = SplitMix64(seed: seed)
    let samples = try ["tiny", "sparse_tiny", "llama2_7b_decode", "every_operator"].map { name in
      let folder = name == "every_operator" ? testFolder : "\(packageFolder)/Traces"
      let bytes = try #require(readFile("\(folder)/\(name).yaml"))
      return bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }
    let clock = ContinuousClock()
    let end = clock.now + .seconds(2)
    var (count, rightCount) = (0, 0)
    while clock.now < end {
      let text = Self.mutated(samples[count % samples.count], &generator)
      let findings = Findings()
      count += 1
      guard let node = DocumentLoader().load(text: text, name: "fuzz.yaml", findings: findings)
      else { continue }
      guard let trace = TraceDecoder.decode(node, seed: 1, findings: findings) else {
        #expect(!findings.isEmpty)
        continue
      }
      rightCount += 1
      #expect(trace.denseMACs >= 0 && trace.parameters >= 0)
      for line in trace.operators { Self.check(line, of: trace) }
    }
    print("read \(count) mutated traces, \(rightCount) of them right")
    #expect(rightCount > 0 && rightCount < count)
  }

  /// What engines count on.
  static func check(_ line: Operator, of trace: Trace) {
    for index in [line.input, line.weight, line.parameters, line.output].compactMap(\.self) {
      #expect(trace.tensors.indices.contains(index), "\(line.position)")
    }
    #expect(line.executions >= 1 && line.output != nil && line.input != nil, "\(line.position)")
    if let product = line.product {
      #expect(product.outputHeight >= 1 && product.outputWidth >= 1, "\(line.position)")
      #expect(line.input.map { trace.tensors[$0].elements } == product.inputElements)
      #expect(line.output.map { trace.tensors[$0].elements } == product.outputElements)
    } else if let work = line.vector {
      #expect(work.units >= 1 && work.stages.allSatisfy { $0.operationsPerUnit >= 1 }, "\(line.position)")
    }
  }
}

extension UInt8 {
  fileprivate var isASCIIWord: Bool {
    let letter = self | 0x20
    return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || self == UInt8(ascii: "_")
  }
}
