import json
from pathlib import Path

import numpy as np
import openvino
import pytest

onnx = pytest.importorskip("onnx", reason="the extra `models` is not installed")

from tools.conversion import Conversion, convert, of_one_class  # noqa: E402
from tools.conversion.tfjs import GraphModel, Operation, read_graph_model  # noqa: E402

GENERATOR = np.random.default_rng(7)


def converted(operations, constants, shape, output="out") -> onnx.ModelProto:
    model = GraphModel(tuple(operations), {name: np.asarray(value) for name, value in constants.items()})
    return convert(model, Conversion("in", onnx.TensorProto.FLOAT, shape, {output: "result"}))


def run(model: onnx.ModelProto, value: np.ndarray, tmp_path: Path) -> np.ndarray:
    path = tmp_path / "model.onnx"
    path.write_bytes(model.SerializeToString())
    compiled = openvino.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return np.array(compiled(value.astype(np.float32))[0])


CONVOLUTION = {"data_format": "NHWC", "dilations": [1, 1, 1, 1], "strides": [1, 2, 2, 1], "padding": "SAME"}


def test_a_fused_convolution_computes_what_tensorflow_defines(tmp_path):
    frame = GENERATOR.normal(size=(1, 6, 8, 2)).astype(np.float32)
    kernel = GENERATOR.normal(size=(3, 3, 2, 5)).astype(np.float16)
    bias = GENERATOR.normal(size=5).astype(np.float32)
    attributes = CONVOLUTION | {"fused_ops": ["BiasAdd", "Relu6"]}
    operation = Operation("out", "_FusedConv2D", ("in", "kernel", "bias"), attributes)
    model = converted([operation], {"kernel": kernel, "bias": bias}, (1, 6, 8, 2))

    padded = np.pad(frame, ((0, 0), (0, 1), (0, 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))[:, ::2, ::2]
    expected = np.clip(np.einsum("nyxcij,ijco->nyxo", windows, kernel.astype(np.float32)) + bias, 0, 6)
    np.testing.assert_allclose(run(model, frame, tmp_path), expected, atol=1e-5)


def test_transpositions_cancel_and_constants_are_turned(tmp_path):
    frame = GENERATOR.normal(size=(1, 2, 4, 3)).astype(np.float32)
    channels_first, channels_last = np.array([0, 3, 1, 2]), np.array([0, 2, 3, 1])
    offset = GENERATOR.normal(size=3).astype(np.float32)
    operations = [
        Operation("first", "Transpose", ("in", "channels_first"), {}),
        Operation("active", "LeakyRelu", ("first",), {"alpha": 0.1}),
        Operation("last", "Transpose", ("active", "channels_last"), {}),
        Operation("out", "AddV2", ("last", "offset"), {}),
    ]
    constants = {"channels_first": channels_first, "channels_last": channels_last, "offset": offset}
    model = converted(operations, constants, frame.shape)
    assert [node.op_type for node in model.graph.node] == ["LeakyRelu", "Add", "Identity"]
    expected = np.where(frame < 0, frame * np.float32(0.1), frame) + offset
    np.testing.assert_allclose(run(model, frame, tmp_path), expected, atol=1e-6)


def test_slices_drop_add_and_cut_axes_as_their_masks_say(tmp_path):
    value = GENERATOR.normal(size=(2, 3, 4)).astype(np.float32)
    masks = {"begin_mask": 8, "end_mask": 0, "new_axis_mask": 2, "shrink_axis_mask": 1, "ellipsis_mask": 0}
    operation = Operation("out", "StridedSlice", ("in", "begin", "end", "stride"), masks)
    constants = {"begin": [1, 0, 1, 0], "end": [2, 0, 3, 2], "stride": [1, 1, 1, 1]}
    model = converted([operation], constants, value.shape)
    np.testing.assert_array_equal(run(model, value, tmp_path), value[1, np.newaxis, 1:3, :2])


def test_of_a_head_with_three_classes_one_is_left_and_says_what_it_said(tmp_path):
    kernel = GENERATOR.normal(size=(1, 1, 4, 5)).astype(np.float16)
    convolution = CONVOLUTION | {"strides": [1, 1, 1, 1], "padding": "VALID"}
    operations = [
        Operation("convolved", "Conv2D", ("in", "kernel"), convolution),
        Operation("biased", "Add", ("convolved", "bias"), {}),
        Operation("turned", "Transpose", ("biased", "channels_first"), {}),
        Operation("head", "SplitV", ("turned", "sizes", "axis"), {"num_split": 2}),
        Operation("scores", "Reshape", ("head", "by_class"), {}),
        Operation("out", "ConcatV2", ("scores", "scores", "last"), {}),
        Operation("rest", "Reshape", ("head:1", "by_side"), {}),
    ]
    constants = {
        "kernel": kernel,
        "bias": GENERATOR.normal(size=5).astype(np.float16).astype(np.float32),
        "channels_first": [0, 3, 1, 2],
        "sizes": [3, 2],
        "axis": 1,
        "by_class": [1, 3, -1],
        "by_side": [1, 2, -1],
        "last": 2,
    }
    whole = GraphModel(tuple(operations), {name: np.asarray(value) for name, value in constants.items()})
    frame = GENERATOR.normal(size=(1, 2, 3, 4)).astype(np.float32)

    def said(model: GraphModel, output: str) -> np.ndarray:
        wanted = Conversion("in", onnx.TensorProto.FLOAT, frame.shape, {output: "result"})
        return run(convert(model, wanted), frame, tmp_path)

    cut = of_one_class(whole, 1, 3)
    np.testing.assert_array_equal(said(cut, "out"), said(whole, "out")[:, 1:2])
    np.testing.assert_array_equal(said(cut, "rest"), said(whole, "rest"))
    with pytest.raises(ValueError, match="split into 80 scores"):
        of_one_class(whole, 0, 80)


def test_equal_models_give_equal_bytes():
    build = [Operation("out", "Mul", ("in", "factor"), {})], {"factor": np.float32(2)}, (1, 2, 2, 1)
    first, second = (converted(*build).SerializeToString(deterministic=True) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("operation", "complaint"),
    [
        (Operation("out", "Einsum", ("in",), {}), "out: the operation Einsum is not known"),
        (Operation("out", "Conv2D", ("in", "in"), CONVOLUTION), "in: a constant is needed"),
        (Operation("out", "Conv2D", ("in", "k"), CONVOLUTION | {"dilations": [1, 2, 2, 1]}), "dilations is"),
        (Operation("out", "_FusedConv2D", ("in", "k"), CONVOLUTION | {"fused_ops": ["Elu"]}), "Elu is not known"),
    ],
)
def test_what_is_not_known_is_refused(operation, complaint):
    with pytest.raises(ValueError, match=complaint):
        converted([operation], {"k": np.zeros((1, 1, 1, 1), np.float32)}, (1, 2, 2, 1))


def test_reading_sorts_operations_and_keeps_float16(tmp_path):
    nodes = [
        {"name": "out", "op": "Mul", "input": ["half", "w"]},
        {"name": "half", "op": "Split", "input": ["axis", "x:1"], "attr": {"num_split": {"i": "2"}}},
        {"name": "w", "op": "Const"},
        {"name": "axis", "op": "Const"},
        {"name": "x", "op": "Placeholder", "attr": {"padding": {"s": "U0FNRQ=="}, "k": {"list": {"i": ["1", "2"]}}}},
    ]
    weights = [
        {"name": "w", "shape": [2], "dtype": "float32", "quantization": {"dtype": "float16"}},
        {"name": "axis", "shape": [], "dtype": "int32"},
    ]
    document = {
        "modelTopology": {"node": nodes},
        "weightsManifest": [{"paths": ["a.bin", "b.bin"], "weights": weights}],
    }
    (tmp_path / "model.json").write_text(json.dumps(document))
    data = np.array([0.5, -2], np.float16).tobytes() + np.array(1, np.int32).tobytes()
    (tmp_path / "a.bin").write_bytes(data[:3])
    (tmp_path / "b.bin").write_bytes(data[3:])
    model = read_graph_model(tmp_path / "model.json")
    assert [operation.name for operation in model.operations] == ["x", "half", "out"]
    assert model.operations[0].attributes == {"padding": "SAME", "k": [1, 2]}
    assert model.constants["w"].dtype == np.float16
    assert (model.constants["w"].tolist(), int(model.constants["axis"])) == ([0.5, -2], 1)

    (tmp_path / "b.bin").write_bytes(data[3:] + b"\0")
    with pytest.raises(ValueError, match=r"model\.json: its weights take 8 bytes by the manifest, its shards hold 9"):
        read_graph_model(tmp_path / "model.json")
