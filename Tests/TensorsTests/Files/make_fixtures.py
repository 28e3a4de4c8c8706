#!/usr/bin/env python3
"""Writes Fixtures: small files of tensors as NumPy, SciPy and safetensors themselves write them.

    python3 -m venv env && env/bin/pip install numpy==2.4.6 scipy==1.17.1 safetensors==0.8.0 ml_dtypes==0.6.0
    env/bin/python Tests/TensorsTests/Files/make_fixtures.py

The values are those of `value(index)`, which the tests compute too; so whoever reads a fixture needs nothing else.
"""

import io
import pathlib
import zipfile

import ml_dtypes
import numpy
import safetensors.numpy
import scipy.io
import scipy.sparse

FOLDER = pathlib.Path(__file__).parent / "Fixtures"


def value(index):
    """0 for three of five indices, and else an integer from -7 to 7 that is not 0."""
    mixed = (index * 2654435761 + 12345) % 2**32 >> 7
    return 0 if mixed % 5 < 3 else [-7, -5, -3, -2, -1, 1, 2, 4, 6, 7][mixed // 5 % 10]


def integers(*shape):
    count = int(numpy.prod(shape))
    return numpy.array([value(index) for index in range(count)], dtype=numpy.int64).reshape(shape)


def typed(dtype, *shape):
    """The values in a type: their magnitudes where it has no sign, and -0.0 for every other zero where it can be."""
    array = integers(*shape)
    dtype = numpy.dtype(dtype)
    if dtype.kind in "ub":
        return numpy.abs(array).astype(dtype)
    array = array.astype(numpy.float32).astype(dtype) if dtype.kind in "fV" else array.astype(dtype)
    if dtype.kind in "fV":
        flat = array.reshape(-1)
        flat[1::2] = numpy.where(flat[1::2] == 0, numpy.array(-0.0).astype(dtype), flat[1::2])
    return array


def numpy_files():
    for name in ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]:
        numpy.save(FOLDER / f"type_{name}.npy", typed("<" + name, 5, 67))
    for name in ["i2", "f2", "f4", "f8"]:
        numpy.save(FOLDER / f"big_endian_{name}.npy", typed(">" + name, 5, 67))
    numpy.save(FOLDER / "fortran.npy", numpy.asfortranarray(typed("<i2", 5, 67)))
    numpy.save(FOLDER / "fortran_4d.npy", numpy.asfortranarray(typed(">f4", 3, 4, 5, 6)))
    numpy.save(FOLDER / "vector.npy", typed("<f4", 130))
    numpy.save(FOLDER / "scalar.npy", numpy.float32(3))
    numpy.save(FOLDER / "four_axes.npy", typed("i1", 3, 4, 5, 6))
    numpy.save(FOLDER / "special.npy", numpy.array([0.0, -0.0, numpy.nan, numpy.inf, 5e-324, -1.0]))
    with open(FOLDER / "version2.npy", "wb") as file:
        numpy.lib.format.write_array(file, typed("<f4", 5, 67), version=(2, 0))
    with open(FOLDER / "version3.npy", "wb") as file:
        numpy.lib.format.write_array(file, typed("<f4", 5, 67), version=(3, 0))
    mask = integers(4, 3, 21) != 0
    for order in ["big", "little"]:
        numpy.save(FOLDER / f"packed_{order}.npy", numpy.packbits(mask, axis=-1, bitorder=order))
    numpy.save(FOLDER / "packed_fortran.npy", numpy.asfortranarray(numpy.packbits(mask, axis=-1)))


def numpy_archives():
    arrays = {"weights": typed("<f4", 5, 67), "bias": typed("i1", 130), "block/0/kernel": typed("<f2", 3, 4, 5, 6)}
    numpy.savez(FOLDER / "stored.npz", **arrays)
    numpy.savez_compressed(FOLDER / "deflated.npz", **arrays)
    numpy.savez_compressed(FOLDER / "one.npz", only=typed("<i2", 5, 67))
    scipy.sparse.save_npz(FOLDER / "scipy_csr.npz", scipy.sparse.csr_array(integers(5, 67)))
    # As zipfile writes where it cannot go back: the sizes follow the data.
    with open(FOLDER / "streamed.npz", "wb") as file:
        class Forward(io.RawIOBase):
            def writable(self):
                return True

            def write(self, data):
                return file.write(data)

        with zipfile.ZipFile(Forward(), "w", zipfile.ZIP_DEFLATED) as archive:
            buffer = io.BytesIO()
            numpy.save(buffer, typed("<i2", 5, 67))
            archive.writestr(zipfile.ZipInfo("only.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED)


def safetensors_files():
    types = [
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32",
        "float64", ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2,
    ]
    tensors = {numpy.dtype(name).name: typed(name, 5, 67) for name in types}
    tensors["empty"] = numpy.zeros((0, 7), dtype=numpy.float32)
    tensors["scalar"] = numpy.array(2.5, dtype=numpy.float32)
    safetensors.numpy.save_file(tensors, FOLDER / "types.safetensors", metadata={"format": "np", "é": "\"{\n\\"})
    safetensors.numpy.save_file({"only": typed("<f4", 3, 4, 5, 6)}, FOLDER / "one.safetensors")


def matrix_market_files():
    matrix = scipy.sparse.coo_array(integers(5, 67))
    scipy.io.mmwrite(FOLDER / "integer.mtx", matrix, comment="made by make_fixtures.py")
    scipy.io.mmwrite(FOLDER / "real.mtx", matrix.astype(float))
    scipy.io.mmwrite(FOLDER / "pattern.mtx", matrix, field="pattern")
    scipy.io.mmwrite(FOLDER / "array.mtx", integers(5, 67))
    scipy.io.mmwrite(FOLDER / "array_real.mtx", integers(5, 67) / 3)
    lower = numpy.tril(integers(20, 20))
    symmetric = lower + numpy.tril(lower, -1).T
    skew = numpy.tril(lower, -1) - numpy.tril(lower, -1).T
    for name, square in [("symmetric", symmetric), ("skew-symmetric", skew)]:
        short = name.split("-")[0]
        scipy.io.mmwrite(FOLDER / f"{short}.mtx", scipy.sparse.coo_array(square), symmetry=name)
        scipy.io.mmwrite(FOLDER / f"{short}_array.mtx", square.astype(float), symmetry=name)


def smtx_files():
    """As DLMC's files are: three lines, commas only in the first."""
    matrix = scipy.sparse.csr_array(integers(5, 67))
    with open(FOLDER / "pattern.smtx", "w") as file:
        file.write(f"{matrix.shape[0]}, {matrix.shape[1]}, {matrix.nnz}\n")
        file.write(" ".join(str(start) for start in matrix.indptr) + " \n")
        file.write(" ".join(str(column) for column in matrix.indices) + " \n")
    with open(FOLDER / "empty.smtx", "w") as file:
        file.write("2, 3, 0\n0 0 0\n\n")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    numpy_files()
    numpy_archives()
    safetensors_files()
    matrix_market_files()
    smtx_files()
