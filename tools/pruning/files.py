"""Files of masks, values and orders: .npz archives whose content depends on their arrays alone."""

import io
import os
import struct
import zlib

import numpy

# What a field of four bytes holds, and one of two: archives beyond that need another form.
LARGEST, MOST_MEMBERS = (1 << 32) - 1, (1 << 16) - 1


class Unwritable(Exception):
    """Why arrays do not go into a file."""


def packed(mask):
    """A mask [rows, columns] as bytes [rows, ceil(columns / 8)]: element 0 of a row is the lowest bit of its first byte."""
    return numpy.packbits(numpy.asarray(mask, dtype=bool), axis=1, bitorder="little")


def unpacked(bits, columns):
    return numpy.unpackbits(bits, axis=1, count=columns, bitorder="little").astype(bool)


def deflated(content):
    """The shorter of two ways to deflate: bytes of masks are as good as random, and searching them for repeats costs."""
    def deflate(strategy):
        compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, strategy)
        return compressor.compress(content) + compressor.flush()
    return min((deflate(zlib.Z_DEFAULT_STRATEGY), deflate(zlib.Z_HUFFMAN_ONLY)), key=len)


def write_arrays(path, arrays):
    """An archive as numpy.savez_compressed writes it, smaller and without a date; it is there whole, or not at all."""
    write_all({path: arrays})


def write_all(archives):
    """Archives by their paths: all of them are there, or none where one cannot be written."""
    for path in archives:
        if os.path.isdir(path):
            raise Unwritable(f"{path} is a folder")
    parts = {path: f"{path}.part" for path in archives}
    try:
        for path, arrays in archives.items():
            write_archive(parts[path], arrays)
        for path, part in parts.items():
            os.replace(part, path)
    finally:
        for part in parts.values():
            if os.path.exists(part):
                os.remove(part)


def write_archive(path, arrays):
    # zipfile does not let its caller choose a strategy of zlib.
    directory, place = [], 0
    if len(arrays) > MOST_MEMBERS:
        raise Unwritable(f"{path}: {len(arrays)} arrays are more than a file holds; write fewer with --only")
    with open(path, "wb") as file:
        for name, array in arrays.items():
            content = io.BytesIO()
            numpy.lib.format.write_array(content, numpy.ascontiguousarray(array), allow_pickle=False)
            content = content.getvalue()
            member, data = f"{name}.npy".encode("utf-8"), deflated(content)
            if max(len(content), place + len(data)) > LARGEST or len(member) > MOST_MEMBERS:
                raise Unwritable(f"{path}: with {name} the file has more than 4 GiB; write fewer tensors with --only")
            # Version 2.0, names in UTF-8, deflated, the first day that the format has.
            common = struct.pack(
                "<HHHHLLLHH", 0x800, 8, 0, 0x21, zlib.crc32(content), len(data), len(content), len(member), 0)
            local = struct.pack("<LH", 0x04034B50, 20) + common + member
            directory.append(
                struct.pack("<LHH", 0x02014B50, 20, 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, place) + member)
            file.write(local + data)
            place += len(local) + len(data)
        entries = b"".join(directory)
        file.write(entries + struct.pack(
            "<LHHHHLLH", 0x06054B50, 0, 0, len(directory), len(directory), len(entries), place, 0))


def write_masks(path, masks):
    write_arrays(path, packed_masks(masks))


def packed_masks(masks):
    return {name: packed(mask) for name, mask in masks.items()}


def read_arrays(path):
    with numpy.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def read_masks(path, shapes):
    """The masks of a file; a packed mask does not say how many columns it has, so `shapes` does, by name."""
    return {name: unpacked(bits, shapes[name][1]) for name, bits in read_arrays(path).items()}
