/// A systolic array and three buffers, as a design's text, for tests of whole runs.
public let smallDesign = """
  name: small
  clock: 1 GHz
  array:
    topology: systolic
    dataflow: weight_stationary
    rows: 8
    columns: 8
    precision: {input: int8, weight: int8, accumulate: int32}
  buffers:
    input: {capacity: 16 KiB, banks: 8, width: 4 B, tiles: 2}
    weight: {capacity: 16 KiB, banks: 8, width: 4 B, tiles: 2}
    output: {capacity: 16 KiB, banks: 8, ports: 2, width: 4 B, tiles: 2}
  memories:
    main: {type: bandwidth, bandwidth: 4 GB/s, latency: 50 ns, outstanding: 16, request: 64 B}

  """

/// Two products one after the other, as a trace's text.
public let smallTrace = """
  network: small_net
  formats: {input: int8, weight: int8, output: int8}
  inputs:
    tokens: {elements: 512}
  operators:
    - {name: first, op: matmul, input: tokens, m: 16, k: 32, n: 48}
    - {name: second, op: matmul, input: first, m: 16, k: 48, n: 16}

  """
