#!/usr/bin/env python3
"""Computes the tables and figures of docs/real-sparsity.md from the masks in Traces.

    python3 tools/real_sparsity.py elements          prints a table; --list says which there are
    python3 tools/real_sparsity.py --write           writes all tables and figures of the page
    python3 tools/real_sparsity.py --write elements  writes that table, and the figures
    python3 tools/real_sparsity.py --check           exits with 1 where the page's tables of masks are not these

Needs numpy. The tables `patterns` and `thresholds` are of the model itself and need PyTorch and Transformers too; --check
leaves them out.
"""

import argparse
import pathlib
import re
import sys

sys.dont_write_bytecode = True

try:
    import numpy  # noqa: F401: to say so where it is missing
except ModuleNotFoundError:
    sys.exit("error: this tool needs numpy: python3 -m pip install numpy")

import minilm as networks_of_minilm  # noqa: E402: nothing is to be written beside them
from pruning import files, minilm, model_tables  # noqa: E402
from pruning.figures import FIGURES  # noqa: E402
from pruning.tables import TABLES, Networks  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "real-sparsity.md"
IMAGES = ROOT / "docs" / "images"
OF_THE_MODEL = ("patterns", "thresholds")


def shipped(name, shapes):
    return files.read_masks(ROOT / "Traces" / f"minilm_l6_{name}_masks.npz", shapes)


def networks():
    return Networks(
        shipped("global_80", minilm.shapes()), shipped("2_4", minilm.shapes()), shipped("int8", minilm.input_shapes()))


def model_table(name, model):
    if name == "patterns":
        return model_tables.patterns(model, networks_of_minilm.WEIGHTS, networks_of_minilm.pruned)
    return model_tables.thresholds(model, networks_of_minilm.ACTIVATIONS, shipped("global_80", minilm.shapes()))


def replaced(page, name, lines):
    """The page with another table below the comment that names it."""
    new, count = re.subn(
        rf"(<!-- table: {name} -->\n)(?:\|.*\n)*", lambda found: found[1] + "\n".join(lines) + "\n", page)
    if count != 1:
        sys.exit(f"error: {PAGE} has {count} comments <!-- table: {name} -->")
    return new


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", help="what to print")
    parser.add_argument("--model", type=pathlib.Path, default=ROOT / ".build" / "minilm_l6",
                        help="the folder in which the model is kept (.build/minilm_l6)")
    parser.add_argument("--list", action="store_true", help="list the tables")
    parser.add_argument("--write", action="store_true", help="write tables and figures into docs")
    parser.add_argument("--check", action="store_true", help="hold the page against the masks")
    arguments = parser.parse_args()
    if arguments.list:
        print(*TABLES, *OF_THE_MODEL)
        return
    for name in arguments.tables:
        if name not in TABLES and name not in OF_THE_MODEL:
            parser.error(f"there is no table '{name}'; --list says which there are")
    if not (arguments.tables or arguments.write or arguments.check):
        parser.error("name a table; --list says which there are")
    wanted = list(arguments.tables)
    if not wanted:
        wanted = [*TABLES, *(OF_THE_MODEL if arguments.write else ())]
    masks = networks() if arguments.write or set(wanted) & set(TABLES) else None
    model = None
    if set(wanted) & set(OF_THE_MODEL):
        model = model_tables.Model(minilm.model_folder(arguments.model))
    page = old = PAGE.read_text(encoding="utf-8") if arguments.write or arguments.check else None
    for name in wanted:
        lines = TABLES[name](masks) if name in TABLES else model_table(name, model)
        if page is None:
            print("\n".join(lines))
        else:
            page = replaced(page, name, lines)
    if arguments.check and page != old:
        sys.exit(f"error: tables of {PAGE} are not those of the masks; see --write")
    if arguments.write:
        PAGE.write_text(page, encoding="utf-8")
        for name, draw in FIGURES.items():
            draw(masks, IMAGES / name)


if __name__ == "__main__":
    main()
