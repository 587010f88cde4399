from dataclasses import replace

import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.tracking.tracker import link
from pantau.transforms.zones.dwells import Visibility, _as_last_sure, dwells_in, over_time
from pantau.transforms.zones.spans import Span, exact
from tests.transforms.staging import AT_COUNTER, CUSTOMER, IN_HALL, MIDNIGHT, camera_day, path

START = MIDNIGHT + 8 * 3600


def dwells(day, merge_s=10.0, minimum_s=5.0):
    tracks = link(day, Thresholds(), day.person_score > 0)
    return dwells_in(CUSTOMER, tracks, Visibility(day), merge_s, minimum_s)


def seconds(edge):
    return edge.at - START, edge.lo - START, edge.hi - START, edge.censored


def test_edges_lie_between_the_samples_around_the_change():
    (dwell,) = dwells(camera_day([path((0, IN_HALL), (20, AT_COUNTER), (60, IN_HALL), (80, None))], seconds=(0, 100)))
    assert seconds(dwell.span.start) == pytest.approx((19, 18, 20, False))
    assert seconds(dwell.span.end) == pytest.approx((59, 58, 60, False))
    assert (dwell.born, dwell.lost) == (False, False)


def test_somebody_first_and_last_seen_in_the_zone_is_born_and_lost_there():
    (dwell,) = dwells(camera_day([path((0, None), (20, AT_COUNTER), (60, None))], seconds=(0, 100)))
    assert seconds(dwell.span.start) == pytest.approx((19, 18, 20, False))
    assert seconds(dwell.span.end) == pytest.approx((59, 58, 60, False))
    assert (dwell.born, dwell.lost) == (True, True)


def test_whose_box_trembles_over_the_border_was_not_seen_to_come_or_go():
    inside, outside = (0.6, 0.89), (0.6, 0.91)
    (dwell,) = dwells(camera_day([path((0, None), (18, outside), (20, inside), (60, outside), (66, None))]))
    assert (dwell.born, dwell.lost) == (True, True)
    (dwell,) = dwells(
        camera_day([path((0, None), (18, IN_HALL), (20, inside), (60, outside), (64, IN_HALL), (66, None))])
    )
    assert (dwell.born, dwell.lost) == (False, False)


def test_a_stay_at_the_edges_of_the_footage_is_censored_on_both_sides():
    (dwell,) = dwells(camera_day([path((0, AT_COUNTER))], seconds=(0, 100)))
    assert dwell.span.start.censored and dwell.span.end.censored
    assert dwell.span.start.at == START
    assert dwell.span.end.at - START == pytest.approx(100)


def test_a_gap_cuts_a_stay_in_two_censored_parts():
    day = camera_day([path((0, IN_HALL), (10, AT_COUNTER), (90, IN_HALL))], seconds=(0, 100), gaps=[(40, 60)])
    first, second = dwells(day)
    assert seconds(first.span.end)[0] == pytest.approx(40)
    assert first.span.end.censored and not first.span.start.censored
    assert seconds(second.span.start)[0] == pytest.approx(60)
    assert second.span.start.censored and not second.span.end.censored


def test_a_stay_is_as_sure_of_its_person_as_its_detections_are_together():
    day = camera_day([path((0, IN_HALL), (20, AT_COUNTER), (60, IN_HALL), (80, None))], seconds=(0, 100))
    (track,) = link(day, Thresholds(), day.person_score > 0)
    sure = np.ones(len(track.samples))
    # Before the stay, on its first detection, twice in it, and after it.
    sure[[5, 10, 15, 20, 35]] = 0.3, 0.4, 0.9, 0.8, 0.2
    (dwell,) = dwells_in(CUSTOMER, [replace(track, sure=sure)], Visibility(day), 10.0, 5.0)
    assert dwell.identity_confidence == pytest.approx(0.9 * 0.8)


def test_a_short_absence_is_part_of_the_stay_and_a_long_one_is_not():
    def away(seconds_away):
        return path((0, IN_HALL), (10, AT_COUNTER), (30, IN_HALL), (30 + seconds_away, AT_COUNTER), (60, IN_HALL))

    (dwell,) = dwells(camera_day([away(8)], seconds=(0, 80)))
    assert (seconds(dwell.span.start)[0], seconds(dwell.span.end)[0]) == pytest.approx((9, 59))
    assert len(dwells(camera_day([away(14)], seconds=(0, 80)))) == 2


def test_passing_through_is_no_stay():
    assert dwells(camera_day([path((0, IN_HALL), (10, AT_COUNTER), (12, IN_HALL))], seconds=(0, 30))) == []


def test_a_mean_over_time_weighs_by_duration():
    long, short, none = (Span(exact(0), exact(seconds)) for seconds in (30, 10, 0))
    assert over_time([(long, 1.0), (short, 0.6)]) == pytest.approx(0.9)
    assert over_time([(none, 1.0), (none, 0.6)]) == pytest.approx(0.8)


def test_whose_feet_are_hidden_is_where_they_were_last_seen_to_be_while_they_seem_there():
    inside, sure = (np.array([flag == "1" for flag in flags]) for flags in ("1101110", "0110001"))
    assert _as_last_sure(inside, sure).tolist() == [False, True, False, False, False, False, False]
    assert _as_last_sure(inside, np.ones(7, dtype=bool)).tolist() == inside.tolist()


def test_who_went_in_before_somebody_hid_their_feet_stays_inside_and_who_did_not_never_came():
    def of(hidden):
        day = camera_day([path((0, IN_HALL), (20, AT_COUNTER), (60, IN_HALL), (80, None))], seconds=(0, 100))
        tracks = link(day, Thresholds(), day.person_score > 0)

        def unsure(track):
            return np.isin(track.samples, hidden)

        return [one.span.interval for one in dwells_in(CUSTOMER, tracks, Visibility(day), 10.0, 5.0, unsure)]

    assert of(range(11, 30)) == of([]) == [(START + 19, START + 59)]
    assert of(range(10, 30)) == []
