from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.detection.camera_view.moved_times import MovedStretch
from pantau.transforms.detection.camera_view.static_scene import scene_of, static_scene
from pantau.transforms.detection.camera_view.view_reference import ViewReference
from pantau.transforms.detection.scene_signature import scene_signature
from pantau.transforms.intervals import merge_gaps
from pantau.transforms.tracking.camera_days.blind_times import (
    Frames,
    Looks,
    around,
    covered_times,
    frozen_times,
    shown_of,
    shows_nothing,
)
from pantau.transforms.tracking.camera_days.view_of_day import ViewOfDay
from tests.transforms.detection.camera_view.test_view_shift import place
from tests.transforms.tracking.camera_days.test_camera_day import WALL

LIMITS = Thresholds()
STEP = 2.0
ALL_DAY = [(0.0, 1e9)]

moments = st.lists(st.integers(0, 400), unique=True).map(lambda ticks: np.array(sorted(ticks)) / 4)


def looks(count, median=1.0, height=0.1, people=1.0, brightness=120.0, sharpness=300.0, shown=0.9):
    return Looks(*(np.full(count, value) for value in (brightness, sharpness, shown, median, height, people)))


def one_after_the_other(*parts):
    return Looks(*(np.concatenate(values) for values in zip(*parts, strict=True)))


HUNG = {"median": 0.0, "height": 0.03}
"""The same frame under a running clock."""


def frozen(*parts, somebody=True, hours=ALL_DAY):
    seen = one_after_the_other(*parts)
    count = len(seen.shown)
    return frozen_times(np.arange(count) * STEP, seen, np.full(count, somebody), hours, STEP, LIMITS)


@given(moments, st.sampled_from([0.25, 0.5, 2.0]), st.sampled_from([0.0, 0.25, 1.0]))
def test_around_moments_is_what_lies_within_reach_of_any(times, half_s, gap_s):
    assert around(times, half_s, gap_s) == merge_gaps([(t - half_s, t + half_s) for t in times.tolist()], gap_s)


@pytest.mark.parametrize(
    ("seen", "nothing"),
    [
        ({}, False),
        ({"brightness": 5.0}, True),
        ({"sharpness": 1.0}, True),
        ({"shown": 0.1}, True),
        ({"shown": np.nan}, False),
        ({"sharpness": 450.0, "shown": 0.0}, True),
    ],
)
def test_a_frame_shows_nothing_without_light_detail_or_scene(seen, nothing):
    assert shows_nothing(looks(1, **seen), LIMITS).tolist() == [nothing]


def test_the_scene_of_the_view_counts_and_out_of_service_hours_or_elsewhere_that_of_the_day():
    wall, hall = WALL, scene_signature(place())
    frames = Frames(np.arange(6.0), pa.table({"scene": pa.array([wall, wall, wall, hall, hall, None])}))
    day = static_scene(frames.rows["scene"].slice(0, 3), np.zeros(3, dtype=bool))
    view = ViewOfDay(ViewReference(date(2026, 10, 1), b""), (), scene_of(hall))
    assert shown_of(frames, day, [(-1.0, 9.0)], None)[[0, 3]] == pytest.approx([1, 0], abs=0.15)
    assert shown_of(frames, day, [(-1.0, 9.0)], view)[[0, 3]] == pytest.approx([0, 1], abs=0.15)
    assert shown_of(frames, day, [], view)[[0, 3]] == pytest.approx([1, 1])
    moved = view._replace(stretches=(MovedStretch(None, 1.0, 1.0, 2.0, None),))
    assert shown_of(frames, day, [(-1.0, 9.0)], moved)[[0, 1, 2, 3]] == pytest.approx([1, 1, 0, 1], abs=0.15)
    assert np.isnan(shown_of(frames, day, [(-1.0, 9.0)], view)[5])


def test_what_is_blind_for_long_enough_is_covered_to_half_a_cadence_on_both_sides():
    blind = np.zeros(30, dtype=bool)
    blind[10:15] = True
    blind[20:24] = True
    assert covered_times(np.arange(30) * STEP, blind, STEP, LIMITS) == [(19.0, 29.0)]


def test_a_frame_with_people_that_stays_the_same_under_a_clock_is_frozen():
    assert frozen(looks(10), looks(40, people=0.0, **HUNG), looks(10)) == [(18.0, 98.0)]


def test_people_who_sit_still_on_a_camera_without_noise_are_alive():
    assert frozen(looks(10), looks(100, people=0.8, **HUNG), looks(10)) == []


def test_short_of_the_limit_nothing_is_frozen():
    assert frozen(looks(10), looks(29, people=0.0, **HUNG), looks(10)) == []


@pytest.mark.parametrize("quiet", [{"median": 0.06}, {"median": 0.0}, {"median": 0.0, "height": 0.0}])
def test_a_quiet_night_stays_observed(quiet):
    night = {"height": 0.02, "people": np.nan, **quiet}
    assert frozen(looks(2000), looks(10000, **night), looks(2000), somebody=False, hours=[(0, 3900)]) == []


def test_an_empty_hall_in_service_hours_is_frozen_if_the_camera_has_noise_at_other_times():
    hung = looks(40, people=np.nan, **HUNG)
    assert frozen(looks(100), hung, looks(100), somebody=False) == [(198.0, 278.0)]
    assert frozen(looks(100), hung, looks(100), somebody=False, hours=[(0, 210)]) == []
    smooth = looks(100, median=0.1)
    assert frozen(smooth, hung, smooth, somebody=False) == []


def test_an_empty_hall_that_is_the_same_for_half_an_hour_of_service_is_frozen():
    assert frozen(looks(1000, people=np.nan, **HUNG), somebody=False) == [(-2.0, 1998.0)]
    assert frozen(looks(800, people=np.nan, **HUNG), somebody=False) == []
    assert frozen(looks(1000, median=0.06, height=0.0, people=np.nan), somebody=False) == []


def test_whoever_moves_far_away_is_taller_than_a_clock():
    assert frozen(looks(10), looks(60, median=0.0, height=0.1, people=0.0), looks(10)) == []


def test_frames_without_a_sample_before_are_not_the_same():
    assert frozen(looks(100, median=np.nan, height=np.nan, people=np.nan)) == []
