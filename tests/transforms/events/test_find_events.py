from dataclasses import replace

import pytest

from pantau.schemas.site import parse_site
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.zones import View, Zone
from pantau.schemas.tables import EVENT_TABLES
from pantau.transforms.events import find_events as find_events_module
from pantau.transforms.events.event_rows import Provenance
from pantau.transforms.events.find_events import find_events
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.zones.spans import Edge, Span
from tests.transforms.staging import (
    AT_COUNTER,
    CUSTOMER,
    DAY,
    IN_HALL,
    IN_QUEUE,
    IN_STAFF_AREA,
    MIDNIGHT,
    QUEUE,
    SEAT,
    VIEW,
    camera_day,
    path,
)

HOUR = 3600
SITE = """\
id: hall
name: Hall
agencies: [{id: permits, name: Permits}, {id: civil, name: Civil registry}]
recorders: [{id: nvr}]
cameras:
  - {id: one, agency: permits, recorder: nvr, purpose: security, notice_date: 2018-12-06, zone_type: service,
     retention_days: 30}
counters:
  - {id: c1, name: Counter 1, tenures: [{agency: civil}]}
calendar:
  periods:
    - {hours: {HOURS}, source: decree}
    - {hours: {mon: 10:00-11:00}, agencies: [civil], source: decree}
thresholds: [{out_of_hours_margin_s: 60}]
"""


def events(
    *people,
    hours="mon: 08:00-09:00",
    at=8 * HOUR,
    view=VIEW,
    counters=("c1",),
    limits="",
    arrived=9e9,
    text=SITE,
    stood_before=lambda place: False,
    beside=(),
    **more,
):
    """`beside`: of which agencies another camera sees a counter."""
    third = "".join(f"  - {{id: {agency}-3, name: Counter 3, tenures: [{{agency: {agency}}}]}}\n" for agency in beside)
    second = "  - {id: c2, name: Counter 2, tenures: [{agency: permits}]}\n" if "c2" in counters else ""
    given = text.replace("HOURS", hours).replace("calendar:", f"{second}{third}calendar:")
    site = parse_site(given.replace("{out_of_hours", f"{{{limits}out_of_hours"))
    camera = Camera(**{**site.cameras[0].model_dump(), "views": (view,)})
    zones = tuple(moved(CUSTOMER, f"{agency}-3", 0.0) for agency in beside)
    other = camera.model_copy(update={"id": "two", "views": (View(zones=zones),)})
    site = site.model_copy(update={"cameras": (camera, other) if beside else (camera,)})
    found = find_events(
        site,
        CameraDate("hall", "one", DAY),
        Provenance("run", "code", "config", "model"),
        camera_day(people, start=MIDNIGHT + at, **more),
        arrived,
        stood_before=stood_before,
    )
    for table in EVENT_TABLES:
        rows = getattr(found, table.name)
        assert table.arrow(rows).num_rows == len(rows)
    return found


def kinds(found, *but):
    return [row["kind"] for row in found.anomalies if row["kind"] not in but]


def test_whoever_comes_while_a_counter_of_another_agency_is_open_is_not_there_out_of_hours():
    visitor = path((20, IN_HALL), (60, AT_COUNTER), (200, None))
    found = events(visitor, seated=lambda second: True, at=10 * HOUR)
    assert [(row["agency_id"], row["counter_id"]) for row in found.service_time] == [("civil", "c1")]
    assert kinds(found, "footage_missing") == []
    assert kinds(events(visitor, at=12 * HOUR), "footage_missing") == ["presence_out_of_hours"]


