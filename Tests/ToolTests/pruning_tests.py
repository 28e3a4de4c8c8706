"""Tests of tools/pruning and the tools that use it: python3 Tests/ToolTests/pruning_tests.py

They need numpy; those of a forward pass need PyTorch too, and are skipped where there is none.
"""

import io
import json
import pathlib
import pickle
import struct
import subprocess
import sys
import tempfile
import types
import unittest
import zipfile

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import numpy  # noqa: E402

import stonne_inputs  # noqa: E402
from pruning import activations, files, measures, patterns, permutation, random_masks, safetensors  # noqa: E402
from pruning.charts import write_png  # noqa: E402
from pruning.minilm import shapes  # noqa: E402
from pruning.names import Names, bert_input  # noqa: E402
from pruning.quantization import is_zero_in_int8, quantized  # noqa: E402
from pruning.torch_file import Unreadable, read_tensors  # noqa: E402

try:
    import torch
except ModuleNotFoundError:
    torch = None


def random_weight(n, k, seed=1):
    return numpy.random.default_rng(seed).standard_normal((n, k)).astype(numpy.float32)


def model_bytes(tensors):
    """A .safetensors file of float32 tensors."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, numbers in tensors.items():
        content = numbers.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(numbers.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


class InAFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def tool(self, *arguments):
        command = [sys.executable, *(str(argument) for argument in arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=self.folder)


class Models(InAFolder):
    def read(self, content):
        path = self.folder / "model.safetensors"
        path.write_bytes(content)
        return safetensors.read_floats(path)

    def test_tensors_come_as_they_were_written(self):
        tensors = {"b": random_weight(3, 5), "a": random_weight(1, 7)}
        found = self.read(model_bytes(tensors))
        self.assertEqual(list(found), ["a", "b"])
        for name, numbers in tensors.items():
            numpy.testing.assert_array_equal(found[name], numbers)

    def test_bfloat16_is_the_upper_half_of_float32(self):
        text = json.dumps({"a": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}).encode()
        found = self.read(struct.pack("<Q", len(text)) + text + struct.pack("<HH", 0x3F80, 0xC000))
        self.assertEqual(found["a"].tolist(), [1.0, -2.0])

    def test_what_is_no_model_is_refused(self):
        def with_header(header, data=b"1234"):
            text = json.dumps(header).encode()
            return struct.pack("<Q", len(text)) + text + data
        entry = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
        for content in (
            b"", b"1234567", struct.pack("<Q", 1 << 62), struct.pack("<Q", 4) + b"nope", with_header([]),
            with_header({"a": {}}), with_header({"a": {**entry, "shape": [1 << 62, 1 << 62]}}),
            with_header({"a": {**entry, "shape": [-1]}}), with_header({"a": {**entry, "data_offsets": [0, 8]}}),
            with_header({"a": {**entry, "data_offsets": [-4, 0]}}), with_header({"a": entry}, b"123"),
        ):
            with self.assertRaises(safetensors.UnreadableModel):
                self.read(content)

    def test_convolutions_lie_as_rows_of_OHWI(self):
        weight = numpy.arange(2 * 3 * 2 * 2).reshape(2, 3, 2, 2)
        (found,) = safetensors.matrices({"conv": weight, "bias": weight[0, 0, 0]}).values()
        self.assertEqual(found.shape, (2, 12))
        self.assertEqual(found[1, :3].tolist(), [weight[1, channel, 0, 0] for channel in range(3)])


class FilesOfPyTorch(InAFolder):
    """Files of PyTorch's first format, written without PyTorch: pickles that name its types, and then the numbers."""

    def setUp(self):
        super().setUp()
        known = {name: sys.modules.get(name) for name in ("torch", "torch._utils")}

        def restore():
            for name, module in known.items():
                sys.modules.pop(name) if module is None else sys.modules.update({name: module})

        self.addCleanup(restore)
        self.storage = type("FloatStorage", (), {"__module__": "torch"})
        sys.modules["torch"] = types.SimpleNamespace(FloatStorage=self.storage)

        def rebuild(*_):
            pass

        rebuild.__module__, rebuild.__qualname__, rebuild.__name__ = "torch._utils", *["_rebuild_tensor_v2"] * 2
        sys.modules["torch._utils"] = types.SimpleNamespace(_rebuild_tensor_v2=rebuild)
        self.rebuild = rebuild

    def write(self, shape, strides, numbers, offset=0, content=None):
        storage, rebuild = self.storage(), self.rebuild

        class Tensor:
            def __reduce__(self):
                return rebuild, (storage, offset, shape, strides, False, {})

        class Pickler(pickle.Pickler):
            def persistent_id(self, value):
                return ("storage", type(value), "0", "cpu", numbers.size) if value is storage else None

        file = io.BytesIO()
        for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
            pickle.dump(part, file, 2)
        Pickler(file, 2).dump({"step": 3, "state": {"w": Tensor()}} if content is None else content)
        pickle.dump(["0"] if content is None else [], file, 2)
        file.write(struct.pack("<q", numbers.size) + numbers.astype("<f4").tobytes())
        path = self.folder / "model.pt"
        path.write_bytes(file.getvalue())
        return path

    def test_tensors_have_their_names_shapes_and_strides(self):
        numbers = numpy.arange(12, dtype=numpy.float32)
        (name, found), = read_tensors(self.write((3, 2), (1, 3), numbers, offset=2)).items()
        self.assertEqual(name, "state.w")
        numpy.testing.assert_array_equal(found, numbers[2:8].reshape(2, 3).T)

    def test_tensors_beyond_their_numbers_are_refused(self):
        with self.assertRaisesRegex(Unreadable, "not in its storage"):
            read_tensors(self.write((3, 5), (5, 1), numpy.zeros(12)))

    def test_nothing_in_a_file_is_run(self):
        with self.assertRaisesRegex(Unreadable, "which is no tensor"):
            read_tensors(self.write((1,), (1,), numpy.zeros(1), content={"f": print}))

    def test_other_files_are_refused(self):
        path = self.folder / "model.pt"
        for content in (b"", b"PK\3\4 a newer one", pickle.dumps(1, 2) * 5):
            path.write_bytes(content)
            with self.assertRaises(Unreadable):
                read_tensors(path)


