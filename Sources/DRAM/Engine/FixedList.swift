/// A list of limited length that is made once and filled anew for every segment.
struct FixedList<Element> {
  let elements: UnsafeMutablePointer<Element>
  var count = 0

  init(capacity: Int, of filling: Element) {
    elements = .allocate(capacity: capacity)
    elements.initialize(repeating: filling, count: capacity)
  }

  func deallocate() { elements.deallocate() }

  @inline(__always)
  subscript(_ index: Int) -> Element { elements[index] }

  @inline(__always)
  mutating func append(_ element: Element) {
    elements[count] = element
    count &+= 1
  }
}
