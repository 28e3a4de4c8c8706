#!/usr/bin/env python3
"""Writes a trace again with uniform masks in place of those of files, each of the same density.

    python3 tools/uniform_trace.py Traces/minilm_l6_global_80_int8.yaml -o uniform.yaml

Each `mask: "FILE#TENSOR"` of packed bits becomes a `sparsity:` of as many elements, drawn by the run's seed. The rows of the masks must be
multiples of eight long, as a packed file does not say how long they are. Needs numpy.
"""

import argparse
import pathlib
import re
import sys

try:
    import numpy
except ModuleNotFoundError:
    sys.exit("error: this tool needs numpy: python3 -m pip install numpy")

MASK = re.compile(r'mask: "([^"#]+)#([^"]+)"')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trace", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True)
    options = parser.parse_args()
    files = {}

    def uniform(match):
        name = options.trace.parent / match[1]
        if name not in files:
            files[name] = numpy.load(name)
        packed = files[name][match[2]]
        if packed.dtype != numpy.uint8:
            sys.exit(f"error: {match[1]}: '{match[2]}' is not of packed bits")
        count = int(numpy.unpackbits(packed).sum())
        return f"sparsity: {{pattern: uniform, density: {count}/{packed.size * 8}}}"

    text, changed = MASK.subn(uniform, options.trace.read_text(encoding="utf-8"))
    options.output.write_text(text, encoding="utf-8")
    print(f"{changed} masks are uniform in {options.output}")


if __name__ == "__main__":
    main()
