"""Results of each camera from a sample of all."""

from collections import Counter

from pantau.transforms.audit.by_camera import AuditedCamera, results_by_camera
from pantau.transforms.audit.results import JudgedUnit, audit_results
from pantau.transforms.audit.sampling import Drawn
from tests.transforms.audit.units import ZERO, unit

ONE, TWO = AuditedCamera("site", "a", "C1"), AuditedCamera("site", "a", "C2")


def of(place, name, **more):
    return unit(name, site_id=place.site_id, agency_id=place.agency_id, camera_id=place.camera_id, **more)


STRATA = {
    "service/L1": [*(of(ONE, f"s{number}") for number in range(4)), *(of(TWO, f"t{number}") for number in range(6))],
    "window_idle/L1": [of(ONE, "w1", kind="window_idle"), of(ONE, "w2", kind="window_idle")],
}


def answered(**right):
    """Answers by unit: whether a service was right, or how many began in a window."""
    places = {one.unit_id: (one, name) for name, units in STRATA.items() for one in units}
    found = []
    for name, value in right.items():
        one, stratum = places[name]
        given = {"correct": value, "services_begun": value} if one.kind == "service" else {"services_begun": value}
        given |= {"unattended_s": 0.0} if one.kind != "service" else {}
        found.append(JudgedUnit(Drawn(one, stratum, len(STRATA[stratum]), 9), given, ZERO.timestamp()))
    return found


def test_a_camera_is_told_from_its_own_units_alone():
    sample = answered(s0=1, s1=0, t0=1, t1=1, t2=1, w1=1)
    found = dict(results_by_camera(STRATA, sample))
    assert list(found) == [ONE, TWO]
    figures = {place: {row["measure"]: row for row in rows.to_pylist()} for place, rows in found.items()}
    assert figures[ONE]["precision"]["estimate"] == 0.5 and figures[TWO]["precision"]["estimate"] == 1.0
    assert (figures[ONE]["precision"]["units"], figures[ONE]["precision"]["answered"]) == (4, 2)
    # One began in one of two windows that were drawn with the same probability: two in both.
    assert figures[ONE]["services_missed"]["estimate"] == 2 and "services_missed" not in figures[TWO]


def test_a_camera_with_an_unanswered_stratum_is_left_out():
    assert [place for place, _ in results_by_camera(STRATA, answered(s0=1, t0=1))] == [TWO]


def test_of_one_camera_the_results_are_those_of_all():
    alone = {name: [one for one in units if one.row["camera_id"] == "C1"] for name, units in STRATA.items()}
    sizes = Counter({name: len(units) for name, units in alone.items()})
    sample = [
        JudgedUnit(Drawn(one.drawn.unit, one.drawn.stratum, sizes[one.drawn.stratum], 1), one.answers, one.clip_at)
        for one in answered(s0=1, s1=0, w1=0)
    ]
    ((_, mine),) = results_by_camera(alone, sample)
    assert mine == audit_results([one for units in alone.values() for one in units], sample)
