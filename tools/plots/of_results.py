"""Figures of results: where time and energy went, the roofline, the waterline, and what more of something would bring."""

import warnings

from . import parts as cut
from .files import Problem, reading
from .style import CYCLES, GAP, INK, MARKERS, SERIES, WIDTHS, below, canvas, legend, logarithmic, names, scaled, stacks



def runs(results, labels):
    """Places of one bar a result, networks side by side and apart; labels, and spans of networks where there are several."""
    networks = []
    for result in results:
        if result["network"] not in networks:
            networks.append(result["network"])
    places, texts, spans, order, x = [], [], [], [], 0.0
    for network in networks:
        first = x
        for result, label in zip(results, labels):
            if result["network"] == network:
                places.append(x)
                texts.append(label)
                order.append(result)
                x += 1
        spans.append((first, x - 1, network))
        x += 0.7
    return places, texts, spans if len(networks) > 1 else [], order


def divided(results, options, values):
    """The bars: of one result its operators, or groups where those are too many; of several one each. Places, labels, spans, sums, and firsts."""
    if len(results) > 1:
        if options.by not in (None, "run"):
            raise Problem(f"{results[1]['path']}: several results are drawn as one bar each: leave --by out")
        places, labels, spans, order = runs(results, options.labels)
        sums = [cut.parts(result, "run", values)[1][0] for result in order]
        firsts = [[other["network"] for other in order].index(result["network"]) for result in order]
        return places, labels, spans, sums, firsts
    room = options.most or (28 if options.columns == 1 else 80)
    labels, sums = cut.parts(results[0], options.by or "operator", values)
    if not options.by and len(sums) > room:
        of_groups = cut.parts(results[0], "group", values)
        labels, sums = of_groups if 1 < len(of_groups[1]) <= room else (labels, sums)
    labels, sums = cut.most(labels, sums, room, cut.total)
    return list(range(len(sums))), labels if options.by != "run" else options.labels, [], sums, list(range(len(sums)))


def stacked(results, options, values, classes, quantity, unit):
    """A stack for each part of one result, or for each of several results, which may be shares of the first of their network."""
    places, labels, spans, sums, firsts = divided(results, options, values)
    classes = classes(sums, len(results) > 1)
    if options.share:
        wholes = [cut.total(part) for part in sums]
        sums = [{name: value / wholes[first] if wholes[first] else 0 for name, value in part.items()} for part, first in zip(sums, firsts)]
        bases = {labels[first] for first in firsts}
        base = bases.pop() if len(bases) == 1 else "the first"
        text = f"{quantity} ({base} = 1)" if len(results) > 1 else f"share of the {quantity}"
    else:
        factor, unit = scaled(max(map(cut.total, sums)), unit)
        sums = [{name: value / factor for name, value in part.items()} for part in sums]
        text = f"{quantity} ({unit})"
    figure, (axes,) = canvas(options.columns, options.height)
    handles, texts = stacks(axes, places, sums, classes)
    axes.set_ylabel(text)
    axes.set_xlim(places[0] - 0.6, places[-1] + 0.6)
    dress(axes, places, labels, spans, options)
    legend(figure, handles, texts, options.columns)
    return figure


def dress(axes, places, labels, spans, options):
    depth = names(axes, places, labels, WIDTHS[options.columns])
    below(axes, spans, 6 + depth)


def cycles(results, options):
    return stacked(results, options, cut.seconds, lambda sums, apart: CYCLES, "time", "s")


def energy(results, options):
    for result in results:
        with reading(result["path"]):
            if "energy_pj" not in result["total"]:
                raise Problem(f"{result['path']}: has no energy: its design has no block 'energy'")

    def classes(sums, apart):
        return {name: (name, *SERIES[place % len(SERIES)]) for place, name in enumerate(cut.classes_of_energy(sums, apart))}
    return stacked(results, options, cut.joules, classes, "energy", "J")


def waterline(results, options):
    """Shares of the array's slots, one bar a part: what was achieved, and what the peak was lost to."""
    places, labels, spans, sums, _ = divided(results, options, cut.slots)
    shares = [{name: 100 * value / (cut.total(part) or 1) for name, value in part.items()} for part in sums]
    figure, (axes,) = canvas(options.columns, options.height)
    handles, texts = stacks(axes, places, shares, GAP)
    texts = [text if text == "achieved" else "lost to " + text for text in texts]
    axes.set_ylabel("slots of the array (%)")
    axes.set_ylim(0, 100)
    axes.set_xlim(places[0] - 0.6, places[-1] + 0.6)
    dress(axes, places, labels, spans, options)
    legend(figure, handles, texts, options.columns)
    return figure


