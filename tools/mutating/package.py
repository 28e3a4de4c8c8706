"""A copy of the repository with all mutations in it, of which an environment variable chooses one, and its tests."""

import pathlib
import re
import shutil
import subprocess

from mutating import weaving

VARIABLE = "RIDGELINE_MUTATION"
LEFT_OUT = shutil.ignore_patterns(".build", ".git", "__pycache__")

# The number is read before anything runs, so that asking for it is a load and a comparison, and no test waits for it.
HEADER = """
extern int ridgelineMutation;
static inline long chosenMutation(void) { return ridgelineMutation; }
"""
CHOICE = f"""
#include "CMutations.h"
#include <stdlib.h>
int ridgelineMutation;
__attribute__((constructor)) static void choose(void) {{
  const char *text = getenv("{VARIABLE}");
  ridgelineMutation = text ? atoi(text) : 0;
}}
"""

# Only the wanted tests, and what they are made of, are built.
MANIFEST = """
let mutated: Set<String> = [MUTATED]
var kept: Set<String> = [WANTED]
while true {
  let before = kept.count
  for target in package.targets where kept.contains(target.name) {
    for dependency in target.dependencies {
      switch dependency {
      case .targetItem(let name, _), .byNameItem(let name, _): kept.insert(name)
      default: break
      }
    }
  }
  if kept.count == before { break }
}
package.targets.removeAll { !kept.contains($0.name) }
for target in package.targets where mutated.contains(target.name) { target.dependencies.append("CMutations") }
package.targets.append(.target(name: "CMutations", path: "CMutations"))
package.products = []
let usesPackages = package.targets.contains {
  $0.dependencies.contains { if case .productItem = $0 { true } else { false } }
}
if !usesPackages { package.dependencies = [] }
"""


class DoesNotBuild(Exception):
    """What the compiler says."""


def target(root, suite):
    """The test target of a suite, or of `Target.Suite`, and the suite."""
    wanted, _, name = suite.rpartition(".")
    found = sorted({
        path.relative_to(root / "Tests").parts[0] for path in (root / "Tests").rglob("*.swift")
        if re.search(rf"^@Suite(\(.*\))?\s+struct {name} ", path.read_text(), re.MULTILINE)})
    found = [one for one in found if not wanted or one == wanted]
    if len(found) != 1:
        raise weaving.CannotWeave(f"there are {len(found)} suites {suite} ({', '.join(found)}); mend the list")
    return found[0], name


def weave(root, mutations):
    """The changed files by their paths, and why a mutation is in none, by its name."""
    texts, by_file, wrong = {}, {}, {}
    for number, (name, file, line, mistake, _) in enumerate(mutations, 1):
        try:
            weaving.place((root / "Sources" / file).read_text(), line, mistake)
            by_file.setdefault(f"Sources/{file}", []).append((number, name, line, mistake))
        except (weaving.CannotWeave, FileNotFoundError) as error:
            wrong[name] = str(error)
    for file, there in by_file.items():
        texts[file] = weaving.woven((root / file).read_text(), there)
    return texts, wrong


def copy(root, folder, woven, targets):
    """Brings a copy up to date, in which the files that are as they were keep their dates."""
    def lines(names):
        return ", ".join(f'"{name}"' for name in sorted(names))

    manifest = MANIFEST.replace("WANTED", lines(targets)).replace(
        "MUTATED", lines({file.split("/")[1] for file in woven}))
    texts = woven | {
        "Package.swift": (root / "Package.swift").read_text() + manifest,
        "CMutations/include/CMutations.h": HEADER, "CMutations/CMutations.c": CHOICE}

    def write(source, to):
        to = pathlib.Path(to)
        text = texts.get(to.relative_to(folder).as_posix())
        new = pathlib.Path(source).read_bytes() if text is None else text.encode()
        if not to.exists() or to.read_bytes() != new:
            to.write_bytes(new)

    for path in sorted(folder.rglob("*"), reverse=True) if folder.exists() else []:
        name = path.relative_to(folder)
        if name.parts[0] != ".build" and name.as_posix() not in texts and not path.is_dir():
            if not (root / name).exists():
                path.unlink()
    shutil.copytree(root, folder, ignore=LEFT_OUT, copy_function=write, dirs_exist_ok=True)
    for name in ("CMutations/include/CMutations.h", "CMutations/CMutations.c"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write(folder / name, folder / name)


def build(folder):
    """Builds the tests that the copy has left."""
    built = subprocess.run(
        ["swift", "build", "-c", "release", "--product", "ridgelinePackageTests"], cwd=folder,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if built.returncode:
        raise DoesNotBuild(built.stdout)
