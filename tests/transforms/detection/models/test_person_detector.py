from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.detection.models import DetectorSpec, PersonDetector
from pantau.transforms.detection.models.detections import overlap
from pantau.transforms.detection.models.person_detector import letterboxed


@pytest.fixture(scope="module")
def nanodet() -> PersonDetector:
    return PersonDetector()


@pytest.fixture
def red_is_a_person(tmp_path: Path) -> Path:
    """An ONNX model of YOLO's layout whose one candidate scores the mean of the first channel of its input."""
    onnx = pytest.importorskip("onnx", reason="the extra `models` is not installed")
    from onnx import helper, numpy_helper

    base = np.zeros((1, 84, 100), np.float32)
    base[0, :4, 0] = [32, 16, 16, 8]
    place = np.zeros_like(base)
    place[0, 4, 0] = 1
    nodes = [
        helper.make_node("Split", ["frame"], ["first", "second", "third"], axis=1),
        helper.make_node("ReduceMean", ["first"], ["mean"], axes=[2, 3], keepdims=0),
        helper.make_node("Unsqueeze", ["mean", "axes"], ["score"]),
        helper.make_node("Mul", ["score", "place"], ["placed"]),
        helper.make_node("Add", ["placed", "base"], ["found"]),
    ]
    constants = [
        numpy_helper.from_array(value, name)
        for name, value in (("base", base), ("place", place), ("axes", np.array([2])))
    ]
    tensors = [
        helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
        for name, shape in (("frame", [1, 3, 32, 64]), ("found", [1, 84, 100]))
    ]
    graph = helper.make_graph(nodes, "yolo", tensors[:1], tensors[1:], constants)
    path = tmp_path / "red.onnx"
    onnx.save(helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 13)]), path)
    return path


def test_a_yolo_model_gets_red_first_and_scaled_and_answers_in_fractions(red_is_a_person):
    detector = PersonDetector(DetectorSpec(red_is_a_person, "yolo", width=64, height=32, confident=0.5))
    frame = np.zeros((320, 640, 3), np.uint8)
    frame[:, :320, 2] = 255
    people = detector.detect(frame)
    np.testing.assert_allclose(people.scores, [0.5], atol=0.01)
    np.testing.assert_allclose(people.boxes, [[24 / 64, 12 / 32, 40 / 64, 20 / 32]], atol=1e-6)


def test_a_model_of_fixed_sides_is_not_turned_for_a_portrait_frame(red_is_a_person):
    detector = PersonDetector(DetectorSpec(red_is_a_person, "yolo", width=64, height=32, confident=0.5))
    portrait = np.full((320, 160, 3), 255, np.uint8)
    np.testing.assert_allclose(detector.detect(portrait).boxes, [[0, 12 / 32, 1, 20 / 32]], atol=1e-6)


def test_a_model_of_another_kind_is_refused_with_its_file_and_shapes(red_is_a_person):
    with pytest.raises(ValueError, match=r"red\.onnx: its outputs are \[\(1, 84, 100\)\].*'nanodet'"):
        PersonDetector(DetectorSpec(red_is_a_person, "nanodet", width=64, height=32))
    with pytest.raises(ValueError, match=r"nanodet_g\.onnx: its outputs are .*'yolo'"):
        PersonDetector(DetectorSpec(kind="yolo"))


def test_a_model_of_other_sides_is_refused_with_both(red_is_a_person):
    with pytest.raises(ValueError, match=r"\[1,3,32,64\].*height 64 × width 96"):
        PersonDetector(DetectorSpec(red_is_a_person, "yolo", width=96, height=64))


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ({"kind": "ssd"}, "choose one of nanodet, yolo"),
        ({"width": 400}, "width 400 is not a positive multiple of 32"),
        ({"keep": 0.5, "confident": 0.4}, "keep 0.5 <= confident 0.4"),
        ({"highest_overlap": 0}, "highest_overlap 0"),
        ({"threads": 0}, "threads 0"),
    ],
)
def test_settings_out_of_range_are_refused(setting, complaint):
    with pytest.raises(ValueError, match=complaint):
        DetectorSpec(**setting)


def test_a_missing_model_and_a_file_that_is_none_are_told_apart(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.onnx: no such model file"):
        PersonDetector(DetectorSpec(tmp_path / "absent.onnx"))
    (tmp_path / "text.onnx").write_text("not a model")
    with pytest.raises(ValueError, match=r"text\.onnx: cannot be read as an ONNX model"):
        PersonDetector(DetectorSpec(tmp_path / "text.onnx"))


@pytest.mark.parametrize("shape", [(48, 64), (64, 48, 4), (0, 64, 3)])
def test_what_is_no_frame_is_refused(nanodet, shape):
    with pytest.raises(ValueError, match="expected uint8"):
        nanodet.detect(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("shape", [(576, 704, 3), (1080, 1920, 3), (850, 478, 3), (40, 3000, 3)])
def test_an_empty_frame_of_any_shape_shows_nobody(nanodet, shape):
    assert len(nanodet.detect(np.full(shape, 90, np.uint8))) == 0


@pytest.mark.slow
@given(st.integers(1, 4000), st.integers(1, 3000))
def test_a_letterboxed_frame_fits_and_touches_opposite_edges(width, height):
    canvas, left, top, scale = letterboxed(np.full((height, width, 3), 255, np.uint8), 416, 256)
    assert canvas.shape == (256, 416, 3)
    white = (canvas == 255).all(axis=2)
    assert white.any(axis=0).sum() == max(1, round(width * scale))
    assert white.any(axis=1).sum() == max(1, round(height * scale))
    assert white.any(axis=0).all() or white.any(axis=1).all()
    assert (white.argmax(axis=1).max(), white.argmax(axis=0).max()) == (left, top)


def test_customers_at_a_real_till_are_found_alike_each_time(nanodet, footage):
    with av.open(str(footage / "real" / "checkout_cashier.mp4")) as container:
        frame = next(f for f in container.decode(video=0) if f.time >= 9).to_ndarray(format="bgr24")
    people = nanodet.detect(frame)
    customer, cashier = [250, 108, 420, 430], [540, 152, 660, 288]
    drawn = np.array([customer, cashier]) / [768, 432, 768, 432]
    assert (overlap(drawn, people.at_least(nanodet.spec.confident).boxes).max(axis=1) >= 0.4).all()
    again = PersonDetector().detect(frame)
    assert (again.boxes.tobytes(), again.scores.tobytes()) == (people.boxes.tobytes(), people.scores.tobytes())