def points(result, memory):
    """Of each operator with products its label, intensity, operations a second, share of the run's time, and bound."""
    found = {}
    with reading(result["path"]):
        whole = result["total"]["time_s"]
        for operator in result["operators"]:
            intensity = operator["memories"][memory]["operational_intensity"]
            if not intensity or not operator["dense_macs"] or not operator["time_s"]:
                continue
            rate = 2 * operator["dense_macs"] / operator["time_s"]
            key = (float(f"{intensity:.3g}"), float(f"{rate:.3g}"), operator["bound"])
            label, share = found.get(key, (operator["name"], 0))
            found[key] = label, share + operator["time_s"] * operator["repeat"] / whole
    if not found:
        raise Problem(f"{result['path']}: no operator with products moves bytes of the memory '{memory}'")
    return [(label, *key, share) for key, (label, share) in found.items()]


BOUNDS = ["compute", "dram_bandwidth", "dram_latency", "vector_unit", "unmapped", "fill_drain", "buffer_bandwidth", "imbalance", "decode"]


def look(kind):
    """The marker and the colour of a result by its place, or of a bound by its name."""
    kind = kind if isinstance(kind, int) else BOUNDS.index(kind) if kind in BOUNDS else len(BOUNDS)
    return MARKERS[kind % len(MARKERS)], SERIES[[0, 3, 1, 2, 9, 6, 4, 5, 7, 10][kind % 10]][0]


def roofline(results, options):
    """Operations a second over operations a byte, an operator a marker, its area as its share of the time."""
    machines = []
    for result in results:
        memory = cut.memory_of(result, options.memory)
        machines.append((memory, *cut.roof(result, memory), points(result, memory)))
    top = max(peaks[0] for _, _, peaks, _ in machines)
    factor, unit = scaled(top, "op/s")
    intensities = [point[1] for machine in machines for point in machine[3]] + [peaks[0] / wide for _, wide, peaks, _ in machines]
    rates = [point[2] for machine in machines for point in machine[3]]
    low, high = min(intensities) / 2.5, max(intensities) * 2.5
    figure, (axes,) = canvas(options.columns, options.height)
    axes.set(xlim=(low, high), ylim=(min(rates) / 2.5 / factor, max(top, *rates) * 1.8 / factor),
             xlabel="operational intensity (op/B)", ylabel=f"performance ({unit})")
    logarithmic(axes, "x")
    logarithmic(axes, "y")
    axes.grid(True, axis="both")
    handles, texts, bounds = [], [], []
    for place, (memory, wide, peaks, marks) in enumerate(machines):
        line, = axes.plot([low, peaks[0] / wide, high], [low * wide / factor, peaks[0] / factor, peaks[0] / factor], color=INK,
                          linestyle=["-", "--", ":", "-."][place % 4])
        handles.append(line)
        for peak in peaks[1:]:
            axes.plot([peak / wide, high], [peak / factor] * 2, color=INK, linewidth=0.6, linestyle=(0, (1, 1)))
        byte, word = scaled(wide, "B/s")
        texts.append((f"{options.labels[place]}: " if len(machines) > 1 else "") + f"{memory}, {wide / byte:.4g} {word}")
        marks = sorted(marks, key=lambda mark: -mark[4])
        for bound in dict.fromkeys(mark[3] for mark in marks):
            bounds += [bound] if bound not in bounds else []
            marker, color = look(place if len(machines) > 1 else bound)
            mine = [mark for mark in marks if mark[3] == bound]
            axes.scatter([mark[1] for mark in mine], [mark[2] / factor for mark in mine], s=[6 + 260 * mark[4] for mark in mine],
                         marker=marker, color=color, edgecolor=INK, linewidth=0.4, alpha=0.85, zorder=3)
    kinds = [(look(place), label) for place, label in enumerate(options.labels)] if len(machines) > 1 else [
        (look(bound), bound.replace("dram", "DRAM").replace("_", " ") + ("" if bound == "unmapped" else " bound")) for bound in bounds]
    for (marker, color), text in kinds:
        handles.append(axes.scatter([], [], s=16, marker=marker, color=color, edgecolor=INK, linewidth=0.4))
        texts.append(text)
    legend(figure, handles, texts, options.columns)
    if len(machines) == 1:
        _, wide, (peak, *_), marks = machines[0]
        marks = [(label, intensity, rate / factor, bound, share) for label, intensity, rate, bound, share in marks]
        mark(figure, axes, marks, [(low, low * wide / factor), (peak / wide, peak / factor), (high, peak / factor)], options.named)
    return figure