def test_nothing_is_said_of_service_hours_that_are_yet_to_come():
    seen = events(seconds=(0.0, HOUR / 4), arrived=MIDNIGHT + 8.5 * HOUR)
    assert [(row["kind"], row["started_at"].timestamp() - MIDNIGHT, row["duration_s"]) for row in seen.anomalies] == [
        ("footage_missing", 8.25 * HOUR, HOUR / 4)
    ]
    assert seen.staff_presence == []
    until = events(seconds=(0.0, 3 * HOUR), arrived=MIDNIGHT + 10.5 * HOUR)
    assert sum(row["duration_s"] for row in until.staff_presence) == HOUR
    later = events(seconds=(0.0, HOUR), arrived=MIDNIGHT + 10.5 * HOUR)
    assert sum(row["duration_s"] for row in later.staff_presence) == HOUR / 2


def test_footage_is_missed_in_the_hours_of_every_agency_that_the_camera_sees():
    found = events(seconds=(0.0, HOUR))
    (missing,) = (row for row in found.anomalies if row["kind"] == "footage_missing")
    assert (missing["started_at"].timestamp() - MIDNIGHT, missing["duration_s"]) == (10 * HOUR, HOUR)


def test_a_break_is_not_out_of_hours():
    visitor = path((20, IN_HALL), (200, None))
    hours = 'mon: "08:00-09:00, 11:30-12:30"'
    assert kinds(events(visitor, hours=hours, at=9.5 * HOUR), "footage_missing") == []
    assert kinds(events(visitor, hours=hours, at=13 * HOUR), "footage_missing") == ["presence_out_of_hours"]


@pytest.mark.parametrize(("hours", "at"), [("mon: 08:00-24:00, tue: 00:00-01:00", 23.9), ("tue: 00:00-01:00", 23.995)])
def test_hours_beyond_midnight_keep_their_margin(hours, at):
    visitor = path((0, IN_HALL), (200, None))
    assert kinds(events(visitor, hours=hours, at=at * HOUR, seconds=(0.0, (24 - at) * HOUR)), "footage_missing") == []


def test_somebody_in_two_zones_waits_once():
    benches = Zone(id="benches", kind="waiting", counters=("c1",), polygon=QUEUE.polygon)
    found = events(
        path((0, IN_QUEUE)),
        at=10 * HOUR,
        view=View(zones=(*VIEW.zones, benches)),
        seated=lambda s: True,
        seconds=(0, 90),
    )
    assert [row["customers_waiting"] for row in found.staff_presence] == [1.0, None]


def test_visitors_who_enter_a_staff_area_together_are_one_candidate_of_the_counters_agency():
    first = path((20, AT_COUNTER), (40, IN_STAFF_AREA), (80, None))
    second = path((20, (0.68, 0.8)), (40, (0.85, 0.45)), (100, None))
    found = events(first, second, at=10 * HOUR)
    rows = [row for row in found.anomalies if row["kind"] == "visitor_in_staff_area"]
    assert [(row["agency_id"], row["counter_id"], row["duration_s"]) for row in rows] == [("civil", "c1", 59.375)]


def test_a_clerk_whom_only_the_seat_model_sees_is_there_out_of_hours_too():
    found = events(seated=lambda second: second < 120, at=20 * HOUR)
    (row,) = [row for row in found.anomalies if row["kind"] == "presence_out_of_hours"]
    assert row["observed_value"] == pytest.approx(119, abs=2)


@pytest.mark.parametrize(("clear", "told"), [(0, False), (1, False), (2, True)])
def test_who_is_there_out_of_hours_was_clearly_seen_twice(clear, told):
    visitor = path((20, IN_HALL), (200, None))
    found = events(visitor, at=20 * HOUR, score=lambda second: 0.37 if second < 20 + 2 * clear else 0.3)
    assert ("presence_out_of_hours" in kinds(found)) == told


def waits(found):
    """Start and end in seconds of the recording, how it ended, counter and zone."""
    return [
        (
            *((row[side].timestamp() - MIDNIGHT) % HOUR for side in ("started_at", "ended_at")),
            row["waiting_outcome"],
            row["counter_id"],
            row["zone_id"],
        )
        for row in found.waiting_visits
    ]


def at_ten(*people, **more):
    return events(*people, **{"at": 10 * HOUR, "seated": lambda second: True, "seconds": (0.0, 400.0), **more})


