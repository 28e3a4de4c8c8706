import ArgumentParser
import Glibc
import Reports
import Sweeps

struct SweepAskCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Answers questions for points, for optimizers of other programs.",
    discussion: """
      Reads a JSON object a line from standard input, {"id": 1, "parameters": {"array.rows": 16, ...}}, and answers each \
      with one on standard output, as soon as it is known. The first line says what there is to ask for. All answers \
      are rows of the store, and a question that was answered once is not run again.

      EXAMPLE
        echo '{"id": 1, "point": 3}' | ridgeline sweep ask array_by_dataflow -o out/asked
      """)

  @OptionGroup var input: SweepOptions

  @OptionGroup var jobs: JobsOption

  @OptionGroup var reuse: ReuseOption

  func run() async throws {
    let sweep = try SweepLoading.sweep(input.sweep)
    var runner = PointRunner(sweep, figures: .total)
    runner.reusable = try reuse.rows(for: sweep)
    let opened = try OpenedStore(sweep, folder: input.folder(sweep))
    let session = AskSession(runner: runner, store: opened.store, known: opened.known)
    Terminal.write("\(session.description)\n")
    let lines = StandardInputLines.stream()
    try await withThrowingTaskGroup(of: Void.self) { group in
      var running = 0
      for await line in lines {
        if running == jobs.workers {
          _ = try await group.next()
          running -= 1
        }
        group.addTask { try await Self.answer(line, session) }
        running += 1
      }
      try await group.waitForAll()
    }
    opened.store.synchronize()
  }

  private static func answer(_ line: [UInt8], _ session: AskSession) async throws {
    switch await session.answer(line) {
    case .success(let answer): Terminal.write("\(answer)\n")
    case .failure(let error): throw Failure.of(error)
    }
  }
}

/// The lines of standard input, read by a thread of their own: one that waits for a line must not keep others from
/// working.
enum StandardInputLines {
  static func stream() -> AsyncStream<[UInt8]> {
    let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
    let context = Unmanaged.passRetained(Box(continuation)).toOpaque()
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let box = Unmanaged<Box>.fromOpaque(context).takeRetainedValue()
        while let line = readLine() { if !line.isEmpty { box.continuation.yield(Array(line.utf8)) } }
        box.continuation.finish()
        return nil
      }, context)
    if code != 0 { continuation.finish() } else { pthread_detach(thread) }
    return stream
  }

  private final class Box: Sendable {
    let continuation: AsyncStream<[UInt8]>.Continuation

    init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }
  }
}
