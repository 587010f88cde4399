import json
from datetime import UTC, date, datetime, timedelta
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.pipelines.command_line import main
from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.reporting.health import HealthLimits, health_of, recorded_shares
from pantau.schemas.tables import COVERAGE, REJECTS, RUNS
from pantau.transforms.tables.partition_files import Partition, write_partition

MONDAY = date(2026, 11, 2)
HOURS = 8 * 3600.0


def day(n):
    return MONDAY + timedelta(days=n)


def stretch(day, seconds, state, camera="cam-1", hours=True):
    began = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    return {
        "site_id": "hall",
        "agency_id": "permits",
        "camera_id": camera,
        "service_date": day,
        "started_at": began + timedelta(hours=len(state)),
        "ended_at": began + timedelta(hours=len(state), seconds=seconds),
        "duration_s": float(seconds),
        "coverage_state": state,
        "in_service_hours": hours,
        "samples": 0,
        "skipped_samples": 0,
        "view_reference": None,
        "view_points": None,
        "view_scene": None,
        "static_figures": None,
        "recording_ids": [],
        "run_id": "run",
    }


def entry(day, command="nightly", outcome="complete", hour=18, rejected=0, final=True):
    began = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return {
        **dict.fromkeys(("code_hash", "config_hash", "model_hash"), "x"),
        "run_id": f"{day}-{hour}",
        "site_id": "hall",
        "service_date": day,
        "time_zone": "Asia/Jakarta",
        "command": command,
        "started_at": began,
        "ended_at": began + timedelta(minutes=50),
        "outcome": outcome,
        "final": final,
        "recordings": 12,
        "rejected": rejected,
        "recorded_s": 1.0,
        "recordings_observed": 1,
        "event_rows": 1,
        "site_on_date": None,
    }


def done(warehouse, day, *coverage, runs=None):
    write_partition(warehouse, Partition(COVERAGE, (day, "permits")), COVERAGE.arrow(coverage))
    write_partition(warehouse, Partition(RUNS, (day,)), RUNS.arrow(runs or [entry(day)]))


def health(warehouse, at=None, **limits):
    # Two hours after the end of Monday in Jakarta.
    return health_of(str(warehouse), HealthLimits(**limits), at or datetime(2026, 11, 2, 19, tzinfo=UTC))


def test_of_the_service_hours_that_were_due_so_much_is_recorded():
    rows = [
        stretch(MONDAY, 300, "recorded"),
        stretch(MONDAY, 100, "gap"),
        stretch(MONDAY, 600, "out_of_schedule"),
        stretch(MONDAY, 900, "recorded", hours=False),
        stretch(MONDAY, 200, "covered", "cam-2"),
        stretch(MONDAY, 900, "out_of_schedule", "cam-3"),
    ]
    assert recorded_shares(rows) == {"cam-1": 0.75, "cam-2": 0.0, "cam-3": None, None: 0.5}
    assert recorded_shares([]) == {None: None}


def test_a_night_that_went_well(tmp_path):
    done(tmp_path, MONDAY, stretch(MONDAY, HOURS, "recorded"))
    found = health(tmp_path)
    assert found.as_json() == {
        "healthy": True,
        "last_date": "2026-11-02",
        "last_outcome": "complete",
        "last_ended_at": "2026-11-02T18:50:00+00:00",
        "recordings": 12,
        "rejected": 0,
        "rejected_undated": 0,
        "coverage_share": 1.0,
        "cameras": {"cam-1": 1.0},
        "last_good_date": "2026-11-02",
        "age_h": 2.0,
        "missing_dates": [],
        "silent_cameras": {},
        "views_not_compared": ("cam-1",),
        "future_dates": [],
        "reasons": (),
    }


def test_cameras_whose_view_is_compared_with_nothing_are_named_where_they_are_recorded_in_service_hours(tmp_path):
    rows = [
        stretch(MONDAY, 60, "recorded"),
        stretch(MONDAY, 60, "recorded", "cam-2") | {"view_reference": MONDAY},
        stretch(MONDAY, 60, "gap", "cam-3"),
        stretch(MONDAY, 60, "recorded", "cam-4", hours=False),
    ]
    done(tmp_path, MONDAY, *rows)
    told = health(tmp_path, min_coverage=0.0)
    assert (told.views_not_compared, told.reasons) == (("cam-1",), ())