TO_COUNTER = (100, IN_HALL), (102, AT_COUNTER), (160, IN_HALL), (170, None)


def test_the_waiting_of_a_visit_is_that_of_the_service_it_led_to():
    found = at_ten(path((40, IN_QUEUE), *TO_COUNTER))
    assert waits(found) == [(39, 101, "served", "c1", "queue")]
    (wait,), (service,) = found.waiting_visits, found.service_time
    assert wait["service_event_id"] == service["event_id"]
    for stem in ("_s", "_lo_s", "_hi_s"):
        assert wait[f"duration{stem}"] == service[f"waiting{stem}"]
    assert (wait["ended_at_lo"], wait["ended_at_hi"]) == (service["started_at_lo"], service["started_at_hi"])
    # From the queue to the counter in a single step.
    assert 0.9 < wait["identity_confidence"] == service["identity_confidence"] < 1


def test_walking_through_the_queue_is_no_waiting_and_a_short_stop_in_it_is():
    assert waits(at_ten(path((98, IN_QUEUE), *TO_COUNTER))) == []
    assert waits(at_ten(path((96, IN_QUEUE), *TO_COUNTER))) == [(95, 101, "served", "c1", "queue")]


def test_from_the_bench_to_the_counter():
    bench = Zone(id="bench", kind="waiting", counters=("c1",), polygon=((0.7, 0.9), (0.9, 0.9), (0.9, 1.0), (0.7, 1.0)))
    visitor = path((40, (0.75, 0.95)), (100, AT_COUNTER), (160, IN_HALL), (170, None))
    found = at_ten(visitor, view=View(zones=(*VIEW.zones, bench)))
    assert waits(found) == [(39, 98.625, "served", "c1", "bench")]


def test_a_party_whose_members_join_apart_waits_since_the_first():
    first = path((40, (0.1, 0.8)), (100, IN_HALL), (102, AT_COUNTER), (160, IN_HALL), (170, None))
    second = path((60, (0.2, 0.9)), (100, (0.45, 0.95)), (102, (0.66, 0.75)), (160, (0.45, 0.95)), (170, None))
    found = at_ten(first, second)
    assert waits(found) == [(39, 100.5, "served", "c1", "queue")]
    assert [row["party_size"] for row in (*found.waiting_visits, *found.service_time)] == [2, 2]


def test_who_leaves_the_queue_has_reneged_also_when_the_office_closes():
    found = at_ten(path((40, IN_QUEUE), (100, IN_HALL), (110, None)))
    assert waits(found) == [(39, 99.25, "reneged", "c1", "queue")]
    assert (found.waiting_visits[0]["service_event_id"], found.waiting_visits[0]["end_censored"]) == (None, False)
    late = events(path((40, IN_QUEUE), (100, IN_HALL), (110, None)), at=11 * HOUR - 60)
    assert [row["waiting_outcome"] for row in late.waiting_visits] == ["reneged"]


def test_a_moment_out_of_the_queue_does_not_end_the_waiting():
    found = at_ten(path((40, IN_QUEUE), (60, IN_HALL), (68, IN_QUEUE), *TO_COUNTER))
    assert waits(found) == [(39, 101, "served", "c1", "queue")]


def test_a_gap_leaves_the_end_and_the_beginning_of_a_waiting_unknown():
    found = at_ten(path((40, IN_QUEUE), *TO_COUNTER), gaps=[(60.0, 90.0)])
    assert [(*one[2:], row["start_censored"]) for one, row in zip(waits(found), found.waiting_visits, strict=True)] == [
        ("unknown", "c1", "queue", False),
        ("served", "c1", "queue", True),
    ]
    assert found.waiting_visits[0]["end_censored"]
    assert found.service_time[0]["waiting_s"] is None


def waited(service):
    return service["waiting_s"], service["waiting_lo_s"], service["waiting_hi_s"]


UNSEEN = (None, None, None)
STRAIGHT = path((20, IN_HALL), (60, AT_COUNTER), (160, IN_HALL), (170, None))


