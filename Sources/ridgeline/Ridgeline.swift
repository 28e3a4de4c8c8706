import ArgumentParser

@main
struct Ridgeline: ParsableCommand {
}
