"""Error rates and corrected figures, where every unit was judged and where some were."""

import pytest

from pantau.transforms.audit.form import Label
from pantau.transforms.audit.results import audit_results, judged
from pantau.transforms.audit.sampling import Drawn, draw
from tests.transforms.audit.units import ZERO, unit

CLIP_S = -20.0
"""Every clip begins so long after the zero."""

UNITS = [
    unit("s1", start=100, end=160),
    unit("s2", start=200, end=260),
    unit("s3", start=300, end=360, end_censored=True),
    unit("s4", start=400, end=460),
    unit("w1", "window_idle", 0, 120),
    unit("w2", "window_idle", 500, 620),
    unit("e1", "window_unattended", 700, 820),
    unit("e2", "window_unattended", 820, 880),
    unit("a1", "visitor_in_staff_area", 0, 10),
]
ANSWERS = {
    "s1": {"correct": 1, "services_begun": 1, "real_start_s": 119, "real_end_s": 182},
    "s2": {"correct": 1, "services_begun": 2, "real_start_s": 223},
    "s3": {"correct": 1, "services_begun": 1, "real_end_s": 400},
    "s4": {"correct": 0, "services_begun": 0},
    "w1": {"services_begun": 0, "unattended_s": 30},
    "w2": {"services_begun": 2, "unattended_s": 0},
    "e1": {"services_begun": 0, "unattended_s": 120},
    "e2": {"services_begun": 0, "unattended_s": 15},
    "a1": {"correct": 1},
}


def table(units, sample, answers):
    labels = [Label(name, 2, given) for name, given in answers.items()]
    clips = {one.unit_id: ZERO.timestamp() + CLIP_S for one in units}
    return audit_results(units, judged(sample, labels, clips))


def figures(rows):
    return {(row["measure"], row["kind"]): (row["estimate"], row["lo"], row["hi"]) for row in rows.to_pylist()}


def test_where_all_is_judged_all_is_known():
    rows = table(UNITS, draw(UNITS, 20, 1), ANSWERS)
    expected = {
        ("precision", "service"): 0.75,
        ("precision", "visitor_in_staff_area"): 1.0,
        ("services_not_there", "service"): 1.0,
        ("services_beside_the_found", "service"): 1.0,
        ("start_found_minus_real", "service"): (1 - 3) / 2,
        ("start_absolute_error", "service"): 2.0,
        ("end_found_minus_real", "service"): -2.0,
        ("end_absolute_error", "service"): 2.0,
        ("services_missed", "windows"): 2.0,
        ("services_missed_per_hour", "windows"): 2 / (420 / 3600),
        ("services_corrected", "all"): 6.0,
        ("unattended_though_staffed", "window_unattended"): 0.75,
        ("unattended_missed", "window_idle"): 0.5,
        ("unattended_corrected", "windows"): 3 - 0.75 + 0.5,
    }
    found = figures(rows)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name][0] == pytest.approx(value), name
        if "end_" not in name[0] and "start_" not in name[0]:
            assert found[name][1:] == pytest.approx((value, value)), name
    assert found["end_absolute_error", "service"][1:] == (None, None)  # one answer tells nothing of the spread
    plain = {row["measure"]: row for row in rows.to_pylist()}
    assert (plain["services_corrected"]["found"], plain["services_corrected"]["units"]) == (4, 8)
    assert plain["unattended_corrected"]["found"] == 3.0
    assert plain["services_missed"]["answered"] == 4


def test_a_part_stands_for_the_whole():
    units = [*(unit(f"s{i}", start=i * 100, end=i * 100 + 60) for i in range(8)), unit("w", "window_idle", 0, 120)]
    sample = [Drawn(one, one.kind, 8 if one.kind == "service" else 1, 4) for one in units[2:6] + units[8:]]
    answers = {one.unit.unit_id: {"correct": 1, "services_begun": 1} for one in sample}
    answers["s3"] = {"correct": 0, "services_begun": 0}
    answers["w"] = {"services_begun": 1, "unattended_s": 0}
    found = figures(table(units, sample, answers))
    assert found["precision", "service"][0] == 0.75
    assert found["services_not_there", "service"][0] == 2.0
    assert found["services_corrected", "all"][0] == 8 - 2 + 1
    lo, hi = found["services_corrected", "all"][1:]
    assert lo < 7 < hi


def test_a_stratum_without_an_answer_is_named():
    sample = [Drawn(UNITS[0], "service", 4, 1), Drawn(UNITS[4], "window_idle", 2, 1)]
    with pytest.raises(ValueError, match="stratum window_idle: no row of it is answered; answer at least one of w1"):
        table(UNITS, sample, {"s1": ANSWERS["s1"]})
