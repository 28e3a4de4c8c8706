import Hardware
import Mapping
import Quantities
import Tensors
import Testing
import Workloads

@Suite struct MapperTests {
  @Test func `A chosen mapping fits its buffers, on random products and capacities`() throws {
    var random = SplitMix64(seed: 20_261_121)
    var mapped = 0
    for _ in 0..<400 {
      let design = design(
        capacity: 64 << random.next(below: 8), shared: random.next(below: 3) == 0,
        dataflow: Dataflow.allCases[random.next(below: 3)],
        skippedPixels: [.loaded, .leftOut, .between][random.next(below: 3)])
      let product = Product(
        images: 1 + random.next(below: 2), groups: 1 + random.next(below: 3),
        inputHeight: 3 + random.next(below: 12), inputWidth: 3 + random.next(below: 12),
        channels: 1 + random.next(below: 24), filters: 1 + random.next(below: 24),
        kernelHeight: 1 + random.next(below: 3), kernelWidth: 1 + random.next(below: 3),
        strideHeight: 1 + random.next(below: 2), strideWidth: 1 + random.next(below: 2), padTop: 1)
      let work = work(product)
      do {
        let mapping = try Mapper.map(work, on: design, directives: MappingDirectives())
        guard case .product(let chosen) = mapping else { throw Unexpected() }
        let plan = try Plan(
          product: product, epilogue: [], mapping: chosen, work: work, design: design)
        let capacity = try #require(design.buffers[.input].capacity).count
        if design.buffers.isShared {
          #expect(plan.peakBytesTogether <= capacity)
        } else {
          #expect(plan.peakBytes.allSatisfy { $0 <= capacity })
        }
        mapped += 1
      } catch let failure as MappingFailure {
        guard case .doesNotFit(_, let needed, let available, _) = failure else { throw failure }
        #expect(needed > available)
      }
    }
    #expect(mapped > 200)
  }

  @Test func `What a mapping directive fixes is kept, up to the operator's size`() throws {
    let directives = MappingDirectives(rows: 2, channels: 100, filters: 3, order: [.n, .batch, .k, .m])
    let product = Product(inputHeight: 6, inputWidth: 5, channels: 8, filters: 8)
    let mapping = try Mapper.map(work(product), on: design(capacity: 4096), directives: directives)
    guard case .product(let chosen) = mapping else { throw Unexpected() }
    #expect((chosen.rows, chosen.channels, chosen.filters) == (2, 8, 3))
    #expect(chosen.order == [.n, .batch, .k, .m])
  }

  @Test func `Of mappings that are equally fast the rule takes one that moves no byte twice`() throws {
    // 16,384 cycles of folds, to which a cut adds ten: mappings with up to 16 passes are within 1 %.
    let product = Product.matrixProduct(m: 64, k: 64, n: 64)
    var machine = design(capacity: 1 << 20)
    machine.memories[0].kind = .ideal
    let mapping = try Mapper.map(work(product), on: machine, directives: MappingDirectives())
    guard case .product(let chosen) = mapping else { throw Unexpected() }
    let plan = try Plan(
      product: product, epilogue: [], mapping: chosen, work: work(product), design: machine)
    #expect(plan.transfers.reduce(0) { $0 + $1.bytes } == 3 * 64 * 64)
  }

  @Test func `With one slot of its output a tile may be twice as large`() throws {
    let product = Product.matrixProduct(m: 32, k: 4, n: 16)
    func slots(_ slots: ProductMapping.Slots, _ boundary: Boundary = .barrier) throws -> ProductMapping.Slots
    {
      var machine = design(capacity: 1024)
      machine.boundary = boundary
      let directives = MappingDirectives(rows: 16, filters: 16, slots: slots)
      let mapping = try Mapper.map(work(product), on: machine, directives: directives)
      guard case .product(let chosen) = mapping else { throw Unexpected() }
      return chosen.slots
    }
    func failure(_ body: () throws -> ProductMapping.Slots) throws -> MappingFailure? {
      do { _ = try body() } catch let failure as MappingFailure { return failure }
      return nil
    }
    // 16 x 16 sums of 32 bits are all that the buffer has.
    guard case .doesNotFit("output", 2048, 1024, _) = try failure({ try slots(.all) }) else {
      throw Unexpected()
    }
    #expect(try slots(.init(output: 1)) == .init(output: 1))
    #expect(try failure { try slots(.init(output: 1), .overlap) } == .slotsWithOverlap)
  }

