import json
from datetime import UTC, date, datetime, timedelta
from math import isnan

import pytest

from benchmarks.tracking.judging.figures import FIGURES, Counted, counted, staffed_points, unknown_share
from benchmarks.tracking.judging.printing import shown
from benchmarks.tracking.judging.results import Edges, FoundDay, Identity, Judged, Results, judged, load, save
from pantau.schemas.tables import TABLES

FIRST = datetime(2026, 6, 10, 1, tzinfo=UTC)


def event(table, start, end, counter="a", **more):
    started, ended = FIRST + timedelta(seconds=start), FIRST + timedelta(seconds=end)
    return {
        **dict.fromkeys(TABLES[table].columns),
        "event_id": f"{counter}{start}",
        "camera_id": "cam-1",
        "counter_id": counter,
        "service_date": date(2026, 6, 10),
        "started_at": started,
        "ended_at": ended,
        "duration_s": float(end - start),
        "start_censored": False,
        "end_censored": False,
        **more,
    }


def found_day(truth, found, name="office-1/cam-1"):
    return FoundDay("office", name, FIRST.timestamp(), truth, found)


def services(*spans, **more):
    return {"service_time": [event("service_time", *span, **more) for span in spans]}


def test_events_are_paired_within_their_day_and_counter_alone():
    days = judged(
        [
            found_day(services((0, 10), (20, 40)), services((1, 11), (60, 70))),
            found_day(services((0, 10)), services((20, 40)), "office-2/cam-1"),
            found_day(services((0, 10)), services((0, 10), counter="b"), "office-3/cam-1"),
        ]
    )
    first = Edges(0, 10, False, False)
    assert days[0].services == [
        Judged("a", first, Edges(1, 11, False, False)),
        Judged("a", Edges(20, 40, False, False), None),
        Judged("a", None, Edges(60, 70, False, False)),
    ]
    assert [counted(day.services) for day in days] == [Counted(2, 2, 1), Counted(1, 1, 0), Counted(1, 1, 0)]


def test_figures_of_a_day():
    states = [("idle", 0, 50), ("unattended", 50, 100)]
    told = [("idle", 0, 40), ("unattended", 40, 90), ("unknown", 90, 100)]
    presence = [
        {"staff_presence": [event("staff_presence", a, b, state=state) for state, a, b in rows]}
        for rows in (states, told)
    ]
    truth = services((0, 10), (20, 40), (50, 60)) | presence[0]
    found = services((1, 13), (22, 42), end_censored=True) | presence[1]
    found["service_time"][0]["end_censored"] = False
    days = judged([found_day(truth, found)])
    assert staffed_points(days) == pytest.approx(100 * (50 / 90 - 40 / 90))
    assert unknown_share(days) == pytest.approx(0.1)
    told = {name: figure(days) for name, figure in FIGURES.items()}
    assert told["sessions F1"] == 2 * 2 / 5
    assert told["start error, median s"] == 1.5
    assert told["end error, median s"] == 3.0
    assert told["duration error, mean s"] == 2.0


def test_what_is_not_known_is_no_figure():
    (day,) = judged([found_day(services((0, 10)), {})])
    told = {name: figure([day]) for name, figure in FIGURES.items()}
    assert (told["sessions F1"], told["sessions recall"]) == (0.0, 0.0)
    unknown = {name for name, value in told.items() if isnan(value)}
    assert unknown == FIGURES.keys() - {"sessions F1", "sessions recall"}
    assert shown("waiting F1", told["waiting F1"]) == "–" and shown("sessions F1", 0.5) == "0.500"


def test_results_are_read_as_they_were_written(tmp_path):
    (day,) = judged([found_day(services((0, 10), (20, 30)), services((0, 9), (50, 60)))])
    (known,) = judged([FoundDay("office", "x", FIRST.timestamp(), {}, {}, Identity(5, 4, 1, 3, 2, 0))])
    results = Results("abc", [1], 2.5, [day, known], "made")
    save(results, tmp_path / "a.json")
    assert load(tmp_path / "a.json") == results


def test_another_file_is_refused_by_name(tmp_path):
    (tmp_path / "b.json").write_text(json.dumps({"days": []}))
    with pytest.raises(ValueError, match=r"b.json: is no file of `python -m benchmarks.tracking --out`"):
        load(tmp_path / "b.json")
