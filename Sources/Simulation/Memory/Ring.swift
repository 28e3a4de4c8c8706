/// Elements by the last bits of their numbers, in memory that is counted once and not at each access.
///
/// Whoever changes one calls `makeUnique` before.
struct Ring<Element: BitwiseCopyable>: @unchecked Sendable {
  private var memory: RingMemory<Element>
  private var elements: UnsafeMutablePointer<Element>
  private var mask: Int

  /// - Parameter room: For so many, or some more.
  init(_ element: Element, room: Int = 8) {
    var places = 1
    while places < room { places *= 2 }
    memory = RingMemory(element, count: places)
    elements = memory.elements
    mask = places - 1
  }

  var room: Int { mask + 1 }

  @inline(__always)
  subscript(number: Int) -> Element {
    get { elements[number & mask] }
    nonmutating _modify { yield &elements[number & mask] }
  }

  /// The elements of the numbers from 0 on, before there is another call.
  func first(_ count: Int) -> UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(start: elements, count: count)
  }

  /// Gives a copy memory of its own.
  mutating func makeUnique() {
    if isKnownUniquelyReferenced(&memory) { return }
    let copy = RingMemory(elements[0], count: room)
    copy.elements.update(from: elements, count: room)
    memory = copy
    elements = copy.elements
  }

  /// Doubles the room, and keeps the elements of some numbers.
  mutating func grow(_ element: Element, keeping numbers: Range<Int>) {
    let larger = RingMemory(element, count: 2 * room)
    for number in numbers { larger.elements[number & (2 * room - 1)] = elements[number & mask] }
    memory = larger
    elements = larger.elements
    mask = 2 * mask + 1
  }
}

/// Owns the memory of a ring.
private final class RingMemory<Element: BitwiseCopyable>: @unchecked Sendable {
  let elements: UnsafeMutablePointer<Element>

  init(_ element: Element, count: Int) {
    elements = .allocate(capacity: count)
    elements.initialize(repeating: element, count: count)
  }

  deinit { elements.deallocate() }
}
