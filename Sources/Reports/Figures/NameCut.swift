/// Where names that are longer than their column lose their middle: at one place in all, at which as many as possible of
/// those that differ still do.
struct NameCut {
  let width: Int
  /// Characters that stay before what is left out.
  private let head: Int

  /// The most names that are cut to find a place; of more the middle is taken sooner.
  private static let mostTries = 1 << 13

  init(_ names: [String], width: Int) {
    self.width = width
    let middle = max(0, (width - 1) / 2)
    let long = Set(names.filter { $0.count > width })
    guard width > 4, long.count > 1 else {
      head = middle
      return
    }
    let places = (1..<width).sorted { (abs($0 - middle), $0) < (abs($1 - middle), $1) }
    var (best, most) = (middle, 0)
    for place in places.prefix(max(1, Self.mostTries / long.count)) where most < long.count {
      let different = Set(long.map { $0.without(from: place, width: width) }).count
      if different > most { (best, most) = (place, different) }
    }
    head = best
  }

  func text(_ name: String) -> String {
    guard name.count > width else { return name }
    return width > 4 ? name.without(from: head, width: width) : name.fitting(width)
  }
}

extension String {
  /// This text, which is longer, in so many characters, with what follows the first `head` of them left out.
  fileprivate func without(from head: Int, width: Int) -> String {
    "\(prefix(head))…\(suffix(width - 1 - head))"
  }
}
