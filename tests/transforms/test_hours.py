from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas import site
from pantau.schemas.site import Site, load_site
from pantau.schemas.site.cameras import RecordingSchedule
from pantau.transforms.hours import day_bounds, recording_schedule, service_date, service_hours

EXAMPLE = Path(site.__file__).with_name("example.yaml")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def blora() -> Site:
    return load_example()


def clocks(site: Site, intervals: list[tuple[float, float]], day: date) -> str:
    """Intervals as `HH:MM-HH:MM` of the site's clocks, checked to lie on the date."""
    ends = [[datetime.fromtimestamp(end, site.zone) for end in interval] for interval in intervals]
    assert all(start.date() == day for start, _ in ends)
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in ends)


@pytest.mark.parametrize(
    ("agency", "day", "expected"),
    [
        ("dpmptsp", date(2023, 5, 29), "07:00-15:30"),  # Monday before Perbup 14/2023
        ("dpmptsp", date(2023, 5, 26), "06:00-11:30"),  # Friday
        ("dpmptsp", date(2023, 6, 5), "07:30-16:00"),
        ("dpmptsp", date(2026, 9, 7), "07:30-16:00"),
        ("dpmptsp", date(2026, 9, 11), "07:30-13:00"),  # Friday
        ("dpmptsp", date(2026, 9, 12), ""),  # Saturday
        ("dpmptsp", date(2024, 3, 13), "08:00-12:00, 12:30-15:00"),  # Ramadan
        ("dpmptsp", date(2024, 3, 15), "08:00-11:30, 12:30-15:30"),  # Friday in Ramadan
        ("dpmptsp", date(2024, 3, 8), "07:30-13:00"),  # Friday before Ramadan
        ("rsud", date(2024, 3, 8), "08:00-11:00"),
        ("rsud", date(2024, 3, 13), "07:30-14:00"),
        ("rsud", date(2024, 3, 16), "07:30-12:30"),  # Saturday in Ramadan
        ("disdukcapil", date(2018, 11, 11), "06:00-08:30"),  # Sunday at the car-free day
        ("dpmptsp", date(2018, 11, 11), ""),
        ("disdukcapil", date(2018, 12, 9), ""),  # Sunday after
        ("dpmptsp", date(2026, 3, 20), ""),  # Friday, cuti bersama before Idul Fitri
        ("dpmptsp", date(2026, 3, 23), ""),  # Monday, cuti bersama after it
        ("dpmptsp", date(2026, 3, 24), ""),  # cuti bersama, when RSUD has an opening of its own
        ("rsud", date(2026, 3, 24), "08:00-11:00"),
        ("dpmptsp", date(2026, 3, 25), "07:30-16:00"),
        ("dpmptsp", date(2026, 8, 17), ""),  # Independence Day, a Monday
        ("dpmptsp", date(2026, 9, 14), ""),  # closed for all by an opening without hours
        ("rsud", date(2026, 9, 14), ""),
    ],
)
def test_hours_of_blora(blora, agency, day, expected):
    assert clocks(blora, service_hours(blora, agency, day), day) == expected


def test_idul_fitri_is_a_holiday_on_a_working_day(blora):
    eid = date(2025, 3, 31)  # Monday
    assert service_hours(blora, "dpmptsp", eid) == []
    without = changed(blora, holidays=None)
    assert clocks(without, service_hours(without, "dpmptsp", eid), eid) == "07:30-16:00"


def test_collective_leave_counts_only_where_the_site_says_so(blora):
    day = date(2026, 3, 23)
    public = changed(blora, holidays={"country": "ID", "categories": ["public"]})
    assert clocks(public, service_hours(public, "dpmptsp", day), day) == "07:30-16:00"


def test_hours_are_epoch_seconds_utc(blora):
    opens = datetime(2026, 9, 7, 0, 30, tzinfo=UTC).timestamp()
    assert service_hours(blora, "dpmptsp", date(2026, 9, 7)) == [(opens, opens + 8.5 * 3600)]


@pytest.mark.parametrize("all_first", [True, False])
def test_an_opening_for_the_agency_wins_over_one_for_all(blora, all_first):
    sunday = date(2026, 9, 6)
    own = {"date": sunday, "hours": "09:00-10:00", "agencies": ["rsud"], "source": "x"}
    everybody = {"date": sunday, "hours": "13:00-14:00, 14:00-15:00", "source": "x"}
    site = changed(blora, openings=[everybody, own] if all_first else [own, everybody])
    assert clocks(site, service_hours(site, "rsud", sunday), sunday) == "09:00-10:00"
    assert clocks(site, service_hours(site, "dpmptsp", sunday), sunday) == "13:00-15:00"


def test_an_unknown_agency_is_named(blora):
    with pytest.raises(ValueError, match="no agency 'bpn'; its agencies are dpmptsp, disdukcapil, rsud"):
        service_hours(blora, "bpn", date(2026, 9, 7))


