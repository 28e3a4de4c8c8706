"""Writes a trace's layers as an int8 TFLite model; run by tools/race_vela.py in the environment that has Vela.

    python tools/tflite_of_trace.py TRACE MODEL CUT    CUT: the trace without what is not written, the same layers

The schema's classes are those that Vela carries (ethosu.vela.tflite). Weights are random: only shapes matter
here, and what is random does not compress. Convolutions (dense and depthwise), matrix products with
constant weights, additions and poolings; the model ends before the first operator of another kind, or before a
pooling over more than 16 KiB, which the designs' buffers do not hold. TFLite knows the paddings SAME and VALID: a
layer takes the one that gives its output's size.
"""

import random
import sys

import flatbuffers
import yaml
from ethosu.vela.tflite import (
    AddOptions, Buffer, Conv2DOptions, DepthwiseConv2DOptions, FullyConnectedOptions, Model, Operator, OperatorCode,
    Pool2DOptions, QuantizationParameters, ReshapeOptions, SubGraph, Tensor,
)
from ethosu.vela.tflite.ActivationFunctionType import ActivationFunctionType
from ethosu.vela.tflite.BuiltinOperator import BuiltinOperator
from ethosu.vela.tflite.BuiltinOptions import BuiltinOptions
from ethosu.vela.tflite.Padding import Padding
from ethosu.vela.tflite.TensorType import TensorType

ACTIVATIONS = {"relu": ActivationFunctionType.RELU, "relu6": ActivationFunctionType.RELU6}


class Refused(Exception):
    """The trace has something that this does not write."""


class Writer:
    """A model with one subgraph, operator after operator."""

    def __init__(self):
        self.builder = flatbuffers.Builder(1 << 20)
        self.buffers = [b""]
        self.tensors = []
        self.operators = []
        self.codes = []
        self.random = random.Random(1)

    def tensor(self, name, shape, kind=TensorType.INT8, data=None, scales=(0.05,), zero=0, axis=0):
        index = 0
        if data is not None:
            self.buffers.append(data)
            index = len(self.buffers) - 1
        self.tensors.append((name, list(shape), kind, index, list(scales), zero, axis))
        return len(self.tensors) - 1

    def constant(self, name, shape, filters, axis=0):
        size = 1
        for side in shape:
            size *= side
        data = bytes(self.random.randrange(256) for _ in range(size))
        return self.tensor(name, shape, data=data, scales=[0.01] * filters, axis=axis)

    def bias(self, name, filters):
        return self.tensor(
            name, [filters], TensorType.INT32, data=bytes(4 * filters), scales=[0.0005] * filters)

    def add(self, code, inputs, outputs, kind, options):
        if code not in self.codes:
            self.codes.append(code)
        self.operators.append((self.codes.index(code), inputs, outputs, kind, options))

    def finish(self, inputs, outputs):
        build = self.builder
        buffers = []
        for data in self.buffers:
            vector = build.CreateByteVector(data) if data else None
            Buffer.BufferStart(build)
            if vector is not None:
                Buffer.BufferAddData(build, vector)
            buffers.append(Buffer.BufferEnd(build))
        tensors = [self._tensor(*each) for each in self.tensors]
        operators = [self._operator(*each) for each in self.operators]
        codes = []
        for code in self.codes:
            OperatorCode.OperatorCodeStart(build)
            OperatorCode.OperatorCodeAddDeprecatedBuiltinCode(build, code)
            OperatorCode.OperatorCodeAddBuiltinCode(build, code)
            OperatorCode.OperatorCodeAddVersion(build, 3)
            codes.append(OperatorCode.OperatorCodeEnd(build))
        name = build.CreateString("main")
        lists = [self._offsets(tensors), self._integers(inputs), self._integers(outputs), self._offsets(operators)]
        SubGraph.SubGraphStart(build)
        SubGraph.SubGraphAddTensors(build, lists[0])
        SubGraph.SubGraphAddInputs(build, lists[1])
        SubGraph.SubGraphAddOutputs(build, lists[2])
        SubGraph.SubGraphAddOperators(build, lists[3])
        SubGraph.SubGraphAddName(build, name)
        graph = SubGraph.SubGraphEnd(build)
        description = build.CreateString("layers of a Ridgeline trace")
        lists = [self._offsets(codes), self._offsets([graph]), self._offsets(buffers)]
        Model.ModelStart(build)
        Model.ModelAddVersion(build, 3)
        Model.ModelAddOperatorCodes(build, lists[0])
        Model.ModelAddSubgraphs(build, lists[1])
        Model.ModelAddDescription(build, description)
        Model.ModelAddBuffers(build, lists[2])
        build.Finish(Model.ModelEnd(build), file_identifier=b"TFL3")
        return bytes(build.Output())

    def _offsets(self, items):
        self.builder.StartVector(4, len(items), 4)
        for item in reversed(items):
            self.builder.PrependUOffsetTRelative(item)
        return self.builder.EndVector()

    def _integers(self, items):
        self.builder.StartVector(4, len(items), 4)
        for item in reversed(items):
            self.builder.PrependInt32(item)
        return self.builder.EndVector()

    def _tensor(self, name, shape, kind, buffer, scales, zero, axis):
        build = self.builder
        build.StartVector(4, len(scales), 4)
        for scale in reversed(scales):
            build.PrependFloat32(scale)
        scale_vector = build.EndVector()
        build.StartVector(8, len(scales), 8)
        for _ in scales:
            build.PrependInt64(zero)
        zero_vector = build.EndVector()
        QuantizationParameters.QuantizationParametersStart(build)
        QuantizationParameters.QuantizationParametersAddScale(build, scale_vector)
        QuantizationParameters.QuantizationParametersAddZeroPoint(build, zero_vector)
        QuantizationParameters.QuantizationParametersAddQuantizedDimension(build, axis)
        quantization = QuantizationParameters.QuantizationParametersEnd(build)
        shape_vector, text = self._integers(shape), build.CreateString(name)
        Tensor.TensorStart(build)
        Tensor.TensorAddShape(build, shape_vector)
        Tensor.TensorAddType(build, kind)
        Tensor.TensorAddBuffer(build, buffer)
        Tensor.TensorAddName(build, text)
        Tensor.TensorAddQuantization(build, quantization)
        return Tensor.TensorEnd(build)

    def _operator(self, code, inputs, outputs, kind, options):
        build = self.builder
        table = options(build) if options else None
        lists = [self._integers(inputs), self._integers(outputs)]
        Operator.OperatorStart(build)
        Operator.OperatorAddOpcodeIndex(build, code)
        Operator.OperatorAddInputs(build, lists[0])
        Operator.OperatorAddOutputs(build, lists[1])
        if table is not None:
            Operator.OperatorAddBuiltinOptionsType(build, kind)
            Operator.OperatorAddBuiltinOptions(build, table)
        return Operator.OperatorEnd(build)


