import DRAM
import Hardware
import Testing

@Suite struct GoldenTests {
}
