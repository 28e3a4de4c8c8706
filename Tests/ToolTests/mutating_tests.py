"""Tests of tools/mutating: python3 Tests/ToolTests/mutating_tests.py"""

import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from mutating import weaving  # noqa: E402

SWIFT = '''\
struct Sum {
  var terms = [1, 2].map { $0 + 1 }  // a brace }
  var total: Int { terms.reduce(0, +) }
  var twice: Int {
    get { 2 * total }
    set { terms = ["\\(newValue / 2) {".count] }
  }
  func least(_ admits: (Int) -> Bool = { _ in true }) -> Int {
    var least = Int.max
    for term in terms where admits(term) { least = min(least, term) }
    return least
  }
}
'''


class WeavingTests(unittest.TestCase):
    def place(self, line, mistake=""):
        begin, end = weaving.place(SWIFT, line, mistake)
        return SWIFT[begin:end]

    def test_a_line_is_in_the_body_of_its_function(self):
        self.assertTrue(self.place("return least").startswith("{\n    var least = Int.max\n"))
        self.assertTrue(self.place("least = min(least, term)").startswith("{\n    var least = Int.max\n"))
        self.assertEqual(self.place("2 * total"), "{ 2 * total }")
        self.assertEqual(self.place("terms.reduce(0, +)"), "{ terms.reduce(0, +) }")

    def test_a_property_is_a_line(self):
        line = "var total: Int { terms.reduce(0, +) }"
        self.assertEqual(self.place(line, "var total: Int { 0 }"), "{ terms.reduce(0, +) }")
        with self.assertRaisesRegex(weaving.CannotWeave, "no function"):
            self.place(line, "var sum: Int { 0 }")

    def test_what_cannot_be_chosen_or_found_is_said(self):
        with self.assertRaisesRegex(weaving.CannotWeave, "no function"):
            self.place("$0 + 1")
        with self.assertRaisesRegex(weaving.CannotWeave, "0 times"):
            self.place("most")
        with self.assertRaisesRegex(weaving.CannotWeave, "2 times"):
            self.place("term)")

    def test_each_mutation_has_the_whole_function(self):
        found = weaving.woven(SWIFT, [
            (3, "first", "least = min(least, term)", "least = term"), (8, "second", "return least", "return 0"),
            (9, "third", "2 * total", "total")])
        body = SWIFT[SWIFT.index("\n    var least"):SWIFT.index("}\n}\n")]
        first, second = body.replace("least = min(least, term)", "least = term"), body.replace("return least", "return 0")
        self.assertIn(
            "{ if chosenMutation() == 3 {\n"
            f'#sourceLocation(file: "first", line: 1)\n{first}\n#sourceLocation()\n}} else if chosenMutation() == 8 {{\n'
            f'#sourceLocation(file: "second", line: 1)\n{second}\n#sourceLocation()\n}} else {{{body}}} }}', found)
        self.assertIn('line: 1)\n total \n#sourceLocation()\n} else { 2 * total } }', found)
        self.assertTrue(found.startswith("import CMutations\nstruct Sum {"))


if __name__ == "__main__":
    unittest.main()
