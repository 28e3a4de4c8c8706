"""Files of masks, values and orders: .npz archives whose content depends on their arrays alone."""

import io
import struct
import zlib

import numpy


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
    """An archive as numpy.savez_compressed writes it, smaller and without a date."""
    # zipfile does not let its caller choose a strategy of zlib.
    directory, place = [], 0
    with open(path, "wb") as file:
        for name, array in arrays.items():
            content = io.BytesIO()
            numpy.lib.format.write_array(content, numpy.ascontiguousarray(array), allow_pickle=False)
            content = content.getvalue()
            member, data = f"{name}.npy".encode("utf-8"), deflated(content)
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
    write_arrays(path, {name: packed(mask) for name, mask in masks.items()})


def read_arrays(path):
    with numpy.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def read_masks(path, shapes):
    """The masks of a file; a packed mask does not say how many columns it has, so `shapes` does, by name."""
    return {name: unpacked(bits, shapes[name][1]) for name, bits in read_arrays(path).items()}
