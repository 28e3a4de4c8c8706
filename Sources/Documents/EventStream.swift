import CLibYAML

/// The events of one YAML text, one at a time.
///
/// libyaml's parser points into itself and into the bytes, so it lives on the heap, and the stream must not
/// outlive the bytes.
struct EventStream: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let current: UnsafeMutablePointer<yaml_event_t>
  private var holdsEvent = false

  init(bytes: UnsafeBufferPointer<UInt8>) {
    parser = .allocate(capacity: 1)
    current = .allocate(capacity: 1)
    precondition(yaml_parser_initialize(parser) == 1, "out of memory")
    // Said up front, or a byte order mark would switch to UTF-16.
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    // An empty buffer may have no address, which libyaml does not take; any will do for no bytes.
    let address = bytes.baseAddress ?? UnsafeRawPointer(parser).assumingMemoryBound(to: UInt8.self)
    yaml_parser_set_input_string(parser, address, bytes.count)
  }

  deinit {
    if holdsEvent { yaml_event_delete(current) }
    yaml_parser_delete(parser)
    current.deallocate()
    parser.deallocate()
  }

  /// Goes on to the next event; false after an error.
  mutating func advance() -> Bool {
    if holdsEvent { yaml_event_delete(current) }
    holdsEvent = yaml_parser_parse(parser, current) == 1
    return holdsEvent
  }

  var type: yaml_event_type_t { current.pointee.type }
  var start: yaml_mark_t { current.pointee.start_mark }
  var data: yaml_event_s.__Unnamed_union_data { current.pointee.data }

  /// The anchor and the tag of the node that begins here.
  var properties: (anchor: String?, tag: String?) {
    let (anchor, tag): (UnsafeMutablePointer<yaml_char_t>?, UnsafeMutablePointer<yaml_char_t>?)
    switch type {
    case YAML_SCALAR_EVENT: (anchor, tag) = (data.scalar.anchor, data.scalar.tag)
    case YAML_SEQUENCE_START_EVENT: (anchor, tag) = (data.sequence_start.anchor, data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT: (anchor, tag) = (data.mapping_start.anchor, data.mapping_start.tag)
    default: (anchor, tag) = (nil, nil)
    }
    return (anchor.map { String(cString: $0) }, tag.map { String(cString: $0) })
  }

  /// Whether the collection that begins here is written in brackets.
  var isFlow: Bool {
    type == YAML_SEQUENCE_START_EVENT
      ? data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
      : data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
  }

  /// What went wrong when `advance` returned false.
  var failure: Failure {
    let state = parser.pointee
    let problem = state.problem.map { String(cString: $0) } ?? "it cannot be understood"
    if state.error == YAML_READER_ERROR {
      return .reader(problem: problem, byteOffset: state.problem_offset)
    }
    let hasContext = state.context != nil && state.context_mark.line != state.problem_mark.line
    return .syntax(
      problem: problem, at: state.problem_mark,
      context: state.context.map { String(cString: $0) },
      contextLine: hasContext ? state.context_mark.line + 1 : nil)
  }

  enum Failure {
    case reader(problem: String, byteOffset: Int)
    case syntax(problem: String, at: yaml_mark_t, context: String?, contextLine: Int?)
  }
}
