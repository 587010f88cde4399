"""The parts of the site file by themselves: dates, cameras, counters, recorders, thresholds."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from pantau.schemas.site.base import Dated, on, overlapping
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.counters import Counter
from pantau.schemas.site.recorders import Clock, KnownStart, NamePattern, Recorder
from pantau.schemas.site.thresholds import DetectorSettings, Thresholds

days = st.dates(date(2024, 1, 1), date(2024, 1, 20))
CAMERA = {
    "id": "cam",
    "agency": "a",
    "recorder": "r",
    "purpose": "security",
    "notice_date": "2018-12-06",
    "zone_type": "service",
    "retention_days": 30,
}


@st.composite
def dated(draw):
    first, last = sorted((draw(days), draw(days)))
    return Dated(valid_from=draw(st.sampled_from([first, None])), valid_until=draw(st.sampled_from([last, None])))


def test_dates_include_both_ends():
    entry = Dated.model_validate({"from": "2024-03-12", "until": "2024-04-09"})
    assert [entry.holds_on(date(2024, *day)) for day in ((3, 11), (3, 12), (4, 9), (4, 10))] == [
        False,
        True,
        True,
        False,
    ]
    assert Dated().holds_on(date.min) and Dated().holds_on(date.max)
    with pytest.raises(ValidationError, match="'from' 2024-04-09 lies after 'until' 2024-03-12; exchange them"):
        Dated.model_validate({"from": "2024-04-09", "until": "2024-03-12"})


@example([Dated(valid_from=date(2024, 1, 9)), Dated(valid_until=date(2024, 1, 8))])
@given(st.lists(dated(), max_size=5))
def test_overlap_is_found_where_two_hold_on_one_day(entries):
    window = [date(2023, 12, 31), *(date(2024, 1, day) for day in range(1, 22))]
    pair = overlapping(entries)
    assert (pair is not None) == any(len(on(entries, day)) > 1 for day in window)
    if pair:
        assert any(pair[0].holds_on(day) and pair[1].holds_on(day) for day in window)


def test_views_follow_each_other():
    zone = {"id": "z", "kind": "waiting", "polygon": [(0.1, 0.1), (0.4, 0.1), (0.4, 0.9)]}
    camera = Camera(**CAMERA, views=[{"until": "2024-01-31", "zones": [zone]}, {"from": "2024-03-01"}])
    assert [len(camera.view(date(2024, month, 1)).zones) for month in (1, 2, 3)] == [1, 0, 0]
    with pytest.raises(ValidationError, match="views from None and from 2024-01-31 hold on the same date"):
        Camera(**CAMERA, views=[{"until": "2024-01-31"}, {"from": "2024-01-31"}])
    with pytest.raises(ValidationError, match="zone 'z' is drawn twice; give each zone a name of its own"):
        Camera(**CAMERA, views=[{"zones": [zone, zone]}])


@pytest.mark.parametrize(
    ("zone_type", "kind", "sees"),
    [("restricted", "staff", True), ("service", "restricted", True), ("service", "staff", False)],
)
def test_a_camera_sees_a_restricted_area_by_what_it_shows_or_by_a_zone_of_that_date(zone_type, kind, sees):
    corners = [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2]]
    zone = {"id": "z", "kind": kind, "polygon": corners}
    given = CAMERA | {"zone_type": zone_type, "views": [{"from": date(2026, 3, 1), "zones": [zone]}]}
    camera = Camera.model_validate(given)
    assert camera.sees_restricted(date(2026, 3, 1)) is sees
    assert camera.sees_restricted(date(2026, 2, 28)) is (zone_type == "restricted")


@pytest.mark.parametrize("missing", ["purpose", "notice_date", "zone_type", "retention_days"])
def test_a_camera_without_its_legal_register_is_refused(missing):
    with pytest.raises(ValidationError, match=missing):
        Camera(**{name: value for name, value in CAMERA.items() if name != missing})


def test_a_counter_belongs_to_one_agency_at_a_time():
    counter = Counter(
        id="c", name="C", tenures=[{"agency": "a", "until": "2024-09-30"}, {"agency": "b", "from": "2024-10-01"}]
    )
    assert [counter.agency(date(2024, 9, 30)), counter.agency(date(2024, 10, 1))] == ["a", "b"]
    late = Counter(id="c", name="C", tenures=[{"agency": "b", "from": "2024-10-01"}])
    assert late.agency(date(2024, 9, 30)) is None
    with pytest.raises(ValidationError, match="agencies 'a' and 'b' hold the counter on the same date"):
        Counter(
            id="c", name="C", tenures=[{"agency": "a", "until": "2024-10-01"}, {"agency": "b", "from": "2024-10-01"}]
        )


def test_clocks_are_looked_up_by_the_sites_date():
    recorder = Recorder(
        id="r",
        clocks=[
            {"until": "2026-03-01", "offset_s": -42, "source": "x"},
            {"from": "2026-03-02", "until": "2026-03-05", "offset_s": 0, "source": "y"},
        ],
    )
    zone = ZoneInfo("Asia/Jakarta")
    assert recorder.clock(datetime(2026, 3, 1, 16, 59, tzinfo=UTC), zone).offset_s == -42
    assert recorder.clock(datetime(2026, 3, 1, 17, 0, tzinfo=UTC), zone).offset_s == 0
    assert recorder.clock(datetime(2026, 3, 6, tzinfo=UTC), zone) == Clock(
        offset_s=0, uncertainty_s=1, source="assumed"
    )
    with pytest.raises(ValueError, match="has no time zone; a clock is looked up by an aware time"):
        recorder.clock(datetime(2026, 3, 1), zone)  # noqa: DTZ001
    with pytest.raises(ValidationError, match="clocks from None and from 2026-03-01 hold on the same date"):
        Recorder(
            id="r",
            clocks=[
                {"until": "2026-03-01", "offset_s": 1, "source": "x"},
                {"from": "2026-03-01", "offset_s": 1, "source": "x"},
            ],
        )
    with pytest.raises(ValidationError, match="finite"):
        Clock(offset_s=float("inf"), source="x")


@pytest.mark.parametrize("moment", ["20181206080000", 1544058000, "2018-12-06T08:00:00", "2018-12-06"])
def test_known_starts_need_a_date_a_time_and_a_zone(moment):
    with pytest.raises(ValidationError):
        KnownStart(file="hiv00000.mp4", camera="c", started_at=moment, source="x")
    right = KnownStart(file="hiv00000.mp4", camera="c", started_at="2018-12-06 08:00:00+07:00", source="x")
    assert right.started_at == datetime(2018, 12, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize("path", ["/data", "../other", "a/../../b", "a\\b"])
def test_paths_stay_in_the_archive(path):
    with pytest.raises(ValidationError, match="should lie in the archive"):
        Recorder(id="r", folder=path)
    assert Recorder(id="r", folder="a/b/").folder == "a/b"


def test_patterns_are_regular_expressions():
    assert NamePattern(id="p", regex="(?P<start>\\d{14})", channel_base="0").channel_base == 0
    with pytest.raises(ValidationError, match="is not a regular expression: missing \\)"):
        NamePattern(id="p", regex="(?P<start>")
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        NamePattern(id="p", regex="x", channel_base=2)


def test_thresholds_and_detectors_must_not_contradict_themselves():
    with pytest.raises(ValidationError, match=r"person_score_again 0.2 is above person_score 0.1; lower it"):
        Thresholds(person_score=0.1)
    with pytest.raises(ValidationError, match="kind yolo needs 'model', an ONNX file; none is shipped"):
        DetectorSettings(kind="yolo")
    for bad in ({"covered_sharpness": float("nan")}, {"service_min_s": -1}, {"walking_m_s": 0}, {"person_score": 1.1}):
        with pytest.raises(ValidationError):
            Thresholds(**bad)


def test_nothing_changes_after_loading():
    with pytest.raises(ValidationError, match="frozen"):
        Thresholds().person_score = 0.5
