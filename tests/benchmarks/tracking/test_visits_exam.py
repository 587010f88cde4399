from datetime import timedelta

from benchmarks.tracking.judging.results import FoundDay, judged
from benchmarks.tracking.real_visits import ZONE
from benchmarks.tracking.visits_exam import BEGINS, CAMERA, COUNTER, _row, site
from pantau.schemas.site import parse_site


def test_the_site_has_one_counter_in_the_zone_that_all_walk_through():
    (camera,) = parse_site(site(), "visits").cameras
    (zone,) = camera.view(BEGINS.date()).of("customer", counter=COUNTER)
    assert camera.id == CAMERA and zone.bounds == ZONE


def test_true_visits_are_paired_with_those_that_were_found():
    true = {"service_time": [_row(5.15, 30.0), _row(40.0, 60.0)]}
    found = _row(5.15, 30.0) | {"started_at": BEGINS + timedelta(seconds=6), "camera_id": CAMERA}
    (day,) = judged([FoundDay("visits", "x", BEGINS.timestamp(), true, {"service_time": [found]})])
    told = [(one.true.start, one.found and one.found.start) for one in day.services]
    assert told == [(5.15, 6.0), (40.0, None)]
