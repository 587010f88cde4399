"""A recording in segments gives the rows of the whole, to the byte."""

from datetime import timedelta
from fractions import Fraction

import av
import numpy as np
import pytest

from pantau.schemas.tables import OBSERVATIONS, SAMPLES
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.seat_detector import SeatDetection
from pantau.transforms.detection.observe_recording import ObserveRecording
from pantau.transforms.detection.observe_segment import sample_partition
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.detection.sampling import segments as cutting
from pantau.transforms.detection.sampling import skipping, static_intervals
from pantau.transforms.detection.sampling.segments import segments
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.time_ownership import assign_ownership
from pantau.transforms.tables.partition_files import Partition, read_table
from tests.transforms.detection.test_observe_recording import EIGHT, RECORDING
from tests.transforms.detection.test_observer import site

FPS, SECONDS = 5, 420
SPARING = "observer: {still_s: 10, empty_s: 20}\n"


class Models:
    """Sees somebody where the frame is bright; scores tell which frame was observed last, by its noise."""

    spec = None

    def __init__(self, spec):
        self.spec = spec

    def detect(self, bgr):
        bright = bgr[40:80, :, 0].mean(axis=0) > 200
        found = [(0.2, 0.3, 0.4, 0.9)] * bool(bright[30:66].any()) + [(0.6, 0.3, 0.8, 0.9)] * bool(bright[94:130].any())
        return Detections(
            np.array(found, np.float32).reshape(-1, 4), np.full(len(found), 0.5 + bgr.mean() / 1000, np.float32)
        )

    def watch(self, bgr, bounds):
        return [
            SeatDetection(0.2 if bgr[5:20, 90:110].mean() > 150 else 0.01, False, bgr.mean() / 300, 0.1) for _ in bounds
        ]


def hall(number, rng, still):
    frame = still + rng.normal(0, 0.8, still.shape)
    at = number / FPS
    if 60 <= at < 110 or 200 <= at < 215:
        x = int(30 + 60 * abs(np.sin(at / 7)))
        frame[30:90, x : x + 24] = 235 + rng.normal(0, 3, (60, 24, 3))
    if 290 <= at < 330:
        frame[2:24, 88:112] = 190 + 10 * np.sin(at)
    return np.clip(frame + 12 * (at >= 245), 0, 255).astype(np.uint8)


def film(path, gop, frames):
    rng = np.random.default_rng(5)
    still = np.random.default_rng(3).integers(40, 120, (96, 160, 3))
    with av.open(str(path), "w") as container:
        options = {"crf": "32", "preset": "ultrafast", "x264-params": "scenecut=0"}
        stream = container.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt, stream.thread_count = 160, 96, "yuv420p", 1
        stream.gop_size, stream.max_b_frames, stream.codec_context.time_base = gop, frames, Fraction(1, FPS)
        for number in range(SECONDS * FPS):
            frame = av.VideoFrame.from_ndarray(hall(number, rng, still), format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module", params=[(10, 0), (17, 2)], ids=["as sampled", "B frames"])
def filmed(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("filmed")
    film(folder / "a.mp4", *request.param)
    return folder


@pytest.fixture
def ownerships(filmed):
    """Two recordings of the same film, of which the second begins before the first ends."""
    found = probe(filmed / "a.mp4", "a.mp4")
    rows = [
        {
            **RECORDING,
            "recording_id": name,
            "bytes": (filmed / "a.mp4").stat().st_size,
            "packets": len(found.packets),
            "duration_s": found.duration_s,
            "key_interval_max_s": found.key_interval_max_s,
            "recorder_started_at": start,
            "started_at": start,
            "ended_at": start + timedelta(seconds=found.duration_s),
        }
        for name, start in (("r1", EIGHT), ("r2", EIGHT + timedelta(seconds=SECONDS - 9.4)))
    ]
    return assign_ownership(rows, 15, 0)


@pytest.fixture
def look(filmed, tmp_path, monkeypatch):
    for module in (static_intervals, skipping, cutting):
        monkeypatch.setattr(module, "FLOOR_S", 30.0)
    for module in (skipping, cutting):
        monkeypatch.setattr(module, "AFRESH_BEATS", 2)
        monkeypatch.setattr(module, "AFRESH_RARE_BEATS", 2)
    # The frames are so small that packets of which nothing stirs have hardly a byte.
    monkeypatch.setattr(static_intervals, "STIR_RATIO", 20.0)
    made = ObserveRecording(observer_of(site(more=SPARING), "."), str(filmed), str(tmp_path / "warehouse"))
    models = Models(made.observer.detector)
    made._models = models, models
    return made


def written(look, ownership):
    return [
        Partition(table, sample_partition(ownership.recording).values).path(look.warehouse).read_bytes()
        for table in (SAMPLES, OBSERVATIONS)
    ]


@pytest.fixture(scope="module")
def wholes(filmed):
    """The files of a recording that is observed whole, which is done once."""
    known = {}

    def observed(look, ownership):
        name = ownership.recording["recording_id"]
        if name not in known:
            look(ownership)
            known[name] = written(look, ownership)
            basis = read_table(look.warehouse, SAMPLES, recording_id=name)["basis"].to_pylist()
            assert set(basis) == {"looked", "unchanged", "still"}
        return known[name]

    return observed


@pytest.mark.slow
@pytest.mark.parametrize(("recording", "length_s"), [(0, 40), (1, 70), (0, 200)])
def test_segments_in_any_order_give_the_files_of_the_whole(look, ownerships, wholes, recording, length_s):
    ownership = ownerships[recording]
    whole = wholes(look, ownership)
    parts = segments(ownership, look.observer, length_s)
    assert len(parts) >= SECONDS // length_s - 1
    seen = {number: look(parts[number]) for number in sorted(range(len(parts)), key=lambda n: (n * 7) % len(parts))}
    assert look.join(ownership, [seen[number] for number in range(len(parts))]) == ownership.recording["recording_id"]
    assert written(look, ownership) == whole
