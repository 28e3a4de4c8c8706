"""A result's operators as the parts of a figure: one for each operator, group, kind or phase, or one for the whole run."""

from .files import Problem, reading

ARITHMETIC = {"multiply", "add", "dsp_operations", "adjusts", "selections", "dequantize"}
BY = ["operator", "group", "kind", "phase", "run"]


def key_and_label(operator, by):
    groups = operator["groups"]
    if by == "run":
        return "run", "run"
    if by == "kind":
        return operator["kind"], operator["kind"]
    if by == "phase":
        return operator["phase"], operator["phase"] or "no phase"
    if by == "group":
        # Networks without repeated groups have them in their names: layer1.0.conv1.
        name = groups[0] if groups else operator["name"].split(".")[0]
        return name, name
    return (*groups, operator["name"]), operator["name"]


def parts(result, by, values):
    """Labels in the trace's order, and of each part the sum of what `values` says of its operators."""
    labels, sums = {}, {}
    with reading(result["path"]):
        for operator in result["operators"]:
            key, label = key_and_label(operator, by)
            labels.setdefault(key, label)
            into = sums.setdefault(key, {})
            for name, value in values(operator).items():
                into[name] = into.get(name, 0) + value * operator["repeat"]
        if not sums:
            raise Problem(f"{result['path']}: has no operator")
    return list(labels.values()), list(sums.values())


def most(labels, sums, count, weight):
    """The parts of the greatest weight, as many as there is room for, in their order; the others are added up in one."""
    if len(sums) <= count:
        return labels, sums
    ranked = sorted(range(len(sums)), key=lambda place: (-weight(sums[place]), place))
    kept = sorted(ranked[:count - 1])
    rest = {}
    for place in ranked[count - 1:]:
        for name, value in sums[place].items():
            rest[name] = rest.get(name, 0) + value
    return ([labels[place] for place in kept] + [f"{len(sums) - len(kept)} others"],
            [sums[place] for place in kept] + [rest])


def total(sums):
    return sum(sums.values())


def seconds(operator):
    """Seconds of each class of the cycle stack, which has the cycles of all cores together."""
    stack = operator["cycle_stack"]
    everything = sum(stack.values())
    return {name: cycles / everything * operator["time_s"] if everything else 0.0 for name, cycles in stack.items()}


def component(name):
    """The class that a component of the energy belongs to."""
    if name == "static" or name.startswith("static_"):
        return "static"
    if name in ARITHMETIC:
        return "arithmetic"
    if name in ("registers", "register_loads"):
        return "registers"
    return name.replace("_", " ")


def joules(operator):
    """Joules of each class of components."""
    classes = {}
    for name, picojoules in operator["energy_pj"].items():
        if name != "total":
            into = component(name)
            classes[into] = classes.get(into, 0.0) + picojoules * 1e-12
    return classes


def classes_of_energy(sums, apart, least=0.005):
    """Classes in an order that all figures share; those below `least` of everything, or of each part where they are runs apart, become `other`."""
    names = {name for part in sums for name in part}
    wholes = [[part] for part in sums] if apart else [sums]
    small = [name for name in names if all(
        sum(part.get(name, 0) for part in whole) <= least * sum(map(total, whole)) for whole in wholes)]
    for part in sums:
        rest = sum(part.pop(name, 0.0) for name in sorted(small))
        if len(small) > 0:
            part["other"] = rest
    order = ["arithmetic", "registers", "vector unit"]
    names -= set(small)
    kept = [name for name in order if name in names]
    kept += sorted(name for name in names if name.startswith("buffer "))
    kept += sorted(name for name in names if name not in kept and not name.startswith("memory ") and name != "static")
    kept += sorted(name for name in names if name.startswith("memory ")) + [name for name in ["static"] if name in names]
    return kept + (["other"] if small else [])


def slots(operator):
    """Slots of the array by what the waterline lost them to; they sum to the peak."""
    gap = operator["efficiency_gap"]
    return {
        "achieved": gap["achieved"], "other": gap["memory_limited"] - gap["achieved"],
        "memory": gap["mapped"] - gap["memory_limited"], "mapping": gap["peak"] - gap["mapped"]}


def roof(result, name):
    """Bytes a second that a memory has at most, and the peaks of the array, from what was moved, its share of the bandwidth, and the ridges."""
    with reading(result["path"]):
        for record in (result["total"], *result["operators"]):
            memory = record["memories"][name]
            moved, share = memory["read_bytes"] + memory["write_bytes"], memory["bandwidth_utilization"]
            if share and moved and record["time_s"] and memory["ridge_point"]:
                bandwidth = moved / (share * record["time_s"])
                products = [other for other in result["operators"] if other["dense_macs"]] or [record]
                # Formats that a multiplier takes several of at once have a peak, and so a ridge, of their own.
                peaks = {f"{bandwidth * other['memories'][name]['ridge_point']:.4g}" for other in products}
                return bandwidth, sorted(map(float, peaks), reverse=True)
    raise Problem(f"{result['path']}: has no roofline of the memory '{name}': it is ideal, or nothing crossed its bus")


def memory_of(result, asked):
    """The memory of a roofline: the one that was asked for, else that at which the run stands furthest to the left."""
    with reading(result["path"]):
        memories = list(result["total"]["memories"])
        name = asked or result["total"]["roofline_memory"] or (memories[0] if memories else None)
        if name not in memories:
            raise Problem(f"{result['path']}: has no memory '{name}'; it has {', '.join(memories) or 'none'}")
    return name