def mark(figure, axes, marks, roofs, count):
    """Names the operators that take most of the time, each where its name covers no marker, roof or other name; else not at all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # What leaves no room is said when the figure is written.
        figure.canvas.draw()
    each = figure.dpi / 72  # pixels a point
    place = axes.transData.transform
    sizes = [(*place((intensity, rate)), (6 + 260 * share) ** 0.5 / 2 * each) for _, intensity, rate, _, share in marks]
    taken = [(x - size, y - size, x + size, y + size) for x, y, size in sizes]
    for (x, y), (to_x, to_y) in zip(map(place, roofs), map(place, roofs[1:])):
        steps = int(max(abs(to_x - x), abs(to_y - y)) / each / 2) + 1
        taken += [(x + (to_x - x) * step / steps,) * 2 + (y + (to_y - y) * step / steps,) * 2 for step in range(steps + 1)]
    taken = [box if box[0] != box[1] else (box[0], box[2], box[1], box[3]) for box in taken]
    ways = [(1, 0), (-1, 0), (1, -1), (-1, -1), (0, -1), (1, 1), (-1, 1), (0, 1)]
    ranked = sorted(range(len(marks)), key=lambda item: (-marks[item][4], item))[:count]
    for item in ranked:
        label, (x, y, size) = marks[item][0], sizes[item]
        width, height = (len(label) * 3.3 + 2) * each, 7 * each
        for far, (across, up) in ((far, way) for far in (2, 9, 17, 26, 36) for way in ways):
            reach = size + far * each
            left = x + (reach if across > 0 else -reach - width if across < 0 else -width / 2)
            low = y + (reach if up > 0 else -reach - height if up < 0 else -height / 2)
            box = (left, low, left + width, low + height)
            inside = axes.bbox.x0 < left and box[2] < axes.bbox.x1 and axes.bbox.y0 < low and box[3] < axes.bbox.y1
            end = left + width * (0.5 - across / 2), low + height * (0.5 - up / 2)
            line = [(x + (end[0] - x) * step / 20, y + (end[1] - y) * step / 20) for step in range(21)] if far > 2 else []
            line = [point for point in line if abs(point[0] - x) > size or abs(point[1] - y) > size]
            if inside and not any(
                    (box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3])
                    or any(b[0] <= point[0] <= b[2] and b[1] <= point[1] <= b[3] for point in line) for b in taken):
                taken += [box] + [(*point, *point) for point in line]
                axes.annotate(label, (marks[item][1], marks[item][2]), ((left - x) / each + 1, (low - y) / each + 1),
                              textcoords="offset points", fontsize=5.5, ha="left", va="bottom", zorder=4, arrowprops={
                                  "arrowstyle": "-", "linewidth": 0.4, "color": INK, "shrinkA": 0, "shrinkB": size / each,
                                  "relpos": (0.5 - across / 2, 0.5 - up / 2)} if far > 2 else None)
                break


WHAT_IF = {
    "twice_bandwidth": "twice the bandwidth", "twice_buffers": "twice the buffers", "twice_array": "twice the array",
    "wall_factor": "no limits of memories"}


def wall(results, options):
    """How many times as fast the run would be with more of one thing, as `run --what-if` and the wall factor say."""
    sets = []
    for result in results:
        with reading(result["path"]):
            total = result["total"]
            found = {name: total["what_if"][name]["speedup"] for name in list(WHAT_IF)[:3]} if "what_if" in total else {}
            if total.get("wall_factor") is not None:
                found["wall_factor"] = total["wall_factor"]
            if not found:
                raise Problem(f"{result['path']}: has neither wall_factor nor what_if: run without --no-wall, or with --what-if")
            sets.append(found)
    shown = [name for name in WHAT_IF if any(found.get(name) is not None for found in sets)]
    labels = options.labels if len({result["network"] for result in results}) == 1 else [
        label if label == result["network"] else f"{result['network']} {label}" for result, label in zip(results, options.labels)]
    return grouped(labels, [(WHAT_IF[name], [found.get(name) for found in sets]) for name in shown], "speed-up", options)


def grouped(labels, series, text, options, line=1.0):
    figure, (axes,) = canvas(options.columns, options.height)
    handles = draw_groups(axes, labels, series, options)
    axes.set_ylabel(text)
    if line is not None:
        axes.axhline(line, color=INK, linewidth=0.6, linestyle="--", zorder=0.5)
    legend(figure, handles, [name for name, _ in series], options.columns)
    return figure


def draw_groups(axes, labels, series, options):
    """Groups of bars, with their values above where there is room; what is undefined is said, and no bar of height 0."""
    width = 0.84 / len(series)
    handles = []
    room = WIDTHS[options.columns] * 72 * 0.85 / max(len(labels), 1) * width
    greatest = max((value for _, values in series for value in values if value is not None), default=1)
    for place, (_, values) in enumerate(series):
        color, hatch = SERIES[place % len(SERIES)]
        places = [x - 0.42 + width * (place + 0.5) for x in range(len(labels))]
        handles.append(axes.bar(places, [value or 0 for value in values], width, color=color, hatch=hatch, edgecolor=INK))
        for x, value in zip(places, values):
            if value is None or room > 7.5:
                words = "n/a" if value is None else f"{value:.2f}" if value < 9.995 else f"{value:.1f}"
                axes.annotate(words, (x, value or 0), (0, 1.5), textcoords="offset points", ha="center", va="bottom",
                              fontsize=5, rotation=90 if room < 14 else 0)
    axes.set_ylim(0, greatest * (1.22 if room < 14 else 1.1))
    names(axes, list(range(len(labels))), labels, WIDTHS[options.columns])
    return handles