def test_a_closed_day_is_good_and_has_no_share(tmp_path):
    done(tmp_path, MONDAY, stretch(MONDAY, HOURS, "out_of_schedule", hours=False))
    found = health(tmp_path)
    assert (found.coverage_share, found.cameras, found.reasons) == (None, {"cam-1": None}, ())


def test_the_last_good_night_is_looked_for_behind_those_that_were_not(tmp_path):
    done(tmp_path, day(-2), stretch(day(-2), HOURS, "recorded"))
    done(tmp_path, day(-1), stretch(day(-1), HOURS, "gap"))
    lost = [entry(MONDAY, outcome="rejects", rejected=3)]
    done(tmp_path, MONDAY, stretch(MONDAY, HOURS, "recorded"), runs=lost)
    found = health(tmp_path)
    assert (found.last_date, found.last_good_date, found.age_h) == (MONDAY, day(-2), 50.0)
    assert found.reasons == (
        "the last good date ended 50 hours ago; 36 are allowed",
        "2026-11-02: lost more than the site file allows (3 rejects); ask rejects_by_reason",
    )
    assert health(tmp_path, max_age_h=60).reasons == found.reasons[1:]


def test_one_camera_that_shows_too_little_is_named(tmp_path):
    rows = [stretch(MONDAY, HOURS, "recorded", f"cam-{n}") for n in range(1, 20)]
    done(tmp_path, MONDAY, *rows, stretch(MONDAY, HOURS, "covered", "cam-20"))
    found = health(tmp_path)
    assert (found.last_good_date, found.coverage_share) == (MONDAY, 0.95)
    assert found.reasons == ("2026-11-02: camera cam-20 shows 0% of its service hours; 90% are asked",)
    assert health(tmp_path, min_coverage=0.0).reasons == ()


def test_what_counts_is_the_newest_run_that_made_events(tmp_path):
    runs = [
        entry(MONDAY, outcome="rejects", hour=1),
        entry(MONDAY, "events", hour=2),
        entry(MONDAY, "inventory", outcome="rejects", hour=3),
    ]
    done(tmp_path, MONDAY, stretch(MONDAY, HOURS, "recorded"), runs=runs)
    done(tmp_path, day(1), stretch(day(1), HOURS, "recorded"), runs=[entry(day(1), "inventory")])
    found = health(tmp_path)
    assert (found.last_date, found.last_outcome, found.reasons) == (MONDAY, "complete", ())


def test_dates_that_were_left_out_are_named(tmp_path):
    for n in (-20, -5, -2, 0):
        done(tmp_path, day(n), stretch(day(n), HOURS, "recorded"))
    found = health(tmp_path)
    assert found.missing_dates == (day(-4), day(-3), day(-1))
    assert found.reasons == (
        "no run was done for 2026-10-29, 2026-10-30, 2026-11-01; run `pantau nightly` for these dates",
    )


def test_a_run_after_which_recordings_could_still_come_asks_for_another(tmp_path):
    seen = stretch(MONDAY, HOURS, "recorded"), stretch(MONDAY, HOURS, "not_yet", hours=False)
    done(tmp_path, MONDAY, *seen, runs=[entry(MONDAY, final=False)])
    # Until then a watch may still come to it.
    assert health(tmp_path, at=datetime(2026, 11, 2, 18, 59, tzinfo=UTC)).reasons == ()
    later = datetime(2026, 11, 2, 20, 59, tzinfo=UTC)
    assert health(tmp_path, at=later, lateness=timedelta(hours=3)).reasons == () != health(tmp_path, at=later).reasons
    found = health(tmp_path)
    assert (found.coverage_share, found.reasons) == (
        1.0,
        ("2026-11-02: the run was done while recordings could still come; run `pantau nightly` for it again",),
    )
    done(tmp_path, MONDAY, *seen[:1], runs=[entry(MONDAY, final=False), entry(MONDAY, hour=20)])
    assert health(tmp_path).reasons == ()


