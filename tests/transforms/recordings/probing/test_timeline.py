import numpy as np
import pytest

from pantau.transforms.recordings.probing.timeline import even_timeline, read_timeline

STEADY = 100 + np.arange(500) / 25
ALL = np.ones(500, dtype=bool)


def read(pts, dts=None, shown=ALL, gap_s=2.0):
    return read_timeline(pts, pts if dts is None else dts, shown, gap_s)


def assert_steady(timeline):
    np.testing.assert_allclose(timeline.seconds, np.arange(500) / 25, atol=0.05)
    assert timeline.gaps == []


def test_a_sound_clock_starts_at_nought():
    timeline = read(STEADY)
    np.testing.assert_allclose(timeline.seconds, np.arange(500) / 25, atol=1e-9)
    assert (timeline.step_s, timeline.gaps) == (pytest.approx(0.04), [])
    assert (timeline.backward_steps, timeline.excursions, timeline.missing) == (0, 0, 0)


def test_reordered_frames_keep_their_times():
    pts = STEADY.reshape(-1, 2)[:, ::-1].ravel()
    timeline = read(pts, STEADY - 0.08)
    np.testing.assert_allclose(timeline.seconds, pts - 100, atol=1e-9)
    assert timeline.backward_steps == 0


@pytest.mark.parametrize("set_back_s", [0.8, 19.0, 3600.0, 95_000.0])
def test_a_clock_that_is_set_back_runs_on(set_back_s):
    timeline = read(np.where(np.arange(500) < 200, STEADY, STEADY - set_back_s))
    assert_steady(timeline)
    assert (timeline.backward_steps, timeline.excursions) == (1, 0)


def test_a_clock_that_is_set_a_day_ahead_runs_on():
    timeline = read(np.where(np.arange(500) < 200, STEADY, STEADY + 90_000))
    assert_steady(timeline)
    assert timeline.backward_steps == 1


@pytest.mark.parametrize("away_s", [-3600.0, -5.0, 5.0, 26_000.0, 200_000.0])
def test_a_clock_that_runs_off_and_comes_back(away_s):
    inside = (np.arange(500) >= 200) & (np.arange(500) < 220)
    timeline = read(np.where(inside, STEADY + away_s, STEADY))
    assert_steady(timeline)
    assert (timeline.backward_steps, timeline.excursions) == (0, 1)


def test_a_pause_is_a_gap():
    timeline = read(np.where(np.arange(500) < 200, STEADY, STEADY + 60))
    assert timeline.gaps == [(pytest.approx(8.0), pytest.approx(67.96 + 0.04))]
    assert timeline.seconds.max() == pytest.approx(19.96 + 60)
    assert timeline.step_s == pytest.approx(0.04)


def test_a_time_lapse_is_not_full_of_gaps():
    timeline = read(np.arange(500) * 10.0)
    assert (timeline.gaps, timeline.step_s) == ([], 10)


def test_missing_timestamps_lie_between_their_neighbours():
    pts = STEADY.copy()
    pts[[0, 7, 8, 499]] = np.nan
    timeline = read(pts, np.where(np.arange(500) == 8, 100 + 8 / 25, np.nan))
    assert timeline.missing == 3
    assert (np.diff(timeline.seconds) >= 0).all()
    assert timeline.seconds[7] - timeline.seconds[6] == pytest.approx(0.04)


@pytest.mark.parametrize("away_s", [-50.0, 9.0, 1e10])
def test_a_pts_far_from_its_dts_is_not_believed(away_s):
    pts = STEADY.copy()
    pts[[200, 499]] += away_s
    timeline = read(pts, STEADY)
    assert_steady(timeline)
    assert timeline.missing == 0


def test_jitter_and_equal_times_never_run_back():
    jittered = STEADY + np.where(np.arange(500) % 3 == 1, 0.1, 0)
    ordered = np.sort(read(jittered).seconds)
    assert ordered[0] == 0
    assert ordered[-1] == pytest.approx(19.96, abs=0.11)


def test_one_timestamp_in_twenty_is_enough():
    sparse = np.where(np.arange(500) % 20 == 5, STEADY, np.nan)
    timeline = read(sparse)
    np.testing.assert_allclose(timeline.seconds, np.arange(500) / 25, atol=1e-9)
    assert timeline.missing == 475


def test_what_an_edit_list_hides_lies_before_nought():
    shown = np.arange(500) >= 100
    timeline = read(STEADY, shown=shown)
    assert timeline.seconds[100] == 0
    assert timeline.seconds[0] == pytest.approx(-4)


def test_no_timestamps_at_all():
    nothing = np.full(500, np.nan)
    assert read(nothing) is None
    np.testing.assert_allclose(even_timeline(3, 0.5).seconds, [0, 0.5, 1])


def test_a_wild_clock_ends_quickly():
    wild = np.random.default_rng(1).uniform(0, 1e9, 200_000)
    timeline = read(wild, shown=np.ones(200_000, dtype=bool))
    assert np.isfinite(timeline.seconds).all()


def test_one_packet():
    timeline = read(np.array([5.0]), shown=np.array([True]))
    assert (timeline.seconds.tolist(), timeline.step_s, timeline.gaps) == ([0.0], 0.0, [])
