import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.tracking import kept_nights
from benchmarks.tracking.kept_nights import KeptNight, inside
from pantau.schemas.tables import CLOSER_SAMPLES
from pantau.transforms.tables.partition_files import count_rows
from pantau.transforms.tracking.camera_days.load import load_camera_day


def test_a_window_has_its_end_and_not_its_beginning():
    windows = [(2.0, 4.0), (4.0, 6.0), (10.0, 12.0)]
    at_s = np.array([1.5, 2.0, 2.5, 4.0, 4.5, 6.0, 6.5, 10.0, 12.0, 12.5])
    assert inside(at_s, windows).tolist() == [False, False, True, True, True, True, False, False, True, False]
    assert inside(at_s, []).tolist() == [False] * 10


@given(st.sets(st.integers(0, 12)), st.integers(0, 26))
def test_each_time_is_looked_up_alike(steps, half):
    windows = [(2.0 * step, 2.0 * step + 2.0) for step in steps]
    expected = any(start < half < end or half == end for start, end in windows)
    assert inside(np.array([float(half)]), windows).tolist() == [expected]


def test_a_recording_that_broke_off_is_made_anew_and_a_whole_one_stays(tmp_path):
    night, calls = KeptNight(tmp_path / "night"), []

    def record(folder, fails):
        calls.append(fails)
        (folder / "site.yaml").write_text("x")
        if fails:
            raise RuntimeError("cut off")

    with pytest.raises(RuntimeError):
        night.recorded(lambda folder: record(folder, True))
    assert not night.folder.exists()
    night.recorded(lambda folder: record(folder, False))
    night.recorded(lambda folder: record(folder, False))
    assert calls == [True, False] and night.site_file.read_text() == "x"


def days_of(night):
    return {where: day for where, day in night.camera_days()}


def assert_equal(day, other):
    for name in ("times", "closer", "person_sample", "person_box", "person_score", "seat_sample", "seat_score"):
        assert np.array_equal(getattr(day, name), getattr(other, name)), name
    for name, value in vars(day.similarity).items():
        assert np.array_equal(value, getattr(other.similarity, name)), name


def test_a_kept_night_has_the_frames_that_the_present_program_asks_for(changed_office, monkeypatch):
    night = KeptNight(changed_office.folder)
    night.observed()  # It is, so no night is run: that would write a run.
    whole = {
        where: load_camera_day(str(night.warehouse), night.observer, where.camera_id, where.service_date)
        for where, _ in night.camera_days()
    }
    assert whole and all(day.closer.any() for day in whole.values())
    for where, day in days_of(night).items():
        assert_equal(day, whole[where])

    # A program that asks for one window less has fewer frames; the kept ones stay, and the first program has its own.
    asked = kept_nights.refinement_windows
    before = count_rows(night.warehouse, CLOSER_SAMPLES)
    monkeypatch.setattr(kept_nights, "refinement_windows", lambda *given: (asked(*given)[0][1:], []))
    fewer = days_of(night)
    assert all(0 < whole[where].closer.sum() - day.closer.sum() <= 3 for where, day in fewer.items())
    # And one that asks for each step has all of them: those that nobody asked for are decoded.
    monkeypatch.setattr(
        kept_nights,
        "refinement_windows",
        lambda site, where, seen: (list(zip(seen.times[:-1].tolist(), seen.times[1:].tolist(), strict=True))[:12], []),
    )
    more = days_of(night)
    assert all(day.closer[: int(np.flatnonzero(~day.closer)[12])].sum() == 36 for day in more.values())
    assert count_rows(night.warehouse, CLOSER_SAMPLES) > before
    monkeypatch.setattr(kept_nights, "refinement_windows", asked)
    for where, day in days_of(night).items():
        assert_equal(day, whole[where])
