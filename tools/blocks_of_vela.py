"""Gives the layers of a trace Vela's blocks as tiles; run by tools/race_vela.py and choose_vela.py in the environment that has Vela.

    python tools/blocks_of_vela.py [--filters MOST] DESIGN TRACE MAPPED < BLOCKS

BLOCKS is JSON, by layer [[rows, columns, filters], order of the window]. As the points of `ridgeline validate` do: a block of
sums is a tile, with at most 32 filters (or MOST); its channels are those of Vela's block of inputs, or all of them where the window is
one tap and they fit. Where those do not, and in the product of a single row, a tile has the filters of the block. A block that
the design's buffers do not hold has half the rows, and a single row of more than 16 filters half of those. Products of several rows stay the rule's.
"""

import argparse
import json
import pathlib
import sys

import yaml

UNITS = {"B": 1, "KiB": 1024}


def capacities(path):
    """Bytes of a slot of each operand, of a design with its bases."""
    with open(path, encoding="utf-8") as file:
        design = yaml.safe_load(file)
    slots = capacities(path.parent / design["base"]) if "base" in design else {}
    for operand, buffer in design.get("buffers", {}).items():
        if buffer and "capacity" in buffer:
            number, unit = buffer["capacity"].split()
            slots[operand] = (int(number) * UNITS[unit], slots.get(operand, (0, 2))[1])
        if buffer and "tiles" in buffer:
            slots[operand] = (slots[operand][0], buffer["tiles"])
    return slots


def pair(value):
    return tuple(value) if isinstance(value, list) else (value, value)


def mapping(entry, block, order, slots, most_filters):
    rows, columns, filters = block
    if entry["op"] == "elementwise":
        return {"units": 512}
    if entry["op"] == "matmul" and entry["m"] == 1:
        whole = min(filters, entry["n"])
        if whole * (32 + 8) <= slots["weight"] and whole * 4 <= slots["output"]:
            return {"filters": whole, "channels": min(32, entry["k"]), "order": ["batch", "m", "n", "k"]}
        return {"filters": min(whole, most_filters)}
    if entry["op"] != "conv2d":
        return None
    kernel, stride = pair(entry["kernel"]), pair(entry.get("stride", 1))
    is_depthwise, is_part, is_one_tap = entry.get("groups", 1) > 1, order == "PartKernel", kernel == (1, 1)
    filters = min(filters, most_filters, entry["filters"])

    def inputs():
        """Pixels of a tile's input."""
        return min((rows - 1) * stride[0] + kernel[0], entry["height"]) * min(
            (columns - 1) * stride[1] + kernel[1], entry["width"])

    least = filters if is_depthwise else min(16 if is_part else 32, entry["channels"])
    while rows > 1 and (rows * columns * filters * 4 > slots["output"] or inputs() * least > slots["input"]):
        rows = -(-rows // 2)
    while filters > 16 and rows * columns * filters * 4 > slots["output"]:
        filters //= 2
    common = {"rows": rows, "columns": columns, "order": ["batch", "m", "n", "k"]}
    if is_depthwise:
        return common | {"groups": filters, "channels": 1, "filters": 1, "spatial": "channel_wise"}
    channels = least
    if is_one_tap:
        most = min(slots["input"] // inputs(), slots["weight"] // most_filters - 8)
        if entry["channels"] <= most:
            channels = entry["channels"]
        else:
            # Sums stay while channels come: then the whole block's, or its inputs would come for every tile of filters.
            whole = min(block[2], entry["filters"])
            if rows * columns * whole * 4 <= slots["output"] and whole * (least + 8) <= slots["weight"]:
                filters = whole
    return common | {"channels": channels, "filters": filters, "spatial": "part_kernel" if is_part else "direct"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--filters", type=int, default=32)
    parser.add_argument("paths", nargs=3, type=pathlib.Path)
    arguments = parser.parse_args()
    design, source, target = arguments.paths
    slots = {operand: capacity // tiles for operand, (capacity, tiles) in capacities(design).items()}
    blocks = json.load(sys.stdin)
    with open(source, encoding="utf-8") as file:
        trace = yaml.safe_load(file)
    for entry in trace["operators"]:
        if entry.get("name") in blocks:
            tiles = mapping(entry, *blocks[entry["name"]], slots, arguments.filters)
            if tiles:
                entry["mapping"] = tiles
    with open(target, "w", encoding="utf-8") as file:
        yaml.safe_dump(trace, file, sort_keys=False, default_flow_style=None, width=1000)


if __name__ == "__main__":
    main()
