import Hardware

extension Sweep {
  /// The designs of points, each once, in the order of the points; a point whose design cannot be made any more has none.
  public func designs(ofPoints points: [Int]) async -> [Design] {
    let maker = PointMaker(self)
    let designAxes = self.axes(of: .design)
    var known: Set<[Int]> = []
    var designs: [Design] = []
    for point in points {
      let options = space.options(of: point)
      guard known.insert(designAxes.map { options[$0] }).inserted else { continue }
      if case .success(let design) = await maker.design(options) { designs.append(design) }
    }
    return designs
  }
}