def test_who_walks_straight_up_past_an_empty_queue_in_view_has_not_waited():
    (service,) = at_ten(STRAIGHT).service_time
    assert waited(service) == (0.0, 0.0, 2.0)
    assert not service["start_censored"]
    # With footage up to where a return to the queue would have been one waiting.
    assert waited(at_ten(STRAIGHT, gaps=[(30.0, 48.0)]).service_time[0]) == (0.0, 0.0, 2.0)
    assert waited(at_ten(STRAIGHT, gaps=[(30.0, 50.0)]).service_time[0]) == UNSEEN
    assert waited(at_ten(STRAIGHT, covered=[(30.0, 50.0)]).service_time[0]) == UNSEEN


@pytest.mark.parametrize("begins", [{"seconds": (30.0, 400.0)}, {"gaps": [(10.0, 30.0)]}, {"covered": [(10.0, 30.0)]}])
def test_who_is_in_the_queue_when_it_is_first_observed_may_have_waited_for_long(begins):
    for leaves in (32, 34, 80):
        visitor = path((0, IN_QUEUE), (leaves, IN_HALL), (leaves + 8, AT_COUNTER), (160, IN_HALL), (170, None))
        (service,) = at_ten(visitor, **begins).service_time[-1:]
        assert waited(service) == UNSEEN, leaves
    stopped = path((50, IN_QUEUE), (52, IN_HALL), (60, AT_COUNTER), (160, IN_HALL), (170, None))
    assert waited(at_ten(stopped, **begins).service_time[0])[0] == 0


@pytest.mark.parametrize("begins", [{"seconds": (30.0, 400.0)}, {"gaps": [(10.0, 30.0)]}, {"covered": [(10.0, 30.0)]}])
@pytest.mark.parametrize("officer_comes", [0, 60])
def test_who_is_at_the_counter_when_it_is_first_observed_may_have_waited_for_long(begins, officer_comes):
    visitor = path((0, AT_COUNTER), (160, IN_HALL), (170, None))
    service = at_ten(visitor, seated=lambda second: second >= officer_comes, **begins).service_time[-1]
    assert waited(service) == UNSEEN
    assert service["start_censored"] == (officer_comes == 0)


def test_where_no_queue_is_drawn_for_the_counter_nobody_can_say_how_long_anybody_waited():
    def waiting(*zones):
        (service,) = at_ten(STRAIGHT, view=View(zones=(*zones, *VIEW.zones[1:])), counters=("c1", "c2")).service_time
        return waited(service)

    assert waiting() == UNSEEN
    assert waiting(Zone(id="q2", kind="queue", counters=("c2",), polygon=QUEUE.polygon)) == UNSEEN
    assert waiting(Zone(id="room", kind="waiting", counters=("c1", "c2"), polygon=QUEUE.polygon)) == (0.0, 0.0, 2.0)


@pytest.mark.parametrize("kind", ["gaps", "covered"])
def test_leaving_the_queue_shortly_before_unobserved_time_is_not_reneging(kind):
    leaves = path((40, IN_QUEUE), (100, IN_HALL), (110, None))
    for begins, outcome in ((130.0, "reneged"), (128.0, "unknown"), (102.0, "unknown")):
        (wait,) = at_ten(leaves, **{kind: [(begins, 200.0)]}).waiting_visits
        assert (wait["waiting_outcome"], wait["end_censored"]) == (outcome, outcome == "unknown")
    (ends,) = at_ten(leaves, seconds=(0.0, 128.0)).waiting_visits
    assert ends["waiting_outcome"] == "unknown"