def test_recording_schedule(blora):
    sunday, monday, eid = date(2026, 9, 6), date(2026, 9, 7), date(2026, 3, 23)
    hall, hospital, entrance = (blora.camera(name) for name in ("hall-1", "hall-2", "entrance"))
    assert clocks(blora, recording_schedule(blora, hall, monday), monday) == "06:30-17:00"
    assert clocks(blora, recording_schedule(blora, hall, eid), eid) == "06:30-17:00"
    assert recording_schedule(blora, hall, sunday) == []
    assert clocks(blora, recording_schedule(blora, hospital, monday), monday) == "08:00-13:00"
    assert recording_schedule(blora, entrance, monday) == []


def test_a_camera_owes_footage_while_any_counter_it_sees_is_open(blora):
    sunday = date(2026, 9, 6)
    opening = {"date": sunday, "hours": "09:00-10:00", "agencies": ["disdukcapil"], "source": "x"}
    site = changed(blora, openings=[opening])
    hall = site.camera("hall-1").model_copy(
        update={"recording": RecordingSchedule()}
    )  # of dpmptsp, sees a disdukcapil counter
    assert clocks(site, recording_schedule(site, hall, sunday), sunday) == "09:00-10:00"
    assert recording_schedule(site, site.camera("hall-2"), sunday) == []


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)])
def test_days_on_which_the_clocks_change(day, hours):
    start, end = day_bounds(BERLIN, date(*day))
    assert end - start == hours * 3600
    assert start == datetime(*day, tzinfo=BERLIN).timestamp()


def test_hours_across_a_change_of_the_clocks(blora):
    site = changed(blora, zone="Europe/Berlin", hours={"sun": "00:00-24:00"}, holidays=None)
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        assert service_hours(site, "rsud", day) == [day_bounds(BERLIN, day)]
        assert sum(end - start for start, end in service_hours(site, "rsud", day)) == hours * 3600
    skipped = changed(blora, zone="Europe/Berlin", hours={"sun": "02:30-03:15"}, holidays=None)
    assert service_hours(skipped, "rsud", date(2026, 3, 29)) == []


def test_a_date_that_a_zone_skipped_is_empty():
    start, end = day_bounds(ZoneInfo("Pacific/Apia"), date(2011, 12, 30))
    assert start == end


def test_a_midnight_that_comes_twice_begins_the_date_once():
    zone = ZoneInfo("America/St_Johns")  # until 2011 its clocks went from 00:01 back to 23:01
    midnight = datetime(2006, 10, 29, 2, 30, tzinfo=UTC).timestamp()
    moments = [midnight - 1, midnight, midnight + 1800, midnight + 3600]
    assert [f"{datetime.fromtimestamp(moment, zone):%d %H:%M}" for moment in moments[1:]] == [
        "29 00:00",
        "28 23:30",
        "29 00:00",
    ]
    assert [service_date(zone, moment).day for moment in moments] == [28, 29, 29, 29]
    assert day_bounds(zone, date(2006, 10, 29))[0] == midnight


@given(
    st.sampled_from(["Asia/Jakarta", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "America/Havana", "UTC"]),
    st.integers(946_684_800, 1_893_456_000),
)
def test_each_moment_lies_on_one_date(name, moment):
    zone = ZoneInfo(name)
    day = service_date(zone, moment)
    start, end = day_bounds(zone, day)
    assert start <= moment < end
    assert day_bounds(zone, day + timedelta(days=1))[0] == end


spans = st.lists(st.integers(0, 24 * 60 // 5), min_size=0, max_size=8, unique=True).map(
    lambda marks: list(zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False))
)


@pytest.mark.slow
@given(
    st.sampled_from(["Asia/Jakarta", "Europe/Berlin", "America/St_Johns"]),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)) | st.sampled_from([date(2026, 3, 29), date(2026, 10, 25)]),
    spans,
)
def test_hours_are_sorted_disjoint_and_inside_the_day(zone, day, marks):
    def clock(mark: int) -> str:
        return f"{mark * 5 // 60:02d}:{mark * 5 % 60:02d}"

    text = ", ".join(f"{clock(start)}-{clock(end)}" for start, end in marks)
    week = {name: text for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    site = changed(load_example(), zone=zone, hours=week, holidays=None)
    hours = service_hours(site, "rsud", day)
    start, end = day_bounds(site.zone, day)
    assert all(start <= opens < closes <= end for opens, closes in hours)
    assert all(before[1] < after[0] for before, after in pairwise(hours))
    if end - start == 86400:
        assert sum(closes - opens for opens, closes in hours) == 300 * sum(last - first for first, last in marks)


@cache
def load_example() -> Site:
    return load_site(EXAMPLE)


def changed(site: Site, zone: str | None = None, hours: dict | None = None, **calendar) -> Site:
    """The site with another calendar: other hours for all, other holidays, other openings."""
    content = site.model_dump(by_alias=True)
    content["calendar"] |= calendar
    if hours is not None:
        content["calendar"] |= {"periods": [{"hours": hours, "source": "test"}], "openings": []}
    return Site.model_validate(content | {"timezone": zone or site.timezone})