def test_a_date_that_has_not_been_is_never_the_last_good_one(tmp_path):
    far = date(2037, 2, 9)
    done(tmp_path, far, stretch(far, HOURS, "recorded"))
    found = health(tmp_path)
    assert (found.last_date, found.last_good_date, found.age_h, found.future_dates) == (None, None, None, (far,))
    assert found.reasons == ("no run has been done for a date that has ended",)
    done(tmp_path, MONDAY, stretch(MONDAY, HOURS * 0.08, "recorded"), stretch(MONDAY, HOURS * 0.92, "gap"))
    found = health(tmp_path)
    assert (found.last_date, found.last_good_date, found.age_h) == (MONDAY, None, None)
    assert found.reasons == (
        "no run was good yet",
        "2026-11-02: camera cam-1 shows 8% of its service hours; 90% are asked",
    )
    done(tmp_path, day(-1), stretch(day(-1), HOURS, "recorded"))
    assert (health(tmp_path).last_good_date, health(tmp_path).age_h) == (day(-1), 26.0)


@pytest.mark.parametrize(("minutes", "judged"), [(-1, day(-1)), (0, MONDAY)])
def test_a_date_is_judged_from_its_end_on_by_the_clocks_of_its_site(tmp_path, minutes, judged):
    for when in (day(-1), MONDAY):
        done(tmp_path, when, stretch(when, HOURS, "recorded"))
    end = datetime(2026, 11, 2, 17, tzinfo=UTC)
    found = health(tmp_path, at=end + timedelta(minutes=minutes))
    assert (found.last_good_date, found.future_dates, found.reasons) == (judged, (), ())
    assert found.age_h == pytest.approx(24 + minutes / 60 if minutes else 0, abs=0.01)


@pytest.mark.slow
@settings(max_examples=25)
@given(st.integers(-40, 40), st.floats(0, 24))
def test_an_age_is_never_negative(ahead, hour):
    """However far the newest date is ahead of now, or behind."""
    with TemporaryDirectory() as folder:
        done(folder, MONDAY, stretch(MONDAY, HOURS, "recorded"))
        found = health(folder, at=datetime(2026, 11, 2, tzinfo=UTC) + timedelta(days=ahead, hours=hour))
        assert found.age_h is None or found.age_h >= 0
        assert bool(found.reasons) == (found.age_h is None or found.age_h > 36)


def test_a_warehouse_without_a_night_is_not_well(tmp_path):
    found = health(tmp_path)
    assert (found.last_date, found.age_h, found.reasons) == (None, None, ("no run has been done yet",))


@pytest.mark.parametrize("ago_h", [1, 1000])
def test_through_the_command_line(tmp_path, capsys, ago_h):
    yesterday = (clock.now() - timedelta(hours=ago_h + 24)).date()
    done(tmp_path, yesterday, stretch(yesterday, HOURS, "recorded"))
    status = 0 if ago_h == 1 else 1
    given = ["health", "--warehouse", str(tmp_path)]
    assert main([*given, "--format", "json"]) == status
    told = json.loads(capsys.readouterr().out)
    assert (told["healthy"], told["last_good_date"]) == (status == 0, yesterday.isoformat())
    assert main(given) == status
    printed = capsys.readouterr().out
    assert printed.startswith("well" if status == 0 else "not well") and "100.0%" in printed
    assert ("hours ago; 36 are allowed" in printed) == (status == 1)


def test_as_late_as_its_watch_waits(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 2, 19, tzinfo=UTC))
    done(tmp_path, MONDAY, stretch(MONDAY, HOURS, "recorded"), runs=[entry(MONDAY, final=False)])
    assert [main(["health", "--warehouse", str(tmp_path), *more]) for more in ([], ["--lateness", "6h"])] == [1, 0]