@pytest.mark.parametrize("kind", ["gaps", "covered"])
def test_a_service_that_ends_shortly_before_unobserved_time_may_have_gone_on(kind):
    def edges(*times):
        (service,) = [row for row in at_ten(TO_160, **{kind: list(times)}).service_time if row["duration_s"] > 50]
        end = (service["ended_at_hi"].timestamp() - MIDNIGHT) % HOUR
        return service["start_censored"], service["end_censored"], end

    # Left between 158 and 160; the clock is known to a second.
    assert edges() == edges((170.0, 190.0)) == (False, False, 161)
    assert edges((168.0, 190.0)) == edges((162.0, 190.0)) == (False, True, 191)
    assert edges((30.0, 48.0)) == (False, False, 161)
    assert edges((30.0, 50.0)) == (True, False, 161)


TO_160 = path((20, IN_HALL), (60, AT_COUNTER), (160, IN_HALL), (300, None))


@pytest.mark.parametrize("kind", ["gaps", "covered"])
def test_an_officer_who_leaves_shortly_before_unobserved_time_may_have_come_back_at_once(kind):
    def states(begins):
        found = at_ten(seated=lambda second: second < 160, **{kind: [(begins, 200.0)]}, seconds=(0.0, 300.0))
        return [(row["state"], row["end_censored"]) for row in found.staff_presence][:2]

    assert states(180.0) == [("idle", False), ("unattended", True)]
    assert states(166.0) == [("idle", True), ("unknown", True)]


def test_an_officer_who_comes_back_shortly_before_unobserved_time_may_have_gone_at_once():
    def absence(begins):
        found = at_ten(seated=lambda second: not 60 <= second < 160, gaps=[(begins, 200.0)], seconds=(0.0, 300.0))
        (row,) = [row for row in found.staff_presence if row["state"] == "unattended"]
        return row["start_censored"], row["end_censored"]

    assert absence(180.0) == (False, False)
    assert absence(168.0) == (False, True)


def test_an_unattended_waiting_shortly_before_unobserved_time_may_have_gone_on():
    def candidate(**unobserved):
        found = at_ten(
            path((10, IN_QUEUE), (360, IN_HALL), (370, None)),
            seated=lambda second: False,
            seconds=(0.0, 500.0),
            **unobserved,
        )
        (row,) = [row for row in found.anomalies if row["kind"] == "unattended_waiting"]
        return row["end_censored"]

    assert not candidate() and not candidate(gaps=[(380.0, 400.0)])
    assert candidate(gaps=[(368.0, 400.0)]) and candidate(covered=[(368.0, 400.0)])


def test_a_queue_that_leads_to_two_counters():
    second = (
        Zone(id="customer-2", kind="customer", counters=("c2",), polygon=((0.8, 0.6), (1, 0.6), (1, 0.9), (0.8, 0.9))),
        Zone(id="seat-2", kind="seat", counters=("c2",), polygon=((0.9, 0.1), (1, 0.1), (1, 0.3), (0.9, 0.3))),
    )
    shared = Zone(id="shared", kind="queue", counters=("c1", "c2"), polygon=QUEUE.polygon)
    view = View(zones=(shared, *VIEW.zones[1:], *second))
    served = path((40, (0.08, 0.8)), *TO_COUNTER)
    left = path((50, (0.22, 0.9)), (120, IN_HALL), (130, None))
    found = at_ten(served, left, view=view, counters=("c1", "c2"))
    assert waits(found) == [(39, 101, "served", "c1", "shared"), (49, 118.875, "reneged", None, "shared")]
    assert [row["counter_ids"] for row in found.waiting_visits] == [["c1", "c2"]] * 2
    assert [row["agency_id"] for row in found.waiting_visits] == ["civil", "permits"]


def test_somebody_lost_on_the_way_is_followed_and_the_row_says_how_sure_that_is():
    hidden = path((40, IN_QUEUE), (100, None), (108, AT_COUNTER), (160, IN_HALL), (170, None))
    found = at_ten(hidden)
    assert waits(found) == [(39, 107, "served", "c1", "queue")]
    (wait,), (service,) = found.waiting_visits, found.service_time
    assert 0.8 < wait["identity_confidence"] == service["identity_confidence"] < 1
    assert service["waiting_s"] == 68
    other = path((108, AT_COUNTER), (160, IN_HALL), (170, None))
    apart = at_ten(path((40, IN_QUEUE), (100, None)), other)
    assert waits(apart) == [(39, 99, "unknown", "c1", "queue")]
    assert apart.service_time[0]["waiting_s"] is None


