"""Ids on a rerun: rows are matched one to one with those of the run before, by counter, kind and common time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.tables import ANOMALIES, SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.transforms.events.event_rows import id_of
from pantau.transforms.events.inherited_ids import COMMON_SHARE, OF_A_RUN, inherited_ids

pytestmark = pytest.mark.slow

EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)
KINDS = {
    SERVICE_TIME: {},
    WAITING_VISITS: {"counter_ids": ["c1"]},
    STAFF_PRESENCE: {"state": "idle"},
    ANOMALIES: {"kind": "unattended_waiting"},
}
SHARED = {"counter_id": None, "counter_ids": ["c1", "c2"]}
"""Whoever waits in a queue that leads to two counters."""


def row(start, end, event_id=None, table=SERVICE_TIME, **changed):
    """A row from and to seconds after `EIGHT`; by default its id comes from what it holds."""
    whole = {
        **dict.fromkeys(table.columns),
        "counter_id": "c1",
        "zone_id": "customer",
        "started_at": EIGHT + timedelta(seconds=start),
        "ended_at": EIGHT + timedelta(seconds=end),
        **KINDS[table],
        **changed,
    }
    own = id_of(whole["counter_id"], whole["zone_id"], whole.get("state"), whole.get("kind"), whole["started_at"])
    return {**whole, "event_id": own if event_id is None else event_id}


def named(new, former, table=SERVICE_TIME):
    """The ids of new rows (start, end[, changed]) after former ones (start, end, id[, changed])."""
    return inherited_ids(
        table,
        [row(*one[:2], event_id=f"new-{number}", table=table, **dict(*one[2:])) for number, one in enumerate(new)],
        [row(*one[:3], table=table, **dict(*one[3:])) for one in former],
    )


def test_a_start_that_moved_by_a_tenth_of_a_second_is_the_same_event():
    assert named([(0.1, 60), (100, 160)], [(0, 60, "a"), (100, 160, "b")]) == ["a", "b"]


def test_without_a_run_before_ids_come_from_the_content():
    assert named([(0, 60), (100, 160)], []) == ["new-0", "new-1"]
    assert inherited_ids(SERVICE_TIME, [], [row(0, 60)]) == []


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param([(0, 10), (20, 60)], ["new-0", "a"], id="split: the part with more of it"),
        pytest.param([(10, 50)], ["a"], id="cut at both ends"),
        pytest.param([(-600, 600)], ["a"], id="grown to many times its length"),
        pytest.param([(31, 200)], ["new-0"], id="a neighbour that reaches into less than half of it"),
        pytest.param([(60, 120)], ["new-0"], id="touches"),
        pytest.param([(0, 60, {"counter_id": "c2"})], ["new-0"], id="another counter"),
        pytest.param([(0, 60, {"zone_id": "renamed"})], ["a"], id="the zone was renamed"),
    ],
)
def test_what_is_the_same_event(new, expected):
    assert named(new, [(0, 60, "a")]) == expected


def test_of_two_that_became_one_it_is_the_one_with_more_of_it():
    assert named([(0, 60)], [(0, 20, "a"), (20, 60, "b")]) == ["b"]


def test_the_whole_is_assigned_and_not_the_nearest_first():
    # The nearest pair (b with the first) would leave the second with nothing in common with a.
    assert named([(10, 30), (26, 40)], [(0, 24, "a"), (12, 36, "b")]) == ["a", "b"]


def test_what_did_not_change_keeps_its_id_whatever_the_others_do():
    # The first could be a and the second b: two pairs instead of one, but b has not changed.
    former = [(0, 60, "a", {"counter_ids": ["c1"]}), (1, 60, "b", SHARED)]
    assert named([(1, 60, SHARED), (2, 60, {"counter_id": "c2"})], former, WAITING_VISITS) == ["b", "new-1"]


def test_a_state_or_kind_is_another_event():
    assert named([(0, 60, {"state": "unattended"})], [(0, 60, "a")], STAFF_PRESENCE) == ["new-0"]
    assert named([(0, 60, {"kind": "footage_missing"})], [(0, 60, "a")], ANOMALIES) == ["new-0"]
    assert named([(1, 60)], [(0, 60, "a")], STAFF_PRESENCE) == named([(1, 60)], [(0, 60, "a")], ANOMALIES) == ["a"]


def test_candidates_of_no_counter_are_told_apart_by_their_zone():
    former = [(0, 60, "a", {"counter_id": None, "zone_id": "vault"})]
    assert named([(1, 60, {"counter_id": None, "zone_id": "vault"})], former, ANOMALIES) == ["a"]
    assert named([(0, 60, {"counter_id": None, "zone_id": "store"})], former, ANOMALIES) == ["new-0"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({"counter_id": "c2", "counter_ids": ["c1", "c2"]}, "a", id="served after all"),
        pytest.param({"counter_id": None, "counter_ids": ["c2"]}, "a", id="its queue leads to fewer"),
        pytest.param({"counter_id": "c3", "counter_ids": ["c3"]}, "new-0", id="in another queue"),
        pytest.param({"counter_id": None, "counter_ids": ["c3"]}, "new-0", id="gave up in another queue"),
    ],
)
def test_who_waited_for_one_of_several_counters(changed, expected):
    assert named([(0, 61, changed)], [(0, 60, "a", SHARED)], WAITING_VISITS) == [expected]


def test_those_who_come_and_go_together_are_told_apart_by_the_rest():
    former = [
        (0, 60, "a", SHARED | {"waiting_outcome": "reneged"}),
        (0, 60, "b", SHARED | {"waiting_outcome": "unknown"}),
    ]
    new = [(1, 60, SHARED | {"waiting_outcome": "unknown"}), (1, 60, SHARED | {"waiting_outcome": "reneged"})]
    assert named(new, former, WAITING_VISITS) == ["b", "a"]


def test_an_event_without_length_is_the_one_at_that_moment():
    assert named([(5, 5), (9, 9)], [(5, 5, "a"), (8, 8, "b")]) == ["a", "new-1"]


def test_an_id_that_another_event_had_is_not_given_again():
    # What began at 0 begins at 5 now, and keeps its id; what now begins at 0 is somebody else.
    first = row(0, 60)
    (moved,) = inherited_ids(SERVICE_TIME, [row(5, 60)], [first])
    before = [row(5, 60, moved)]
    assert moved == first["event_id"]
    other, same = inherited_ids(SERVICE_TIME, [row(0, 4), row(5, 60)], before)
    assert same == moved and other == id_of(first["event_id"], 2)
    assert inherited_ids(SERVICE_TIME, [row(5, 60), row(0, 4)], [row(0, 4, other), row(5, 60, same)]) == [same, other]
    # The same where that one is gone.
    assert inherited_ids(SERVICE_TIME, [row(0, 4)], before) == [other]


def test_rows_of_one_content_get_ids_of_their_own():
    both = [row(0, 60, "a", ended_at=EIGHT + timedelta(seconds=at)) for at in (60, 90)]
    ids = inherited_ids(SERVICE_TIME, both, [])
    assert ids == ["a", id_of("a", 2)]
    # Earlier versions gave them one.
    assert inherited_ids(SERVICE_TIME, both, both) == ids


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        inherited_ids(SERVICE_TIME, [row(0, 60)], [row(0, 60, started_at=EIGHT.replace(tzinfo=None))])


@st.composite
def runs(draw, table):
    """Rows of one run: few places and short times, so that many can be the same event; no two with one content."""
    rows = []
    for _ in range(draw(st.integers(0, 7))):
        start, length = draw(st.integers(0, 12)), draw(st.integers(0, 8))
        changed = {"counter_id": draw(st.sampled_from(["c1", "c2"]))}
        if table == WAITING_VISITS:
            changed = {
                "counter_ids": draw(st.sampled_from([["c1"], ["c1", "c2"], ["c2"]])),
                "counter_id": draw(st.sampled_from(["c1", "c2", None])),
                "waiting_outcome": draw(st.sampled_from(["reneged", "unknown"])),
            }
        rows.append(row(start, start + length, table=table, **changed))
    return list({one["event_id"]: one for one in rows}.values())


@st.composite
def reruns(draw):
    table = draw(st.sampled_from([SERVICE_TIME, WAITING_VISITS]))
    return table, draw(runs(table)), draw(runs(table))


def with_ids(rows, ids):
    return [{**one, "event_id": event_id} for one, event_id in zip(rows, ids, strict=True)]


def content(one):
    return [one[name] for name in sorted(one.keys() - OF_A_RUN)]


@given(rerun=reruns(), data=st.data())
def test_ids_are_one_to_one_and_hang_on_no_order(rerun, data):
    table, former, new = rerun
    ids = inherited_ids(table, new, former)
    assert len(set(ids)) == len(new)
    order = data.draw(st.permutations(range(len(new))))
    shuffled = inherited_ids(table, [new[i] for i in order], data.draw(st.permutations(former)))
    assert [shuffled[order.index(i)] for i in range(len(new))] == ids


@given(rerun=reruns())
def test_what_is_inherited_has_counter_and_time_in_common(rerun):
    table, former, new = rerun
    before = {one["event_id"]: one for one in former}
    for one, event_id in zip(new, inherited_ids(table, new, former), strict=True):
        if event_id in before:
            other = before[event_id]
            common = min(one["ended_at"], other["ended_at"]) - max(one["started_at"], other["started_at"])
            shorter = min(one["ended_at"] - one["started_at"], other["ended_at"] - other["started_at"])
            assert common >= COMMON_SHARE * shorter and common >= timedelta(0)
            assert one["counter_id"] == other["counter_id"] or None in (one["counter_id"], other["counter_id"])


@given(rerun=reruns())
def test_a_rerun_without_a_change_changes_no_id(rerun):
    table, former, new = rerun
    once = with_ids(new, inherited_ids(table, new, former))
    again = with_ids(new, inherited_ids(table, new, once))
    assert sorted(map(repr, again)) == sorted(map(repr, once))


@given(rerun=reruns())
def test_what_stays_as_it_was_keeps_its_id_whatever_else_a_run_finds(rerun):
    table, former, new = rerun
    others = [one for one in new if content(one) not in [content(other) for other in former]]
    ids = inherited_ids(table, [*others, *former], former)[len(others) :]
    assert ids == [one["event_id"] for one in former]


@given(rerun=reruns())
def test_an_empty_warehouse_gives_the_ids_of_the_content(rerun):
    table, _, new = rerun
    assert inherited_ids(table, new, []) == [one["event_id"] for one in new]


def test_what_is_of_no_counter_goes_by_its_agency():
    nowhere = {"counter_id": None, "zone_id": None, "kind": "all_counters_empty"}
    civil, permits = ({**nowhere, "agency_id": agency} for agency in ("civil", "permits"))
    former = [(0, 900, "of civil", civil), (0, 1800, "of permits", permits)]
    new = [(0, 1800, civil), (0, 900, permits)]
    assert named(
        [(a, b, tuple(c.items())) for a, b, c in new], [(a, b, c, tuple(d.items())) for a, b, c, d in former], ANOMALIES
    ) == ["of civil", "of permits"]
    assert named([(0, 1800, tuple(permits.items()))], [(0, 900, "of civil", tuple(civil.items()))], ANOMALIES) == [
        "new-0"
    ]