@pytest.mark.parametrize("more", [["--min-coverage", "90"], ["--warehouse", "nowhere"]])
def test_what_cannot_be_asked(tmp_path, capsys, more):
    assert main(["health", "--warehouse", str(tmp_path), *more]) == 2
    assert more[1] in capsys.readouterr().err


def test_after_a_night(office, capsys):
    assert main(["health", "--warehouse", str(office.warehouse), "--max-age", "1e6", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["last_outcome"], told["coverage_share"], told["cameras"]) == ("complete", 1.0, {"cam-1": 1.0})


def test_files_that_are_no_recordings_are_no_undated_rejects(tmp_path):
    done(tmp_path, MONDAY, stretch(MONDAY, HOURS, "recorded"))
    words = ("no_recording", "set_aside", "no_recording")
    rejects = [
        {**dict.fromkeys(REJECTS.arrow([]).column_names), "site_id": "hall", "input": f"{number}", "bytes": 1}
        | {"step": "list", "error": word, "reason": word, "run_id": "run"}
        for number, word in enumerate(words)
    ]
    write_partition(tmp_path, Partition(REJECTS, (None,)), REJECTS.arrow(rejects))
    assert health(tmp_path).rejected_undated == 1
    done(tmp_path, MONDAY, stretch(MONDAY, HOURS, "recorded"), runs=[entry(MONDAY, outcome="rejects")])
    assert health(tmp_path).reasons == (
        "no run was good yet",
        "2026-11-02: lost more than the site file allows (0 rejects, 1 without a date); ask rejects_by_reason",
    )


def test_dates_that_have_not_begun_are_told_and_do_not_make_it_well(tmp_path, capsys):
    far = date(2137, 2, 9)
    done(tmp_path, far, stretch(far, HOURS, "recorded"))
    assert main(["health", "--warehouse", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert printed.startswith("not well")
    assert (
        "not judged, since it has not begun: 2137-02-09; a clock was ahead, and `pantau nightly` without dates"
        in printed
    )


def lasting(warehouse, **until):
    """Tuesday, run at noon: until when each camera has recorded, hours from eight in Jakarta."""
    rows = []
    for camera, hours in until.items():
        camera = camera.replace("_", "-")
        seen = stretch(day(1), hours * 3600, "recorded", camera)
        seen["started_at"] = datetime(2026, 11, 3, 1, tzinfo=UTC)
        seen["ended_at"] = seen["started_at"] + timedelta(hours=hours)
        rows += [seen, {**seen, "started_at": seen["ended_at"], "coverage_state": "not_yet", "in_service_hours": False}]
    done(warehouse, day(1), *rows, runs=[entry(day(1), hour=5, final=False)])


def recorded(camera, hours):
    whole = stretch(MONDAY, hours * 3600, "recorded", camera)
    whole["started_at"] = datetime(2026, 11, 2, 1, tzinfo=UTC)
    return {**whole, "ended_at": whole["started_at"] + timedelta(hours=hours)}


def test_a_camera_of_which_nothing_comes_any_more_is_told_if_that_is_asked(tmp_path):
    done(tmp_path, MONDAY, recorded("cam-1", 8), recorded("cam-2", 8), recorded("cam-3", 1))
    lasting(tmp_path, cam_1=4, cam_2=2.5, cam_3=1)
    noon = datetime(2026, 11, 3, 5, 10, tzinfo=UTC)
    told = health(tmp_path, noon, max_silence=timedelta(minutes=30))
    assert told.silent_cameras == {"cam-2": datetime(2026, 11, 3, 3, 30, tzinfo=UTC)}
    assert told.reasons == ("camera cam-2: nothing has come since 10:30; see to the recorder and the network",)
    assert told.as_json()["silent_cameras"] == {"cam-2": "2026-11-03T03:30:00+00:00"}
    assert health(tmp_path, noon).silent_cameras == {}
    later = health(tmp_path, noon + timedelta(minutes=30), max_silence=timedelta(minutes=30))
    assert later.silent_cameras.keys() == {"cam-1", "cam-2"}
    # On Monday they stopped at four.
    assert health(tmp_path, noon + timedelta(hours=5), max_silence=timedelta(minutes=30)).silent_cameras == {}