def test_rows_that_begin_in_one_place_at_one_time_have_identities_of_their_own():
    found = at_ten(
        path((40, (0.05, 0.8)), (90, IN_HALL), (98, None)), path((40, (0.25, 0.9)), (140, IN_HALL), (150, None))
    )
    assert waits(found) == [(39, 89.375, "reneged", "c1", "queue"), (39, 138.625, "reneged", "c1", "queue")]
    assert len({row["event_id"] for row in found.waiting_visits}) == 2


def test_an_officer_who_comes_out_to_help_is_no_customer_and_does_not_wait():
    officer = path((0, IN_STAFF_AREA), (120, IN_HALL), (124, (0.65, 0.8)), (160, IN_HALL), (164, IN_QUEUE), (200, None))
    customer = path((60, IN_HALL), (64, AT_COUNTER), (180, IN_HALL), (186, None))
    found = events(officer, customer, at=10 * HOUR, seated=lambda second: True)
    (session,) = found.service_time
    assert (session["party_size"], session["duration_s"]) == (1, 116.0)
    assert session["role_probability"] > 0.98
    assert session["detection_score"] == pytest.approx(0.8 * session["role_probability"], abs=1e-4)
    assert found.waiting_visits == [] and kinds(found, "footage_missing") == []


def test_a_candidate_says_how_probable_it_is_that_a_visitor_is_in_the_staff_area():
    def role_probability(*points):
        found = events(path(*points), at=10 * HOUR)
        (row,) = [row for row in found.anomalies if row["kind"] == "visitor_in_staff_area"]
        assert row["detection_score"] == pytest.approx(0.8 * row["role_probability"], abs=1e-4)
        return row["role_probability"]

    after_service = role_probability((20, AT_COUNTER), (80, IN_STAFF_AREA), (110, IN_HALL), (120, None))
    straight_in = role_probability((20, IN_HALL), (26, IN_STAFF_AREA), (60, IN_HALL), (64, None))
    assert 0.5 < straight_in < 0.95 < 0.99 < after_service


def test_where_no_visitor_is_claimed_no_role_is_given():
    found = events(path((20, IN_HALL), (60, None)), at=20 * HOUR)
    assert {(row["kind"], row["role_probability"]) for row in found.anomalies} == {
        ("presence_out_of_hours", None),
        ("footage_missing", None),
    }


def test_a_figure_at_the_counter_is_told_and_stays_in_the_events():
    def found(place, view=VIEW):
        return at_ten(path((0, place)), view=view, limits="motionless_s: 380, ")

    rows = found(AT_COUNTER)
    (told,) = [row for row in rows.anomalies if row["kind"] == "motionless"]
    (service,) = rows.service_time
    assert (told["counter_id"], told["zone_id"], told["agency_id"]) == ("c1", "customer", "civil")
    assert service["event_id"] in told["related_event_ids"] and told["role_probability"] is None
    assert "motionless" not in kinds(found(IN_HALL))
    ignored = View(zones=(*VIEW.zones, Zone(id="figure", kind="ignore", polygon=CUSTOMER.polygon)))
    rows = found(AT_COUNTER, ignored)
    assert "motionless" not in kinds(rows) and rows.service_time == []


def test_a_customer_whose_feet_somebody_hides_is_in_no_staff_area():
    # The box of the customer ends where that of somebody nearer begins, in the frame of the staff area.
    customer, nearer = (0.6, 0.45), (0.6, 0.6)
    behind = path((20, IN_HALL), (22, AT_COUNTER), (60, customer), (90, AT_COUNTER), (100, IN_HALL), (110, None))
    alone = events(behind, at=10 * HOUR)
    assert "visitor_in_staff_area" in kinds(alone)
    assert "visitor_in_staff_area" not in kinds(events(behind, path((56, nearer), (94, None)), at=10 * HOUR))


