"""A still recording with models that see somebody when they are told to; frames carry their numbers."""

from fractions import Fraction

import av
import numpy as np
import pytest

from pantau.schemas.tables import SAMPLES
from pantau.transforms.detection.frame_detector import FrameDetector
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.seat_detector import SeatDetection, SeatSpec
from pantau.transforms.detection.sampling.cadence import plan_samples
from pantau.transforms.detection.sampling.sampled_frames import OpenedRecording
from pantau.transforms.detection.sampling.skipping import skip_static
from pantau.transforms.recordings.probing.probe import probe
from tests.transforms.detection.sampling.test_cadence import START

FPS, BEAT, VIEW_EACH = 5, 5, 15
SHARED = {"recording_id": "r1"}


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """42 s of the same hall and noise, key frames every two seconds; brighter from 20 s on."""
    path = tmp_path_factory.mktemp("still") / "still.mp4"
    rng = np.random.default_rng(3)
    hall = rng.integers(60, 160, (96, 160, 3))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": "20", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size, stream.thread_count = 160, 96, "yuv420p", 10, 1
        stream.codec_context.time_base = Fraction(1, FPS)
        for number in range(42 * FPS):
            frame = np.clip(hall + rng.normal(0, 1, hall.shape) + 9 * (number >= 20 * FPS), 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(frame, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    packets = probe(path, "still.mp4").packets
    # What the encoder of this tiny frame makes of the step in brightness is not what is tested here.
    size = np.where(packets.is_key, 30_000, 300)
    return OpenedRecording(path, "still.mp4", type(packets)(packets.seconds, packets.is_key, size, packets.shown))


class Models:
    """Sees a person, or somebody on the seat, on the calls it is told."""

    def __init__(self, people=(), seated=()):
        self.people, self.seated, self.looks = people, seated, 0

    def detect(self, bgr):
        self.looks += 1
        found = [(0.1, 0.1, 0.2, 0.8)] * (self.looks in self.people)
        return Detections(np.array(found, np.float32).reshape(-1, 4), np.full(len(found), 0.3, np.float32))

    def watch(self, bgr, seats):
        return [SeatDetection(0.2 if self.looks in self.seated else 0.01, False, None, None) for _ in seats]


def skipped(still, models, seats=((0.5, 0.1, 0.6, 0.4),), beats=(BEAT, BEAT)):
    plan = plan_samples(still.packets, START)
    frame_detector = FrameDetector(models, models, SeatSpec(), np.array(seats, float).reshape(-1, 4))
    made = skip_static(still, plan, beats, frame_detector, 0.05, SHARED, VIEW_EACH)
    left = (made.rest.slots * 2 - START).astype(int).tolist()
    rows = sorted((row["offset_s"], row["basis"]) for row in made.rows)
    return left, rows, made


@pytest.mark.slow
def test_an_empty_hall_is_looked_at_where_a_spell_ends_and_after_the_last(still):
    left, rows, made = skipped(still, Models())
    assert left == [0, 40]
    assert [at for at, _ in rows] == list(range(2, 40, 2))
    assert {at: basis for at, basis in rows if basis != "still"} == {10: "unchanged", 20: "unchanged", 30: "unchanged"}
    assert made.rest.runs.tolist() == [[0, 0], [200, 200]]
    shared = {"site_id", "agency_id", "camera_id", "service_date", "model_hash"}
    assert {frozenset(row) for row in made.rows} == {frozenset(set(SAMPLES.columns) - shared)}
    assert {(row["people"], row["key_frame"], row["width"], row["height"]) for row in made.rows} == {(0, True, 160, 96)}


def test_light_is_that_of_the_frame_before_and_change_that_of_the_frame_after(still):
    _, _, made = skipped(still, Models())
    by_time = {row["offset_s"]: row for row in made.rows}
    assert by_time[12]["brightness"] == by_time[10]["brightness"]
    assert by_time[18]["change"] == by_time[20]["change"] == pytest.approx(9, abs=1.5)
    assert by_time[28]["change"] == by_time[30]["change"] == pytest.approx(0, abs=0.5)
    assert made.changes.keys() == {round(START / 2) + slot for slot in (5, 10, 15, 20)}


def test_beside_somebody_nothing_is_spared(still):
    # the models observe 0 s first; what has not changed since then is not observed again
    left, _, _ = skipped(still, Models(people={1}))
    assert left == list(range(0, 42, 2))


def test_nor_beside_somebody_on_a_seat(still):
    assert skipped(still, Models(seated={1}))[0] == list(range(0, 42, 2))
    assert skipped(still, Models(seated={1}), seats=())[0] == [0, 40]


def test_where_ends_differ_packets_do_not_tell_and_all_is_looked_at(still, monkeypatch):
    def moved(cells, before):
        return np.array([abs(cells.mean() - before.mean()) > 5])

    monkeypatch.setattr("pantau.transforms.detection.sampling.skipping.changed", moved)
    left, rows, _ = skipped(still, Models())
    assert (left, rows) == (list(range(0, 42, 2)), [])
    monkeypatch.setattr("pantau.transforms.detection.sampling.skipping.FLOOR_S", 9)
    left, rows, _ = skipped(still, Models())
    assert left == [0, 10, 12, 14, 16, 18, 20, 40]


def test_a_plan_without_spells_is_left_as_it_is(still):
    packets = still.packets
    moving = still._replace(packets=type(packets)(packets.seconds, packets.is_key, packets.size * 0 + 9, packets.shown))
    models = Models()
    left, rows, made = skipped(moving, models)
    assert (left, rows, made.changes, models.looks) == (list(range(0, 42, 2)), [], {}, 0)


def test_where_nobody_is_a_look_now_and_then_is_enough(still):
    left, rows, made = skipped(still, Models(), beats=(BEAT, 2 * BEAT))
    assert left == [0, 40]
    assert [at for at, basis in rows if basis != "still"] == [20]
    assert [at for at, _ in rows] == list(range(2, 40, 2))
    by_time = {row["offset_s"]: row for row in made.rows}
    assert by_time[2]["change"] == by_time[20]["change"] == pytest.approx(9, abs=1.5)
    assert made.seen.keys() == {round(START / 2) + slot for slot in (0, 20)}


def test_where_a_rare_look_shows_somebody_the_next_are_more_frequent(still):
    left, rows, _ = skipped(still, Models(people={1}), beats=(BEAT, 2 * BEAT))
    assert left == [0, 40]
    assert [at for at, basis in rows if basis != "still"] == [10, 20, 30]


def test_rare_looks_find_anew_only_what_has_changed_and_everything_from_time_to_time(still, monkeypatch):
    for every, looks in ((5, 1), (2, 2), (1, 3)):
        monkeypatch.setattr("pantau.transforms.detection.sampling.skipping.AFRESH_RARE_BEATS", every)
        models = Models()
        skipped(still, models, beats=(BEAT, 2 * BEAT))
        assert models.looks == looks
    monkeypatch.setattr(
        "pantau.transforms.detection.frame_detector.changed", lambda cells, before: np.ones(cells.shape, bool)
    )
    monkeypatch.setattr("pantau.transforms.detection.sampling.skipping.AFRESH_RARE_BEATS", 5)
    skipped(still, models := Models(), beats=(BEAT, 2 * BEAT))
    assert models.looks == 3


def test_what_was_looked_at_in_vain_is_told(still):
    left, _, made = skipped(still, Models(people={1}))
    assert left == list(range(0, 42, 2))
    sights = {(slot - round(START / 2)) * 2: sight for slot, sight in made.seen.items()}
    assert sorted(sights) == [0, 10, 20, 30, 40]
    assert [at for at, sight in sights.items() if not sight.people_carried] == [0]
    assert len(sights[0].people.boxes) == 1
