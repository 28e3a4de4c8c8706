// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of Ridgeline never build it. It times whole processes of the release binary
// and therefore depends on nothing.
let package = Package(
  name: "benchmarks",
  targets: [.executableTarget(name: "Benchmarks")],
  swiftLanguageModes: [.v6]
)