def test_two_who_join_within_a_millisecond_are_two_events(monkeypatch):
    found = find_events_module._waits

    def twice(*given):
        (wait,) = found(*given)
        start = wait.span.start
        later = Span(Edge(start.at + 4e-4, start.lo, start.hi), wait.span.end)
        return [wait, replace(wait, span=later)]

    alone = at_ten(path((40, IN_QUEUE), (100, IN_HALL), (110, None)))
    monkeypatch.setattr(find_events_module, "_waits", twice)
    both = at_ten(path((40, IN_QUEUE), (100, IN_HALL), (110, None))).waiting_visits
    assert len({row["started_at"] for row in both}) == 1
    first, second = (row["event_id"] for row in both)
    assert first == alone.waiting_visits[0]["event_id"] != second


def test_officers_who_come_late_are_away_or_leave_early_are_told_against_the_hours_of_the_counters_agency():
    # Civil registry opens from 10 to 11: the officer sits there from 10:15 to 10:20, and from 10:51 to 10:52.
    def there(second):
        return 900 <= second < 1200 or 3060 <= second < 3120

    found = events(
        seated=there, at=10 * HOUR, seconds=(0.0, HOUR), limits="officer_away_s: 1800, early_closing_s: 400, "
    )
    told = [(row["kind"], row["counter_id"], row["agency_id"], row["expected_value"]) for row in found.anomalies]
    assert [one for one in told if one[0] != "footage_missing"] == [
        ("late_opening", "c1", "civil", 600.0),
        ("early_closing", "c1", "civil", 400.0),
        ("officer_away", "c1", "civil", 1800.0),
    ]
    late = next(row for row in found.anomalies if row["kind"] == "late_opening")
    assert late["observed_value"] == pytest.approx(900, abs=2) and not late["end_censored"]
    named = {row["event_id"]: row["state"] for row in found.staff_presence}
    assert [named[one] for one in late["related_event_ids"]] == ["unattended"]


def test_nobody_is_late_or_away_where_nobody_could_see():
    def early(found):
        return [row["kind"] for row in found.anomalies if row["counter_id"]]

    assert early(events(at=10 * HOUR, seconds=(0.0, 500.0))) == []
    assert early(events(at=10 * HOUR + 1200, seconds=(0.0, 1500.0))) == []
    # Until a recording comes of the closing, an absence is amid the hours.
    assert early(events(at=10 * HOUR, seconds=(0.0, 1900.0), arrived=MIDNIGHT + 10.6 * HOUR)) == ["late_opening"]


def test_a_restricted_camera_tells_of_anybody_at_any_hour_once():
    visitor = path((20, IN_HALL), (200, None))
    site = SITE.replace("zone_type: service", "zone_type: restricted")
    for at in (8.2 * HOUR, 20 * HOUR):
        found = events(visitor, at=at, text=site)
        assert kinds(found, "footage_missing", "officer_away", "late_opening", "early_closing") == [
            "presence_restricted"
        ]


def test_what_an_office_does_not_look_for_is_not_made():
    visitor = path((20, IN_HALL), (200, None))
    off = "definitions: [{kind: presence_out_of_hours, looked_for: false}]\nthresholds: [{"
    assert kinds(events(visitor, at=20 * HOUR), "footage_missing") == ["presence_out_of_hours"]
    site = SITE.replace("thresholds: [{", off)
    assert "presence_out_of_hours" not in kinds(events(visitor, at=20 * HOUR, text=site))


def test_some_kinds_are_made_where_an_office_asks_for_them_alone():
    comings = (place for start in (20, 60, 100) for place in ((start, AT_COUNTER), (start + 20, IN_HALL)))
    visitor = path((10, IN_HALL), *comings, (140, None))
    asked = "definitions: [{kind: repeated_approaches}]\nthresholds: [{"
    (row,) = [
        row
        for row in events(visitor, at=10 * HOUR, text=SITE.replace("thresholds: [{", asked)).anomalies
        if row["kind"] == "repeated_approaches"
    ]
    assert (row["observed_value"], row["expected_value"], row["value_unit"]) == (3.0, 3.0, "approaches")
    assert "repeated_approaches" not in kinds(events(visitor, at=10 * HOUR))


