"""A reader of .safetensors files: a length, a header in JSON, and the tensors' bytes."""

import json
import mmap
import struct

import numpy

DTYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2",
    "I8": "i1", "U8": "u1", "BOOL": "?"}
# The format's own limit.
LARGEST_HEADER = 100_000_000


class UnreadableModel(Exception):
    """Why a file is no model that can be read."""


FLOATS = ("F64", "F32", "F16", "BF16")


def read_floats(path, wanted=lambda name: True):
    """The wanted tensors of floating-point numbers of a file, in the order of their names, as float32."""
    content, start, entries = opened(path)
    found = {}
    for name in sorted(entries):
        try:
            if wanted(name) and entries[name]["dtype"] in FLOATS:
                found[name] = tensor(content, start, name, entries[name])
        except KeyError as error:
            raise UnreadableModel(f"{path}: {name} has no {error} in the file's header") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise UnreadableModel(f"{path}: {name}: {error}") from error
    return found


def other_types(path, wanted=lambda name: True):
    """The wanted tensors that `read_floats` leaves out, with their types."""
    _, _, entries = opened(path)
    return {name: entries[name]["dtype"] for name in entries if wanted(name) and entries[name]["dtype"] not in FLOATS}


def opened(path):
    """A file's bytes, where its tensors begin, and the entries of its header by name."""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        if size < 8:
            raise UnreadableModel(f"{path}: {size} bytes are no .safetensors file")
        # Only what is wanted of a large model is read.
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    (length,) = struct.unpack("<Q", content[:8])
    if length > min(LARGEST_HEADER, len(content) - 8):
        raise UnreadableModel(f"{path}: a header of {length} bytes is too long for a file of {len(content)}")
    try:
        header = json.loads(content[8:8 + length])
    except ValueError as error:
        raise UnreadableModel(f"{path}: its header is no JSON: {error}") from error
    if not isinstance(header, dict):
        raise UnreadableModel(f"{path}: its header is no list of tensors by name")
    return content, 8 + length, {name: entry for name, entry in header.items() if name != "__metadata__"}


def tensor(content, start, name, entry):
    shape = tuple(int(size) for size in entry["shape"])
    begin, end = entry["data_offsets"]
    kind = numpy.dtype(DTYPES[entry["dtype"]])
    count = 1
    for size in shape:
        count *= size
    if min(shape, default=0) < 0 or begin < 0 or end - begin != count * kind.itemsize or start + end > len(content):
        raise ValueError(f"bytes {begin} to {end} are not {entry['dtype']} of shape {list(shape)}")
    numbers = numpy.frombuffer(content, kind, count, start + begin)
    if entry["dtype"] == "BF16":
        numbers = (numbers.astype(numpy.uint32) << 16).view(numpy.float32)
    return numbers.astype(numpy.float32).reshape(shape)


def matrices(tensors, is_transposed=lambda name: False):
    """The weights of products among tensors, as [n, k]: matrices, and convolutions as Ridgeline lays them (OHWI).

    Those that `is_transposed` names are matrices [k, n] in the model.
    """
    found = {}
    for name, numbers in tensors.items():
        if numbers.ndim == 2:
            found[name] = numbers.T if is_transposed(name) else numbers
        elif numbers.ndim == 4:
            # PyTorch has OIHW.
            found[name] = numbers.transpose(0, 2, 3, 1).reshape(numbers.shape[0], -1)
    return found
