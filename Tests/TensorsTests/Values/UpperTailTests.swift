import Tensors
import Testing

/// Figures with 20 digits are mpmath's.
@Suite struct UpperTailTests {
  @Test(arguments: [
    (0, 0.5), (0.25, 0.40129367431707627576), (0.5, 0.30853753872598689636), (1, 0.15865525393145705141),
    (1.5, 0.066807201268858066004), (2, 0.0227501319481792072), (2.5, 0.006209665325776135167),
    (2.9375, 0.001654350859547507298), (3, 0.0013498980316300945267), (3.125, 0.00088902529910843205933),
    (4, 0.000031671241833119921254), (5, 2.8665157187919391167e-7), (6, 9.865876450376981407e-10),
    (8, 6.2209605742717841235e-16), (9, 1.1285884059538406477e-19), (12, 1.7764821120776789977e-33),
    (40, 0),
  ])
  func `The normal distribution's share above a point is within 10^-15, and within 10^-13 of itself`(
    point: Double, share: Double
  ) {
    let found = UpperTail.normal(point)
    #expect(abs(found - share) <= 1e-15)
    #expect(abs(found - share) <= 1e-13 * share)
  }

  @Test(arguments: [
    (0, 1), (0.1, 0.90483741803595957316), (0.5, 0.6065306597126334236), (1, 0.3678794411714423216),
    (10, 0.000045399929762484851536), (100, 3.720075976020835963e-44), (700, 9.8596765437597708567e-305),
    (1000, 0),
  ])
  func `Powers of e are within 10^-15 of themselves`(power: Double, expected: Double) {
    #expect(abs(UpperTail.exponential(-power) - expected) <= 1e-15 * expected)
    #expect(UpperTail.laplace(power) == UpperTail.exponential(-power) / 2)
  }

  @Test func `Shares only fall`() {
    var last = 1.0
    for step in 0...40_000 {
      let share = UpperTail.normal(Double(step) / 1000)
      // Where the two ways of computing meet, digits are the last of 64 bits.
      #expect(share <= last * (1 + 1e-13))
      last = share
    }
  }
}