class Patterns(unittest.TestCase):
    def test_counts_are_exact_also_among_equals(self):
        self.assertEqual(numpy.flatnonzero(patterns.greatest(numpy.array([1, 2, 1, 1, 2]), 3)).tolist(), [0, 1, 4])
        for count in (0, 1, 50, 99, 100):
            self.assertEqual(int(patterns.greatest(numpy.ones(100), count).sum()), count)

    def test_a_layer_keeps_its_greatest(self):
        weight = random_weight(20, 30)
        mask = patterns.prune({"a": weight}, patterns.Pattern("unstructured"), 0.25)["a"]
        self.assertEqual(int(mask.sum()), 150)
        self.assertGreaterEqual(numpy.abs(weight[mask]).min(), numpy.abs(weight[~mask]).max())

    def test_a_network_keeps_its_greatest(self):
        weights = {"small": random_weight(10, 10), "great": 10 * random_weight(10, 10, 2)}
        masks = patterns.prune(weights, patterns.Pattern("unstructured"), 0.5, "global")
        self.assertEqual(sum(int(mask.sum()) for mask in masks.values()), 100)
        self.assertGreater(masks["great"].mean(), 0.8)

    def test_N_of_M_stay_and_N_of_a_shorter_last_group(self):
        weight = random_weight(9, 11)
        mask = patterns.prune({"a": weight}, patterns.Pattern("2:4"))["a"]
        self.assertTrue((measures.windowed(mask, 4) == 2).all())
        for row, kept in zip(numpy.abs(weight), mask):
            for start in (0, 4, 8):
                group = slice(start, start + 4)
                self.assertEqual(set(row[group][kept[group]]), set(sorted(row[group])[-2:]))

    def test_what_is_0_in_the_model_does_not_stay(self):
        weight = numpy.array([[0, 0, 0, 5], [0, 1, 0, 2]], dtype=numpy.float32)
        for pattern, density in (("unstructured", 0.75), ("3:4", None)):
            mask = patterns.prune({"a": weight}, patterns.Pattern(pattern), density)["a"]
            self.assertEqual(mask.tolist(), [[False, False, False, True], [False, True, False, True]], pattern)
        mask = patterns.prune({"a": weight}, patterns.Pattern("block:2x2"), 0.5)["a"]
        self.assertEqual(mask.tolist(), [[False, False, False, True], [False, False, False, True]])

    def test_blocks_stay_whole_at_edges_too(self):
        mask = patterns.prune({"a": random_weight(10, 7)}, patterns.Pattern("block:4x3"), 0.5)["a"]
        blocks = {}
        for row in range(10):
            for column in range(7):
                blocks.setdefault((row // 4, column // 3), set()).add(bool(mask[row, column]))
        self.assertTrue(all(len(found) == 1 for found in blocks.values()))
        self.assertEqual(sum(found == {True} for found in blocks.values()), round(0.5 * 9))

    def test_what_is_no_pattern_is_refused(self):
        for text in ("", "2:", "3:2", "0:4", "block:0x4", "block:4", "dense"):
            with self.assertRaises(ValueError):
                patterns.Pattern(text)

    def test_an_order_of_rows_is_one_and_finds_the_rows_that_are_alike(self):
        # Rows of four kinds, each great in columns of its own, shuffled.
        order = numpy.random.default_rng(3).permutation(32)
        weight = numpy.full((32, 32), 0.01, dtype=numpy.float32)
        for place, row in enumerate(order):
            weight[row, place // 8 * 8:place // 8 * 8 + 8] = 1
        pattern = patterns.Pattern("block:4x4")
        found = permutation.rows_for_blocks(weight, pattern, 0.25)
        self.assertEqual(sorted(found), list(range(32)))
        mask = patterns.prune({"a": weight[found]}, pattern, 0.25)["a"]
        self.assertEqual(int((weight[found][mask] == 1).sum()), 256)

    def test_an_order_of_columns_is_one_and_keeps_no_less(self):
        weight, pattern = random_weight(16, 24), patterns.Pattern("2:4")
        found = permutation.columns_for_groups(weight, pattern)
        self.assertEqual(sorted(found), list(range(24)))
        before, after = (
            permutation.kept_share(w, patterns.grouped_mask(w, pattern)) for w in (weight, weight[:, found]))
        self.assertGreater(after, before)


class Numbers(unittest.TestCase):
    def test_values_are_within_half_a_step(self):
        weight = random_weight(8, 50)
        weight[3] = 0
        values, scale = quantized(weight, numpy.abs(weight) > 0.5)
        kept = numpy.where(numpy.abs(weight) > 0.5, weight, 0)
        self.assertEqual((values.dtype, scale.shape), (numpy.int8, (8,)))
        self.assertLessEqual(numpy.abs(values * scale[:, None] - kept).max(), scale.max() / 2 * 1.001)
        self.assertEqual(int(numpy.abs(values[[0, 1, 2, 4]]).max(axis=1).min()), 127)
        self.assertFalse(values[3].any())

    def test_zeros_in_int8_are_those_that_round_to_zero(self):
        numbers = numpy.array([127.0, 0.5, 0.51, -0.5, -0.6, 0.0])
        self.assertEqual(is_zero_in_int8(numbers).tolist(), [False, True, False, True, False, True])
        self.assertTrue(is_zero_in_int8(numpy.zeros(3)).all())

    def test_rules_tell_zeros_from_what_is_dropped(self):
        numbers = numpy.array([[0.0, 1.0, -2.0, 3.0, -4.0, 100.0, 0.1, 0.2]])
        counts = {}
        for text in ("zeros", "int8", "magnitude:0.5"):
            rule = activations.Rule(text)
            counts[text] = int(rule.mask("a", numbers, rule.thresholds({"a": numbers})).sum())
        self.assertEqual(counts, {"zeros": 7, "int8": 5, "magnitude:0.5": 4})
        # Where more is zero than is to be dropped, zeros are still dropped.
        numbers, rule = numpy.array([[0.0, 0.0, 0.0, 1.0]]), activations.Rule("magnitude:0.5")
        self.assertEqual(int(rule.mask("a", numbers, rule.thresholds({"a": numbers})).sum()), 1)
        for text in ("", "zero", "magnitude", "magnitude:1", "int8:3"):
            with self.assertRaises(ValueError):
                activations.Rule(text)


class Files(InAFolder):
    def test_a_file_is_numpys_and_the_same_each_time(self):
        mask = numpy.random.default_rng(1).random((5, 19)) < 0.3
        paths = [self.folder / "a.npz", self.folder / "b.npz"]
        for path in paths:
            files.write_masks(path, {"layer.0.query.weight": mask, "other": ~mask})
        self.assertEqual(paths[0].read_bytes(), paths[1].read_bytes())
        with zipfile.ZipFile(paths[0]) as archive:
            self.assertIsNone(archive.testzip())
        bits = numpy.load(paths[0])["layer.0.query.weight"]
        self.assertEqual((bits.dtype, bits.shape), (numpy.uint8, (5, 3)))
        self.assertEqual(bool(bits[2, 1] >> 3 & 1), bool(mask[2, 11]))
        found = files.read_masks(paths[0], {"layer.0.query.weight": mask.shape, "other": mask.shape})
        numpy.testing.assert_array_equal(found["layer.0.query.weight"], mask)

    def test_a_picture_has_its_pixels(self):
        write_png(self.folder / "a.png", numpy.array([[0, 255]], dtype=numpy.uint8))
        content = (self.folder / "a.png").read_bytes()
        self.assertTrue(content.startswith(b"\x89PNG") and content.endswith(b"IEND\xaeB`\x82"))


class Measures(unittest.TestCase):
    def setUp(self):
        generator = numpy.random.default_rng(5)
        self.weight, self.inputs = generator.random((24, 40)) < 0.3, generator.random((6, 40)) < 0.6

    def test_uniform_masks_have_their_count(self):
        mask = random_masks.uniform((30, 50), 321, 7)
        self.assertEqual(int(mask.sum()), 321)
        self.assertEqual(random_masks.uniform((2, 3), 3, 1).tolist(), random_masks.uniform((2, 3), 3, 1).tolist())

    def test_imbalance_by_hand(self):
        mask = numpy.array([[1, 1, 1, 1], [1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]], dtype=bool)
        self.assertEqual(measures.most_and_mean(mask, 2), (6, 3.5))
        self.assertEqual(measures.most_and_mean(mask, 2, neighbours=True), (5, 3.5))
        self.assertEqual(measures.most_and_mean(mask, 3), (4, 7 / 3))

    def test_lock_step_by_hand(self):
        mask = numpy.array([[1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0]], dtype=bool)
        # Windows of 2: 2 steps, 1 for a window without work, 1.
        self.assertEqual(measures.lock_step({"a": mask}, 2, 2), 4 * 2 / 3)

    def test_two_sides_meet_one_product_at_a_time(self):
        work = steps = 0
        for row in self.inputs:
            for first in range(0, 24, 4):
                for start in range(0, 40, 16):
                    both = [int((row & self.weight[lane])[start:start + 16].sum()) for lane in range(first, first + 4)]
                    work, steps = work + sum(both), steps + max(1, *both)
        self.assertEqual(measures.effectual(self.weight, self.inputs), work)
        self.assertEqual(measures.two_sided_lock_step(self.weight, self.inputs, 4, 16), (steps, work))

    def test_run_lengths_are_those_of_a_coder(self):
        for bits in (1, 2, 4):
            entries = 0
            for row in self.weight:
                zeros = 0
                for element in row:
                    if element:
                        entries, zeros = entries + 1, 0
                    elif zeros == (1 << bits) - 1:
                        # This zero is stored, with as many before it as fit.
                        entries, zeros = entries + 1, 0
                    else:
                        zeros += 1
                entries -= self.padding_at_the_end(row, bits)
            self.assertEqual(measures.run_length_entries(self.weight, bits), entries)

    @staticmethod
    def padding_at_the_end(row, bits):
        """Zeros that the coder above stored after the last value of a row."""
        ones = numpy.flatnonzero(row)
        return (len(row) - (int(ones[-1]) + 1 if len(ones) else 0)) >> bits

    def test_groups_and_unions_by_hand(self):
        mask = numpy.array([[1, 1, 1, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 1, 1]], dtype=bool)
        self.assertEqual(measures.group_histogram({"a": mask}, 4).tolist(), [0.25, 0.25, 0.25, 0.25, 0])
        self.assertEqual(measures.fitting_share({"a": mask}, 2, 4), 5 / 6)
        self.assertEqual(measures.union_density(mask, 2), 5 / 8)

    def test_bytes_by_hand(self):
        mask = numpy.zeros((4, 8), dtype=bool)
        mask[0, :3] = True
        self.assertEqual(measures.bytes_of({"a": mask}, "bitmask"), 4 + 3)
        self.assertEqual(measures.bytes_of({"a": mask}, "run4"), 3 * 12 / 8)
        self.assertEqual(measures.bytes_of({"a": mask}, "ell"), 4 * 3 * 11 / 8)
        self.assertEqual(measures.bytes_of({"a": mask}, "bsr4"), (16 * 8 + 1) / 8)


class NamesOfModels(unittest.TestCase):
    def test_berts_products_have_the_traces_names(self):
        names = Names(known="bert")
        self.assertEqual(names.renamed("encoder.layer.3.attention.self.key.weight"), "layer.3.key.weight")
        self.assertEqual(names.renamed("encoder.layer.0.output.dense"), "layer.0.contract")
        self.assertIsNone(names.renamed("pooler.dense.weight"))
        self.assertEqual(bert_input("layer.0.query"), "embedding_norm")
        self.assertEqual(bert_input("layer.2.value"), "layer.1.layer_output")
        self.assertEqual(bert_input("layer.2.contract"), "layer.2.expand")

    def test_rules_count_in_order(self):
        names = Names([("^model\\.", ""), ("fc", "linear")], only="linear")
        self.assertEqual(names.renamed("model.fc1.weight"), "linear1.weight")
        self.assertIsNone(names.renamed("model.norm.weight"))


class Tools(InAFolder):
    def test_prune_writes_masks_values_and_orders(self):
        weight = random_weight(16, 32)
        (self.folder / "m.safetensors").write_bytes(model_bytes({"fc.weight": weight, "fc.bias": weight[0]}))
        done = self.tool(
            ROOT / "tools/prune.py", "weights", "m.safetensors", "-o", "out", "--pattern", "block:4x4", "--density", "0.5",
            "--permute", "rows", "--values", "--rename", "^fc", "head")
        self.assertEqual(done.returncode, 0, done.stderr)
        mask = files.read_masks(self.folder / "out_masks.npz", {"head.weight": (16, 32)})["head.weight"]
        values = files.read_arrays(self.folder / "out_values.npz")
        order = files.read_arrays(self.folder / "out_orders.npz")["head.weight"]
        self.assertEqual(int(mask.sum()), 256)
        numpy.testing.assert_allclose(
            values["head.weight"] * values["head.weight.scale"][:, None], numpy.where(mask, weight[order], 0), atol=0.02)

    def test_parts_of_a_model_and_transposed_matrices_are_one_model(self):
        first, second = random_weight(4, 8), random_weight(6, 4, 2)
        (self.folder / "1.safetensors").write_bytes(model_bytes({"a": first}))
        (self.folder / "2.safetensors").write_bytes(model_bytes({"b": second.T}))
        done = self.tool(
            ROOT / "tools/prune.py", "weights", "1.safetensors", "2.safetensors", "-o", "out", "--pattern", "2:4",
            "--transposed", "^b$")
        self.assertEqual(done.returncode, 0, done.stderr)
        masks = files.read_masks(self.folder / "out_masks.npz", {"a": (4, 8), "b": (6, 4)})
        numpy.testing.assert_array_equal(masks["b"], patterns.grouped_mask(second, patterns.Pattern("2:4")))

    def test_prune_says_what_is_wrong(self):
        (self.folder / "m.safetensors").write_bytes(model_bytes({"fc.weight": random_weight(4, 4)}))
        (self.folder / "bad.safetensors").write_bytes(b"no model at all")
        text = json.dumps({"fc.weight": {"dtype": "F32"}}).encode()
        (self.folder / "header.safetensors").write_bytes(struct.pack("<Q", len(text)) + text)
        (self.folder / "nan.safetensors").write_bytes(model_bytes({"fc.weight": numpy.full((4, 4), numpy.nan)}))
        for arguments, words in (
            (["m.safetensors", "--pattern", "3:2"], "3:2"), (["m.safetensors", "--pattern", "unstructured"], "--density"),
            (["m.safetensors", "--pattern", "2:4", "--density", "0.5"], "--density"),
            (["m.safetensors", "--pattern", "2:4", "--permute", "rows"], "--permute rows"),
            (["m.safetensors", "--pattern", "2:4", "--only", "other"], "no matrix"),
            (["bad.safetensors", "--pattern", "2:4"], "bad.safetensors"), (["nan.safetensors", "--pattern", "2:4"], "finite"),
            (["none.safetensors", "--pattern", "2:4"], "none"),
            (["nan.safetensors", "--pattern", "2:4"], "error: nan.safetensors: fc.weight"),
            (["header.safetensors", "--pattern", "2:4"], "header.safetensors: fc.weight"),
            (["m.safetensors", "--pattern", "2:4", "--only", "("], "error: '('"),
            (["m.safetensors", "--pattern", "2:4", "--transposed", "other"], "--transposed 'other'"),
            (["m.safetensors", "m.safetensors", "--pattern", "2:4"], "'fc.weight', which another"),
            (["m.safetensors", "--pattern", "2:4", "-o", "nowhere/out"], "no folder 'nowhere'"),
        ):
            done = self.tool(ROOT / "tools/prune.py", "weights", "-o", "out", *arguments)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(words, done.stderr)
            self.assertNotIn("Traceback", done.stderr)
            self.assertEqual(list(self.folder.glob("out*")), [])

    def test_prune_says_what_it_leaves_out_and_writes_all_files_or_none(self):
        weight = random_weight(4, 4)
        (self.folder / "m.safetensors").write_bytes(
            model_bytes({"fc.weight": weight, "fc.bias": weight[0], "zero.weight": 0 * weight}))
        command = ["weights", "m.safetensors", "-o", "out", "--pattern", "2:4", "--values"]
        done = self.tool(ROOT / "tools/prune.py", *command)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("fc.bias (1-d)", done.stdout)
        for path in self.folder.glob("out*"):
            path.unlink()
        (self.folder / "out_values.npz").mkdir()
        done = self.tool(ROOT / "tools/prune.py", *command)
        self.assertIn("out_values.npz", done.stderr)
        self.assertEqual([path.name for path in self.folder.glob("out*")], ["out_values.npz"])

    def test_help_has_examples(self):
        for command in ("weights", "activations"):
            self.assertIn(f"prune.py {command} ", self.tool(ROOT / "tools/prune.py", command, "--help").stdout)

    @unittest.skipUnless(torch, "there is no PyTorch")
    def test_activations_are_those_of_the_pass(self):
        (self.folder / "network.py").write_text(
            "import torch\n"
            "def network():\n"
            "    torch.manual_seed(1)\n"
            "    model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 4))\n"
            "    return model, [{'input': torch.randn(32, 8)}]\n")
        done = self.tool(ROOT / "tools/prune.py", "activations", "network.py", "-o", "out", "--rule", "zeros")
        self.assertEqual(done.returncode, 0, done.stderr)
        masks = files.read_masks(self.folder / "out_masks.npz", {"0.input": (32, 8), "2.input": (32, 16)})
        self.assertTrue(masks["0.input"].all())
        self.assertTrue(0.2 < masks["2.input"].mean() < 0.8)

    @unittest.skipUnless(torch, "there is no PyTorch")
    def test_pixels_of_convolutions_are_rows(self):
        model = torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Conv2d(3, 2, 3))
        image = torch.randn(1, 3, 5, 4)
        (found,) = activations.record(model, {"input": image}, Names()).values()
        numpy.testing.assert_array_equal(found, image.clamp(min=0)[0].permute(1, 2, 0).reshape(20, 3).numpy())

    def test_stonnes_matrices_are_the_oracles(self):
        self.assertEqual(stonne_inputs.check(ROOT / "Tests/ReplayTests/STONNE/input_oracle.csv"), 81)

    def test_stonnes_masks_are_input_and_weight(self):
        done = self.tool(
            ROOT / "tools/stonne_inputs.py", "-M", "16", "-N", "16", "-K", "16", "--mk-sparsity", "50", "--kn-sparsity", "80",
            "-o", "s.npz")
        self.assertEqual(done.returncode, 0, done.stderr)
        masks = files.read_masks(self.folder / "s.npz", {"input": (16, 16), "weight": (16, 16)})
        # The oracle's row of 16, 16, 16, 50, 80.
        self.assertEqual(measures.effectual(masks["weight"], masks["input"]), 399)


class Shipped(unittest.TestCase):
    def test_masks_have_the_shapes_of_the_trace(self):
        for name in ("global_80", "2_4"):
            masks = files.read_arrays(ROOT / "Traces" / f"minilm_l6_{name}_masks.npz")
            self.assertEqual(
                {tensor: bits.shape for tensor, bits in masks.items()},
                {tensor: (n, k // 8) for tensor, (n, k) in shapes().items()})

    def test_the_page_has_the_tables_of_the_masks(self):
        done = subprocess.run([sys.executable, str(ROOT / "tools/real_sparsity.py"), "--check"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "--quiet", *sys.argv[1:]])
