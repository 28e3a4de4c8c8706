"""Tensors of a file of PyTorch's first format, without PyTorch: nothing in the file is run."""

import collections
import pickle
import struct

import numpy

TYPES = {"FloatStorage": numpy.float32, "LongStorage": numpy.int64}
# What each pickle before the objects says: the format, its version, the machine.
BEFORE = 3


class Unreadable(Exception):
    """Why a file is not one of these."""


class _Storage:
    def __init__(self, kind, count):
        self.kind, self.count, self.values = kind, count, None


class _Tensor:
    def __init__(self, storage, offset, shape, strides, *_):
        self.storage, self.offset, self.shape, self.strides = storage, offset, shape, strides

    def array(self):
        values = self.storage.values[self.offset:]
        room = sum((size - 1) * stride for size, stride in zip(self.shape, self.strides)) + 1
        if min(self.shape, default=1) < 1 or min(self.strides, default=0) < 0 or room > values.size:
            raise Unreadable(f"a tensor of shape {self.shape} is not in its storage of {values.size}")
        strides = [stride * values.itemsize for stride in self.strides]
        return numpy.lib.stride_tricks.as_strided(values, self.shape, strides).copy()


class _Unpickler(pickle.Unpickler):
    """Knows tensors, storages, dictionaries and numbers; any other name in the file is a plain object that does nothing."""

    def __init__(self, file):
        super().__init__(file)
        self.storages = {}

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _Tensor
        if module == "torch" and name in TYPES:
            return type(name, (), {})
        raise Unreadable(f"the file names {module}.{name}, which is no tensor")

    def persistent_load(self, identity):
        _, kind, key, _, count = identity[:5]
        return self.storages.setdefault(key, _Storage(kind.__name__, count))


def read_tensors(path):
    """All tensors of a file, by their names; those of a dictionary in it have its name and a point before theirs."""
    with open(path, "rb") as file:
        try:
            for _ in range(BEFORE):
                _Unpickler(file).load()
            reader = _Unpickler(file)
            content = reader.load()
            for key in _Unpickler(file).load():
                storage = reader.storages[key]
                (count,) = struct.unpack("<q", file.read(8))
                kind = numpy.dtype(TYPES[storage.kind])
                if count != storage.count:
                    raise Unreadable(f"a storage has {count} numbers in place of {storage.count}")
                storage.values = numpy.frombuffer(file.read(count * kind.itemsize), kind, count)
        except (pickle.UnpicklingError, struct.error, KeyError, ValueError, EOFError, TypeError) as error:
            raise Unreadable(f"it is no file of PyTorch's first format: {error}") from error
    return dict(_named("", content))


def _named(before, content):
    for name, value in content.items():
        if isinstance(value, _Tensor):
            yield before + name, value.array()
        elif isinstance(value, dict):
            yield from _named(f"{before}{name}.", value)
