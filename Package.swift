// swift-tools-version: 6.2
import PackageDescription

// The rooms, in the order data flows: a target depends only on targets above it.
// docs/architecture.md draws them; `Simulation` is the hot one and knows no text.
let package = Package(
  name: "ridgeline",
  products: [
    .executable(name: "ridgeline", targets: ["ridgeline"]),
    // For Benchmarks, which is a package of its own.
    .library(name: "Tensors", targets: ["Tensors", "CMaskKernels", "Quantities"]),
    .library(
      name: "Simulation",
      targets: ["Simulation", "Mapping", "Hardware", "DRAM", "Workloads", "Documents"]),
    .library(name: "DRAM", targets: ["DRAM", "Hardware"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "3.12.3"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
  ],
  targets: [
    .target(name: "Quantities"),
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CMaskKernels"),
    .target(name: "Documents", dependencies: ["Quantities", "CLibYAML"]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "Tensors", dependencies: ["Quantities", "CMaskKernels", "Documents", "CZlib"]),
    .target(name: "Workloads", dependencies: ["Quantities", "Documents", "Tensors"]),
    .target(name: "Hardware", dependencies: ["Quantities", "Documents", "Tensors", "Workloads"]),
    .target(name: "Mapping", dependencies: ["Quantities", "Tensors", "Workloads", "Hardware"]),
    .target(name: "DRAM", dependencies: ["Quantities", "Hardware"]),
    .target(
      name: "Simulation",
      dependencies: ["CMaskKernels", "Quantities", "Tensors", "Workloads", "Hardware", "DRAM", "Mapping"]),
    .target(
      name: "Accounting",
      dependencies: ["Quantities", "Workloads", "Hardware", "Mapping", "DRAM", "Simulation"]),
    .target(
      name: "Replay",
      dependencies: [
        "Quantities", "Documents", "Tensors", "Workloads", "Hardware", "Mapping", "Simulation",
        "Accounting",
      ]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(
      name: "Sweeps",
      dependencies: [
        "Quantities", "Documents", "Tensors", "Workloads", "Hardware", "Replay", "CSQLite",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "Reports",
      dependencies: [
        "Quantities", "CZlib", "Documents", "Tensors", "Workloads", "Hardware", "DRAM", "Simulation",
        "Accounting", "Replay", "Sweeps",
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    .executableTarget(
      name: "ridgeline",
      dependencies: [
        "Quantities", "Documents", "Tensors", "Workloads", "Hardware", "DRAM", "Replay", "Sweeps", "Reports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // The slow, obvious machine that the fast one is held against; it never imports Simulation.
    .target(
      name: "ReferenceMachine",
      dependencies: ["Quantities", "Tensors", "Workloads", "Hardware"],
      path: "Tests/ReferenceMachine"),

    // Files and folders, for the tests of several rooms.
    .target(name: "TestFiles", path: "Tests/TestFiles"),

    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"]),
    .testTarget(
      name: "DocumentsTests", dependencies: ["Documents", "TestFiles"], exclude: ["Diagnostics"]),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "Quantities", "CMaskKernels", "CZlib", "TestFiles"],
      exclude: ["Files/Fixtures", "Files/Diagnostics", "Files/make_fixtures.py"]),
    .testTarget(
      name: "WorkloadsTests", dependencies: ["Workloads", "TestFiles"],
      exclude: ["Diagnostics", "HuggingFaceDiagnostics", "MappingDiagnostics", "every_operator.yaml"]),
    .testTarget(
      name: "HardwareTests", dependencies: ["Hardware", "TestFiles"],
      exclude: ["Accelergy", "Diagnostics", "DRAMsim3"]),
    .testTarget(
      name: "MappingTests", dependencies: ["Mapping", "Quantities", "Tensors", "Hardware", "Workloads"]),
    .testTarget(
      name: "DRAMTests", dependencies: ["DRAM", "Documents", "Hardware", "ReferenceMachine", "TestFiles"],
      exclude: ["Golden"]),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Simulation", "DRAM", "Mapping", "Quantities", "Tensors", "Workloads", "Hardware",
        "ReferenceMachine", "Replay", "Accounting", "TestFiles",
      ]),
    .testTarget(
      name: "AccountingTests",
      dependencies: ["Accounting", "Quantities", "Tensors", "Hardware", "Simulation"]),
    .testTarget(
      name: "ReplayTests",
      dependencies: [
        "Replay", "Accounting", "DRAM", "Documents", "Hardware", "Quantities", "Simulation", "Tensors",
        "Workloads", "TestFiles",
      ],
      exclude: ["Diagnostics", "MappingDiagnostics", "MaskDiagnostics", "Golden", "STONNE"]),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Documents", "Tensors", "Workloads", "Hardware", "DRAM", "Simulation", "Accounting", "Replay",
        "Sweeps", "Reports", "TestFiles",
      ], exclude: ["Golden"]),
    .testTarget(
      name: "SweepsTests",
      dependencies: [
        "Sweeps", "Replay", "Documents", "Hardware", "Workloads", "Tensors", "Quantities", "TestFiles",
        "CSQLite",
      ],
      exclude: ["Diagnostics"]),
    .testTarget(name: "CommandTests", dependencies: ["ridgeline", "Replay", "TestFiles"]),
  ],
  swiftLanguageModes: [.v6]
)

// A fuzzer of every reader, built by tools/fuzz.sh alone: libFuzzer brings its own main function. Where the rooms are
// those of the program, not made anew with counters for libFuzzer, the harness has the main function and calls it.
if let fuzz = Context.environment["RIDGELINE_FUZZ"] {
  let isBlind = fuzz == "blind"
  package.targets.append(
    .executableTarget(
      name: "Fuzz",
      dependencies: ["Documents", "Tensors", "Workloads", "Hardware", "Replay", "Reports", "Sweeps"],
      path: "Tests/Fuzz", exclude: ["Corpus", "words.txt"],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])] + (isBlind ? [.define("BLIND")] : []),
      linkerSettings: isBlind ? [.unsafeFlags(["-sanitize=fuzzer"])] : []))
}

// The program with Swift's libraries in it, for tools/demo.sh. Only its linking differs, so that a build of it and one
// of the tests share all they compile, which `--static-swift-stdlib` would compile twice. What the libraries need in
// their turn is what their modules name when that option is given.
if Context.environment["RIDGELINE_STATIC"] != nil {
  let needed = ["CoreFoundation", "_FoundationCShims", "_FoundationCollections", "_FoundationICU"]
  package.targets.first { $0.name == "ridgeline" }?.linkerSettings =
    [.unsafeFlags(["-static-stdlib"])] + needed.map { .linkedLibrary($0) }
}
