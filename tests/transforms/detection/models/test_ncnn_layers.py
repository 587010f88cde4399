import numpy as np
import openvino
import pytest
from openvino import opset13 as ops

from pantau.transforms.detection.models.layouts import LAYOUTS
from pantau.transforms.detection.models.ncnn_layers import Untranslatable, translated
from pantau.transforms.detection.models.ncnn_network import NcnnNetwork
from pantau.transforms.detection.models.person_detector import NANODET
from pantau.transforms.detection.models.runtime import compiled, read_model

LAYOUT = LAYOUTS["nanodet"]
KERNEL = np.ones((4, 3, 3, 3), np.float32)


def shaped(height: int, width: int) -> openvino.Model:
    model = read_model(NANODET)
    model.reshape([1, 3, height, width])
    return model


def convolution(value: openvino.Output, dilation: int = 1, padding: str = "explicit", stride: int = 1) -> openvino.Node:
    return ops.convolution(value, KERNEL, [stride] * 2, [1, 1], [1, 1], [dilation] * 2, padding)


def leaky(value: openvino.Node) -> openvino.Node:
    return ops.prelu(value, np.array([0.5], np.float32))


@pytest.mark.parametrize("sides", [(256, 416), (416, 256), (32, 64)])
def test_ncnn_computes_what_openvino_does_of_a_picture_of_either_shape(sides):
    picture = np.random.default_rng(7).integers(0, 256, (*sides, 3), np.uint8)
    scaled = (picture.astype(np.float32) - LAYOUT.mean) / LAYOUT.deviation
    wanted = list(compiled(shaped(*sides), 1, "f32")(np.float32(scaled.transpose(2, 0, 1))[None]).values())
    found = NcnnNetwork(translated(shaped(*sides)), LAYOUT)(picture)
    assert len(found) == 6
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_a_network_computes_the_same_bytes_each_time():
    picture = np.random.default_rng(8).integers(0, 256, (64, 96, 3), np.uint8)
    networks = [NcnnNetwork(translated(shaped(64, 96)), LAYOUT) for _ in range(2)]
    assert len({b"".join(one.tobytes() for one in network(picture)) for network in networks * 2}) == 1


def test_layers_that_follow_a_convolution_are_parts_of_it_unless_others_take_it_too():
    frame = ops.parameter([1, 3, 8, 8], np.float32)
    biased = ops.add(convolution(frame), np.ones((1, 4, 1, 1), np.float32))
    leaky = ops.prelu(biased, np.array([0.1], np.float32))
    alone = translated(openvino.Model([ops.reshape(leaky, [1, 4, 64], False)], [frame]))
    assert [line.split()[0] for line in alone.text.splitlines()[2:]] == ["Input", "Convolution", "Reshape"]
    both = ops.reshape(ops.add(leaky, biased), [1, 4, 64], False)
    taken_twice = translated(openvino.Model([both], [frame]))
    kinds = [line.split()[0] for line in taken_twice.text.splitlines()[2:]]
    assert kinds == ["Input", "Convolution", "Split", "ReLU", "BinaryOp", "Reshape"]


def rows(value: openvino.Output) -> openvino.Node:
    return ops.reshape(value, [1, value.get_shape()[1], -1], False)


@pytest.mark.parametrize(
    "made",
    [
        lambda frame: rows(leaky(leaky(convolution(frame))).output(0)),
        lambda frame: rows(ops.concat([frame, frame], -1).output(0)),
        lambda frame: rows(ops.concat([frame, frame], -3).output(0)),
        lambda frame: rows(ops.variadic_split(frame, np.int64(-3), [1, -1]).output(1)),
    ],
)
def test_a_model_of_ones_own_gives_what_openvino_does(made):
    frame = ops.parameter([1, 3, 8, 8], np.float32)
    model = openvino.Model([made(frame)], [frame])
    picture = np.random.default_rng(9).integers(0, 256, (8, 8, 3), np.uint8)
    scaled = (picture.astype(np.float32) - LAYOUT.mean) / LAYOUT.deviation
    (wanted,) = compiled(model.clone(), 1, "f32")(np.float32(scaled.transpose(2, 0, 1))[None]).values()
    (found,) = NcnnNetwork(translated(model), LAYOUT)(picture)
    np.testing.assert_allclose(found, wanted, atol=1e-4)


@pytest.mark.parametrize(
    ("made", "complaint"),
    [
        (lambda frame: ops.tanh(frame), "operation Tanh"),
        (lambda frame: convolution(frame, dilation=2), "is dilated"),
        (lambda frame: convolution(frame, padding="same_upper"), "pads by itself"),
        (lambda frame: ops.pad(frame, [0, 0, 1, 1], [0, 0, 1, 1], "reflect"), "than with one value"),
        (lambda frame: ops.add(frame, np.ones((1, 3, 1, 1), np.float32)), "adds a constant"),
        (lambda frame: ops.add(leaky(convolution(frame)), np.ones((1, 4, 1, 1), np.float32)), "adds a constant"),
        (lambda frame: ops.add(convolution(frame, stride=2), np.ones(4, np.float32)), "adds a constant"),
        (
            lambda frame: ops.add(frame, ops.max_pool(frame, [8, 8], [1, 1], [0, 0], [0, 0], [8, 8]).output(0)),
            "several shapes",
        ),
        (lambda frame: ops.concat([frame, frame], 0), "along several pictures"),
        (lambda frame: ops.pad(frame, [0, 0, -1, 0], [0] * 4, "constant", np.float32(0)), "than with one value"),
        (lambda frame: ops.max_pool(frame, [2, 2], [1, 1], [0, 0], [0, 0], [3, 3], "ceil").output(0), "rounds up"),
        (lambda frame: ops.prelu(frame, np.ones(3, np.float32)), "a slope for each channel"),
        (lambda frame: ops.transpose(frame, [0, 2, 3, 1]), "turns other axes"),
        (lambda frame: ops.reshape(frame, [1, 3, 4, 16], False), "its shape is"),
        (lambda frame: ops.max_pool(frame, [1, 1], [1, 1], [1, 1], [1, 1], [3, 3]).output(0), "pads, or is not square"),
    ],
)
def test_what_is_not_known_is_refused_with_its_name(made, complaint):
    frame = ops.parameter([1, 3, 8, 8], np.float32)
    with pytest.raises(Untranslatable, match=complaint):
        translated(openvino.Model([made(frame)], [frame]))


def test_open_sides_are_refused():
    with pytest.raises(Untranslatable, match="are open"):
        translated(read_model(NANODET))
