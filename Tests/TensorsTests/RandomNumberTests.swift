import Tensors
import Testing

@Suite("Random numbers are the same everywhere")
struct RandomNumberTests {
  @Test("SplitMix64 gives the numbers of its authors' program")
  func publishedNumbers() {
    // From the reference implementation (prng.di.unimi.it/splitmix64.c) with the state 1234567.
    var generator = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test("the hash of a name is FNV-1a")
  func hash() {
    #expect(StableHash.of("") == 0xCBF2_9CE4_8422_2325)
    #expect(StableHash.of("a") == 0xAF63_DC4C_8601_EC8C)
    #expect(StableHash.of("foobar") == 0x8594_4171_F739_67E8)
  }

  @Test("a seed counts as eight bytes before the name")
  func seededHash() {
    let seed = UInt64(0x0807_0605_0403_0201)
    #expect(StableHash.of("a", seed: seed) == StableHash.of("\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}a"))
    #expect(StableHash.of("a", seed: 1) != StableHash.of("a", seed: 2))
  }

  @Test("numbers below a bound stay below it, and reach all of it")
  func bounded() {
    var generator = SplitMix64(seed: 7, name: "conv1.weight")
    let numbers = (0..<1_000).map { _ in generator.next(below: 10) }
    #expect(Set(numbers) == Set(0..<10))
    #expect((0..<10).map { _ in generator.next(below: 1) } == Array(repeating: 0, count: 10))
  }
}
