import hashlib
from dataclasses import replace

import pytest

from pantau.transforms.detection.models import DetectorSpec, SeatSpec, fingerprint
from pantau.transforms.detection.models.person_detector import NANODET
from pantau.transforms.detection.models.seat_detector import MOVENET


def test_what_changes_observations_changes_the_fingerprint(tmp_path):
    altered = tmp_path / "altered.onnx"
    altered.write_bytes(NANODET.read_bytes() + b"\0")
    detector, seats = DetectorSpec(), SeatSpec()
    versions = [
        fingerprint(spec)
        for spec in (
            detector,
            replace(detector, width=640),
            replace(detector, keep=0.3),
            replace(detector, confident=0.5),
            replace(detector, highest_overlap=0.5),
            replace(detector, precision="bf16"),
            replace(detector, model=altered),
            seats,
            replace(seats, padding=0.5),
        )
    ]
    assert len(set(versions)) == len(versions)


@pytest.mark.parametrize(
    ("spec", "setting"),
    [
        (DetectorSpec(), {"threads": 2}),
        (SeatSpec(), {"threads": 2}),
        (SeatSpec(), {"occupied": 0.2}),
    ],
)
def test_what_observations_do_not_depend_on_leaves_it(spec, setting):
    assert fingerprint(replace(spec, **setting)) == fingerprint(spec)


def test_it_does_not_depend_on_where_the_model_lies(tmp_path):
    copy = tmp_path / "copy.onnx"
    copy.write_bytes(NANODET.read_bytes())
    assert fingerprint(DetectorSpec(model=copy)) == fingerprint(DetectorSpec())


@pytest.mark.parametrize("model", [NANODET, MOVENET], ids=lambda path: path.name)
def test_shipped_models_are_those_the_provenance_names(model):
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    assert digest in (model.parent / "PROVENANCE.md").read_text(encoding="utf-8")