  @Test func `A whole mapping has one tile of everything`() throws {
    let product = Product(groups: 2, inputHeight: 6, inputWidth: 5, channels: 8, filters: 8)
    let mapping = try Mapper.map(
      work(product), on: design(capacity: 1 << 20), directives: MappingDirectives(whole: true))
    #expect(
      mapping
        == .product(
          ProductMapping(
            groups: 2, rows: 6, columns: 5, channels: 8, filters: 8, order: [.batch, .m, .n, .k])))
  }

  @Test func `A depthwise product takes several groups at once where the array admits it`() throws {
    let depthwise = Product(
      groups: 8, inputHeight: 6, inputWidth: 6, channels: 1, filters: 1, kernelHeight: 2, kernelWidth: 1)
    func spatial(_ dataflow: Dataflow) throws -> ProductMapping.Spatial? {
      let mapping = try Mapper.map(
        work(depthwise), on: design(capacity: 1 << 20, dataflow: dataflow), directives: MappingDirectives())
      guard case .product(let product) = mapping else { return nil }
      return product.spatial
    }
    #expect(try spatial(.weightStationary) == .channelWise)
    #expect(try spatial(.outputStationary) == .im2col)
  }

  @Test func `An assignment that the array does not admit is refused with the reason`() throws {
    let product = Product(
      groups: 2, inputHeight: 9, inputWidth: 9, channels: 1, filters: 1, kernelHeight: 3, kernelWidth: 3)
    do {
      _ = try Mapper.map(
        work(product), on: design(capacity: 1 << 20),
        directives: MappingDirectives(spatial: [.channelWise]))
      Issue.record("9 taps do not lie on 4 rows")
    } catch {
      #expect("\(error)".contains("are 9, more than the array's 4 rows"))
    }
  }

  @Test func `Part of the kernel at a time is no way for a systolic array`() throws {
    let product = Product(
      inputHeight: 9, inputWidth: 9, channels: 1, filters: 1, kernelHeight: 3, kernelWidth: 3)
    do {
      _ = try Mapper.map(
        work(product), on: design(capacity: 1 << 20), directives: MappingDirectives(spatial: [.partKernel]))
      Issue.record("a systolic array has no runs of chunks")
    } catch {
      #expect("\(error)".contains("'part_kernel'") && "\(error)".contains("'direct'"))
    }
  }

  @Test func `A product that does not fit says which buffer, needed and available`() throws {
    let product = Product(
      inputHeight: 9, inputWidth: 9, channels: 1, filters: 1, kernelHeight: 9, kernelWidth: 9)
    do {
      _ = try Mapper.map(work(product), on: design(capacity: 64), directives: MappingDirectives())
      Issue.record("81 bytes do not fit into 64")
    } catch {
      #expect("\(error)".hasPrefix("the input buffer has 64 B, and its tile slots need 81 B for a tile of"))
    }
  }

  private struct Unexpected: Error {}

  private func design(
    capacity: Int, shared: Bool = false, dataflow: Dataflow = .weightStationary,
    skippedPixels: Buffer.SkippedPixels = .leftOut
  ) -> Design {
    let byte = NumberFormat.integer(bits: 8)
    let buffer = Buffer(
      capacity: Bytes(count: capacity), banks: 4, ports: 2, width: 4, skippedPixels: skippedPixels)
    let memory = BandwidthMemory(
      bandwidth: Bandwidth(bytesPerSecond: 4_000_000_000), latency: TimeSpan(picoseconds: 50_000),
      outstanding: 16, request: 32)
    return Design(
      name: "small", clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(
        SystolicArray(
          rows: 4, columns: 4, dataflow: dataflow,
          precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)))),
      buffers: shared ? .shared(buffer) : .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .bandwidth(memory))],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
  }

  private func work(_ product: Product) -> Work {
    let byte = NumberFormat.integer(bits: 8)
    let place = OperandAddresses.Place(memory: 0, address: 0)
    return Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place, weight: place, parameters: place, output: place, partialSums: place))
  }
}
