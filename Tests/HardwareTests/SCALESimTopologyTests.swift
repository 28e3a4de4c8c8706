import Documents
import Testing
import Workloads

@Suite("SCALE-Sim topologies become traces")
struct SCALESimTopologyTests {
  static func parse(_ text: String) -> (topology: SCALESimTopology?, lines: [String]) {
    let findings = Findings()
    let topology = SCALESimTopology.parse(Array(text.utf8), name: "a.csv", findings: findings)
    return (topology, findings.lines)
  }

  static let header =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,"

  /// The only layer of a file that is right.
  static func layer(_ text: String) throws -> SCALESimTopology.Layer {
    let (topology, lines) = parse(text)
    #expect(lines.isEmpty, "\(lines)")
    let layers = try #require(topology).layers
    #expect(layers.count == 1)
    return layers[0]
  }

  static let conv = SCALESimTopology.Shape.convolution(
    .init(
      inputHeight: 224, inputWidth: 224, filterHeight: 11, filterWidth: 11, channels: 3, filters: 96,
      strideHeight: 4, strideWidth: 4))

  @Test(
    "a convolution reads the same however its line is written",
    arguments: [
      "\(header)\nConv1,224,224,11,11,3,96,4,\n",
      "\(header)\nConv1,\t224 , 224,11,11,  3,  96, 4",
      "\u{FEFF}\(header)\r\nConv1, 224, 224, 11, 11, 3, 96, 4,\r\n\r\n",
      "\n\n\(header.dropLast())\n,,,,,,,\n   \nConv1,224,224,11,11,3,96,4,,,,,\n",
      "\(header) Sparsity,\nConv1,224,224,11,11,3,96,4,1:1,",
      "\(header) Stride Width\nConv1,224,224,11,11,3,96,4,4",
      "\(header)\nConv1,224,224,11,11,3,96,4,4,4:4,",
      "Layer,Ifmap height,ifmap width,filter height,filter width,channels,num filters,strides,batch size,\n"
        + "Conv1,224,224,11,11,3,96,4,1,",
      "Layer name\t IFMAP Height\t IFMAP Width\t Filter Height\t Filter Width\t Channels\t Num Filter\t Strides\n"
        + "Conv1\t224\t224\t11\t11\t3\t96\t4\t\n",
    ])
  func convolution(text: String) throws {
    let layer = try Self.layer(text)
    #expect(layer.name == "Conv1")
    #expect(layer.shape == Self.conv)
  }

  @Test("two strides are two strides")
  func strides() throws {
    let layer = try Self.layer("\(Self.header)\nC,9,9,3,3,1,1,2,1,")
    guard case .convolution(let shape) = layer.shape else {
      Issue.record("not a convolution")
      return
    }
    #expect((shape.strideHeight, shape.strideWidth) == (2, 1))
    #expect((shape.outputHeight, shape.outputWidth) == (4, 7))
  }

  @Test(
    "a matrix product is told by the header, in any case, with or without sparsity",
    arguments: [
      "Layer, M, N, K,\nQKT, 128, 256, 64,\n", "Layer Name,m,n,k\r\nQKT,128,256,64",
      "L,M,N,K,Sparsity,\nQKT,128,256,64,1:1,\n",
    ])
  func matrixProduct(text: String) throws {
    let layer = try Self.layer(text)
    #expect(layer.shape == .matrixProduct(m: 128, n: 256, k: 64))
  }

  @Test("the last window that hangs over becomes padding, so that the outputs are SCALE-Sim's")
  func overhang() throws {
    for height in 1...40 {
      for filter in 1...9 {
        for stride in 1...7 where height - filter + stride > 0 {
          let shape = SCALESimTopology.Convolution(
            inputHeight: height, inputWidth: 5, filterHeight: filter, filterWidth: 1, channels: 2, filters: 3,
            strideHeight: stride, strideWidth: 1)
          let expected = (height - filter + stride + stride - 1) / stride
          let product = shape.product
          #expect(product.outputHeight == expected)
          #expect(product.padTop == 0 && (0..<stride).contains(product.padBottom))
          #expect(product.padRight == 0)
        }
      }
    }
  }

  @Test("layers keep their order and names, and names that occur twice are made unique and noted")
  func names() throws {
    let (parsed, lines) = Self.parse(
      "Layer,M,N,K,\nA,1,2,3,\nB,4,5,6,\nA,7,8,9,\nA_2,1,1,1,\n,1,1,1,\nA,1,1,1")
    let topology = try #require(parsed)
    #expect(topology.layers.map(\.name) == ["A", "B", "A_2", "A_2_2", "layer_4", "A_3"])
    #expect(lines.count == 4 && lines.allSatisfy { $0.contains("warning") })
    #expect(topology.notes.contains { $0.contains("A_2_2") })
    #expect(topology.layers[2].position.line == 4)
  }

  @Test("a depthwise name and an overhanging window are noted")
  func notes() throws {
    let (topology, lines) = Self.parse("\(Self.header)\nConv2_DP,8,8,3,3,16,1,2,\n")
    #expect(lines.isEmpty)
    #expect(topology?.notes.count == 2)
  }

  @Test("the trace of a topology is a trace, with the same layers and multiply-accumulates")
  func trace() throws {
    let text =
      "\(Self.header)\nConv1,224,224,11,11,3,96,4,\nConv1.input,14,14,3,3,8,8,1,\nyes,8,8,1,1,4,4,2,1,\n"
    let topology = try #require(Self.parse(text).topology)
    let written = YAMLWriter.write(SCALESimImport.trace(topology, network: "alexnet"))
    let findings = Findings()
    let node = try #require(
      DocumentLoader().load(text: Array(written.utf8), name: "trace.yaml", findings: findings))
    let trace = try #require(TraceDecoder.decode(node, seed: 0, findings: findings), "\(findings.lines)")
    #expect(findings.isEmpty, "\(findings.lines)")
    #expect(trace.network == "alexnet")
    #expect(trace.operators.map(\.name) == ["Conv1", "Conv1.input", "yes"])
    // 55 x 55 outputs where flooring gives 54.
    #expect(trace.operators[0].denseMACs == 105_415_200)
    #expect(trace.operators[2].denseMACs == 640)
  }

  @Test("the trace of matrix products is a trace")
  func matrixTrace() throws {
    let topology = try #require(Self.parse("Layer,M,N,K,\nq,128,256,64,\nk,1,2,3").topology)
    let findings = Findings()
    let trace = TraceDecoder.decode(SCALESimImport.trace(topology, network: "t"), seed: 0, findings: findings)
    #expect(findings.isEmpty, "\(findings.lines)")
    #expect(trace?.operators.map(\.denseMACs) == [2_097_152, 6])
  }

  @Test("a path becomes a name")
  func pathName() {
    #expect(SCALESimImport.name(ofPath: "a/b/alexnet.csv") == "alexnet")
    #expect(SCALESimImport.name(ofPath: "a.b.csv") == "a.b")
    #expect(SCALESimImport.name(ofPath: ".csv") == ".csv")
  }
}