def options_of(module, name, **values):
    """A builder of a table of options: each value by the name of its field."""

    def build(builder):
        getattr(module, name + "Start")(builder)
        for key, value in values.items():
            getattr(module, f"{name}Add{key}")(builder, value)
        return getattr(module, name + "End")(builder)

    return build


def pair(value, default=1):
    if value is None:
        return default, default
    return tuple(value) if isinstance(value, list) else (value, value)


def padded(entry, side, kernel, stride, low, high):
    """Output size, and the name of the padding that gives it."""
    size = (side + low + high - kernel) // stride + 1
    if size == -(-side // stride):
        return size, Padding.SAME
    if size == (side - kernel) // stride + 1:
        return size, Padding.VALID
    raise Refused(f"{entry['name']}: neither SAME nor VALID gives {size} of {side}")


def sides(entry):
    kernel, stride = pair(entry["kernel"]), pair(entry.get("stride"), 1)
    if entry["op"] == "pooling" and "stride" not in entry:
        stride = kernel
    padding = entry.get("padding", 0)
    if not isinstance(padding, list):
        padding = [padding] * 4
    if len(padding) == 2:
        padding = [padding[0], padding[0], padding[1], padding[1]]
    if entry.get("dilation", 1) not in (1, [1, 1]):
        raise Refused(f"{entry['name']}: dilations are not written")
    height, up = padded(entry, entry["height"], kernel[0], stride[0], padding[0], padding[1])
    width, across = padded(entry, entry["width"], kernel[1], stride[1], padding[2], padding[3])
    # One name for both sides: SAME pads nothing where nothing is to pad.
    name = Padding.SAME if Padding.SAME in (up, across) else Padding.VALID
    return kernel, stride, (height, width), name


def written(trace):
    """The operators before the first that is not written."""
    for entry in trace["operators"]:
        if entry["op"] == "pooling":
            kernel = pair(entry["kernel"])
            if kernel[0] * entry["width"] * entry["channels"] > 16 << 10:
                return
        elif entry["op"] not in ("conv2d", "matmul", "elementwise"):
            return
        if "epilogue" in entry:
            # As a converter does: the norm's scale goes into the weights, its offset into the bias.
            entry["epilogue"] = ["bias" if each == "batch_norm" else each for each in entry["epilogue"]]
        yield entry


def model_of(trace):
    """The bytes of the model of a trace."""
    writer = Writer()
    shapes, tensors, names = {}, {}, []
    first = []

    def source(name, shape):
        """The tensor of an input of an operator in the shape that it takes."""
        if name not in tensors:
            tensors[name] = writer.tensor(name, shape)
            shapes[name] = shape
            first.append(tensors[name])
        if shapes[name] != shape:
            count = 1
            for side in shape:
                count *= side
            have = 1
            for side in shapes[name]:
                have *= side
            if count != have:
                raise Refused(f"{name} has {have} elements and not {count}")
            whole = writer.tensor(f"{name}_{len(names)}", shape)
            target = writer.tensor(
                f"{name}_{len(names)}_shape", [len(shape)], TensorType.INT32,
                data=b"".join(side.to_bytes(4, "little") for side in shape), scales=[1.0])
            writer.add(BuiltinOperator.RESHAPE, [tensors[name], target], [whole], BuiltinOptions.ReshapeOptions,
                       lambda build: _reshape(build, shape))
            return whole
        return tensors[name]

    for entry in trace["operators"]:
        kind, name = entry["op"], entry.get("name")
        epilogue = [each if isinstance(each, str) else each.get("function") for each in entry.get("epilogue", [])]
        activation = next((ACTIVATIONS[each] for each in epilogue if each in ACTIVATIONS), ActivationFunctionType.NONE)
        if set(epilogue) - set(ACTIVATIONS) - {"bias"}:
            raise Refused(f"{name}: the epilogue {epilogue} is not written")
        if kind == "conv2d":
            kernel, stride, (height, width), padding = sides(entry)
            channels, filters, groups = entry["channels"], entry["filters"], entry.get("groups", 1)
            x = source(entry["input"], [1, entry["height"], entry["width"], channels])
            shape = [1, height, width, filters]
            y = writer.tensor(name, shape)
            common = {"Padding": padding, "StrideH": stride[0], "StrideW": stride[1], "DilationHFactor": 1,
                      "DilationWFactor": 1, "FusedActivationFunction": activation}
            if groups == 1:
                weight = writer.constant(name + "_w", [filters, *kernel, channels], filters)
                writer.add(BuiltinOperator.CONV_2D, [x, weight, writer.bias(name + "_b", filters)], [y],
                           BuiltinOptions.Conv2DOptions, options_of(Conv2DOptions, "Conv2DOptions", **common))
            elif groups == channels == filters:
                weight = writer.constant(name + "_w", [1, *kernel, filters], filters, axis=3)
                writer.add(BuiltinOperator.DEPTHWISE_CONV_2D, [x, weight, writer.bias(name + "_b", filters)], [y],
                           BuiltinOptions.DepthwiseConv2DOptions,
                           options_of(DepthwiseConv2DOptions, "DepthwiseConv2DOptions", DepthMultiplier=1, **common))
            else:
                raise Refused(f"{name}: groups of several channels are not written")
        elif kind == "matmul" and entry.get("weight") is None and entry.get("batch", 1) == 1:
            x = source(entry["input"], [entry["m"], entry["k"]])
            shape = [entry["m"], entry["n"]]
            y = writer.tensor(name, shape)
            weight = writer.constant(name + "_w", [entry["n"], entry["k"]], 1)
            writer.add(BuiltinOperator.FULLY_CONNECTED, [x, weight, writer.bias(name + "_b", entry["n"])], [y],
                       BuiltinOptions.FullyConnectedOptions,
                       options_of(FullyConnectedOptions, "FullyConnectedOptions", FusedActivationFunction=activation))
        elif kind == "elementwise" and entry["function"] == "add" and len(entry.get("inputs", [])) == 2:
            shape = shapes[entry["inputs"][0]]
            y = writer.tensor(name, shape)
            writer.add(BuiltinOperator.ADD, [source(each, shape) for each in entry["inputs"]], [y],
                       BuiltinOptions.AddOptions,
                       options_of(AddOptions, "AddOptions", FusedActivationFunction=activation))
        elif kind == "pooling":
            kernel, stride, (height, width), padding = sides(entry)
            x = source(entry["input"], [1, entry["height"], entry["width"], entry["channels"]])
            shape = [1, height, width, entry["channels"]]
            y = writer.tensor(name, shape)
            code = BuiltinOperator.MAX_POOL_2D if entry["function"] == "max_pool" else BuiltinOperator.AVERAGE_POOL_2D
            writer.add(code, [x], [y], BuiltinOptions.Pool2DOptions,
                       options_of(Pool2DOptions, "Pool2DOptions", Padding=padding, StrideH=stride[0],
                                  StrideW=stride[1], FilterHeight=kernel[0], FilterWidth=kernel[1],
                                  FusedActivationFunction=activation))
        else:
            raise Refused(f"{name}: a {kind} like this is not written")
        tensors[name], shapes[name] = y, shape
        names.append(name)
    return writer.finish(first, [tensors[names[-1]]])


def _reshape(build, shape):
    build.StartVector(4, len(shape), 4)
    for side in reversed(shape):
        build.PrependInt32(side)
    vector = build.EndVector()
    ReshapeOptions.ReshapeOptionsStart(build)
    ReshapeOptions.ReshapeOptionsAddNewShape(build, vector)
    return ReshapeOptions.ReshapeOptionsEnd(build)


def main():
    source, model, cut = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        trace = yaml.safe_load(file)
    trace["operators"] = list(written(trace))
    try:
        data = model_of(trace)
    except Refused as refused:
        sys.exit(f"{source}: {refused}")
    with open(model, "wb") as file:
        file.write(data)
    with open(cut, "w", encoding="utf-8") as file:
        yaml.safe_dump(trace, file, sort_keys=False, default_flow_style=None, width=1000)


if __name__ == "__main__":
    main()
