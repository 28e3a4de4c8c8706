// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of Ridgeline never build it. `Benchmarks` times whole processes of the release
// binary and depends on nothing; `MaskBenchmarks` calls the room that makes masks,
// `SparseBenchmarks` the one that simulates, `DRAMBenchmarks` the one with DRAM systems.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "ridgeline", path: "..")],
  targets: [
    .executableTarget(name: "Benchmarks"),
    .target(name: "CPlainLoops"),
    .executableTarget(
      name: "MaskBenchmarks", dependencies: ["CPlainLoops", .product(name: "Tensors", package: "ridgeline")]),
    .executableTarget(
      name: "SparseBenchmarks",
      dependencies: [
        .product(name: "Tensors", package: "ridgeline"), .product(name: "Simulation", package: "ridgeline"),
      ]),
    .executableTarget(name: "DRAMBenchmarks", dependencies: [.product(name: "DRAM", package: "ridgeline")]),
  ],
  swiftLanguageModes: [.v6]
)