def test_all_counters_of_an_agency_are_empty_where_it_has_two_on_the_camera():
    two = View(zones=(*VIEW.zones, moved(CUSTOMER, "c2", 0.2), moved(SEAT, "c2", 0.2)))
    site = SITE.replace("{agency: civil}", "{agency: permits}")
    found = events(at=8 * HOUR, seconds=(0.0, HOUR), view=two, counters=("c1", "c2"), text=site)
    rows = [row for row in found.anomalies if row["kind"] == "all_counters_empty"]
    assert [(row["agency_id"], row["counter_id"], row["observed_value"]) for row in rows] == [("permits", None, HOUR)]
    absences = {row["event_id"] for row in found.staff_presence if row["state"] == "unattended"}
    assert set(rows[0]["related_event_ids"]) == absences and len(absences) == 2
    alone = events(at=8 * HOUR, seconds=(0.0, HOUR), view=two, counters=("c1", "c2"))
    assert "all_counters_empty" not in kinds(alone)


def test_of_an_agency_before_two_cameras_neither_alone_tells_of_all_counters():
    two = View(zones=(*VIEW.zones, moved(CUSTOMER, "c2", 0.2), moved(SEAT, "c2", 0.2)))
    shown = {"at": 8 * HOUR, "seconds": (0.0, HOUR), "view": two, "counters": ("c1", "c2")}
    text = SITE.replace("{agency: civil}", "{agency: permits}")
    assert "all_counters_empty" in kinds(events(**shown, text=text, beside=("civil",)))
    assert "all_counters_empty" not in kinds(events(**shown, text=text, beside=("permits",)))


def moved(zone, counter, shift):
    polygon = tuple((x - shift, y) for x, y in zone.polygon)
    return zone.model_copy(update={"id": f"{counter}-{zone.id}", "counters": (counter,), "polygon": polygon})


def test_somebody_before_a_camera_that_had_moved_was_there_and_at_no_counter():
    visitor = path((20, IN_HALL), (60, AT_COUNTER), (200, None))
    site = parse_site(SITE.replace("HOURS", "mon: 08:00-09:00"))
    seen = camera_day((visitor,), start=MIDNIGHT + 12 * HOUR)
    void = replace(camera_day((), start=MIDNIGHT + 12 * HOUR), moved=seen.recorded)
    where = CameraDate("hall", "one", DAY), Provenance("run", "code", "config", "model")
    found = find_events(site, *where, void, anywhere=seen)
    (present,) = (row for row in found.anomalies if row["kind"] == "presence_out_of_hours")
    assert (present["observed_share"], present["zone_id"]) == (1.0, None)
    assert found.service_time == found.waiting_visits == []
    assert kinds(find_events(site, *where, void), "footage_missing") == []


def test_what_stands_still_where_it_stood_on_dates_before_is_nobody():
    """Its box is a person's in all else; a visitor comes beside it."""
    figure, visitor = path((0, AT_COUNTER)), path((20, IN_HALL), (400, (0.66, 0.8)), (800, None))
    shown = {"seated": lambda second: True, "seconds": (0.0, 2000.0), "limits": "motionless_s: 1800, "}
    new = events(figure, visitor, **shown)
    (all_day,) = new.service_time
    assert all_day["duration_s"] > 1990 and new.figures == [] and "motionless" in kinds(new)
    known = events(figure, visitor, **shown, stood_before=lambda place: abs(place[3] - AT_COUNTER[1]) < 0.01)
    (service,) = known.service_time
    assert service["started_at"].timestamp() - MIDNIGHT - 8 * HOUR == pytest.approx(400, abs=2)
    assert len(known.figures) == 1 and "motionless" not in kinds(known)
