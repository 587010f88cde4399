from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pantau.schemas.site import parse_site
from pantau.transforms.detection.models.person_detector import NANODET, DetectorSpec
from pantau.transforms.detection.observer import observer_of

DAY = date(2026, 11, 2)
CAMERA = """\
  - id: {id}
    agency: permits
    recorder: nvr
    channel: {channel}
    purpose: security
    notice_date: 2018-12-06
    zone_type: service
    retention_days: 30
    views:
      - zones:
          - {{id: b-{channel}, kind: seat, counters: [c{channel}], polygon: {seat}}}
          - {{id: a-{channel}, kind: seat, counters: [c{channel}], polygon: [[0.6, 0.1], [0.7, 0.1], [0.7, 0.3]]}}
          - {{id: d-{channel}, kind: customer, counters: [c{channel}], polygon: {desk}}}
"""


def camera(name, channel, x=0.2, desk=0.1):
    seat = f"[[{x}, 0.1], [0.4, 0.1], [0.4, 0.3], [{x}, 0.3]]"
    return CAMERA.format(id=name, channel=channel, seat=seat, desk=f"[[{desk}, 0.5], [0.4, 0.5], [0.4, 0.9]]")


def site(x=0.2, desk=0.1, more=""):
    return parse_site(
        "id: hall\nname: Hall\nagencies: [{id: permits, name: Permits}]\nrecorders: [{id: nvr}]\ncameras:\n"
        + camera("one", 1)
        + camera("two", 2, x, desk)
        + "counters:\n"
        + "".join(f"  - {{id: c{n}, name: C, tenures: [{{agency: permits}}]}}\n" for n in (1, 2))
        + "calendar: {periods: [{hours: {mon: 08:00-16:00}, source: decree}]}\n"
        + more
    )


def versions(site, folder="."):
    observer = observer_of(site, folder)
    return [observer.version(camera, DAY) for camera in ("one", "two")]


def test_moving_a_seat_changes_the_version_of_its_camera_alone():
    before, after = versions(site()), versions(site(x=0.21))
    assert after[0] == before[0] and after[1] != before[1]


def test_offices_with_seats_of_their_own_have_one_observer_until_one_looks_otherwise():
    known = {observer_of(one, ".").version_anywhere(DAY) for one in (site(), site(x=0.21), shaped(site(), "16:9"))}
    other = {
        observer_of(site(more=f"observer: {{{one}}}\n"), ".").version_anywhere(DAY)
        for one in ("cadence_s: 1", "closer_s: 0.25")
    }
    assert len(known) == 1 and len(other) == 2 and not known & other


def test_the_shape_of_its_picture_changes_the_versions_of_a_camera_alone():
    plain, wide = site(), shaped(site(), "16:9")
    observers = [observer_of(one, ".") for one in (plain, wide)]
    assert [one.display_aspect("two") for one in observers] == [None, Fraction(16, 9)]
    assert [one == other for one, other in zip(versions(plain), versions(wide), strict=True)] == [True, False]
    assert observers[0].closer_version("one") == observers[1].closer_version("one")
    assert observers[0].closer_version("two") != observers[1].closer_version("two")


def shaped(site, aspect):
    first, second = site.cameras
    return site.model_copy(update={"cameras": (first, second.model_copy(update={"display_aspect": aspect}))})


def test_zones_thresholds_and_names_do_not_change_a_version():
    before = versions(site())
    assert versions(site(desk=0.15, more="thresholds: [{service_min_s: 9}]\n")) == before


@pytest.mark.parametrize(
    "setting",
    [
        "cadence_s: 1",
        "seat_keep: 0.06",
        "seat_precision: bf16",
        "detector: {width: 448}",
        "detector: {keep: 0.15}",
        "detector: {precision: bf16}",
    ],
)
def test_how_it_looks_changes_the_version_of_every_camera(setting):
    before, after = versions(site()), versions(site(more=f"observer: {{{setting}}}\n"))
    assert after[0] != before[0] and after[1] != before[1]


def test_seats_come_in_the_order_of_their_names():
    assert [zone.id for zone in observer_of(site(), ".").seat_zones("one", DAY)] == ["a-1", "b-1"]


def test_the_shipped_detector_unless_the_site_names_a_model_beside_its_file(tmp_path):
    assert observer_of(site(), ".").detector.model == NANODET
    (tmp_path / "own.onnx").write_bytes(NANODET.read_bytes())
    own = observer_of(site(more="observer: {detector: {model: own.onnx}}\n"), tmp_path)
    assert own.detector.model == tmp_path / "own.onnx"
    assert own.fingerprint == observer_of(site(), ".").fingerprint


def test_a_model_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"observer\.detector\.model: .*own\.onnx does not exist"):
        observer_of(site(more="observer: {detector: {model: own.onnx}}\n"), tmp_path)


def test_what_is_counted_as_a_person_is_never_below_what_is_kept():
    spec = observer_of(
        site(more="observer: {detector: {keep: 0.6}}\nthresholds: [{person_score: 0.7, person_score_again: 0.6}]\n"),
        ".",
    ).detector
    assert (spec.keep, spec.confident) == (0.6, 0.6)
    assert observer_of(site(), ".").detector.confident == DetectorSpec.confident
    assert replace(spec, keep=0.2) != spec


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ("", [True, False, False, True, False, True]),
        ("observer: {cadence_s: 4}\n", [True] * 6),
        ("observer: {cadence_s: 1}\n", [True, *[False] * 5, True, False, False, False, True]),
        ("observer: {still_s: 0}\n", [True] * 4),
    ],
)
def test_seats_are_due_at_each_beat_and_each_six_seconds_after(more, due):
    observer = observer_of(site(more=more), ".")
    assert [slot % observer.beat % observer.seats_each(DAY) == 0 for slot in range(len(due))] == due


def test_where_shorter_absences_count_seats_are_looked_at_more_often_by_another_observer():
    usual, longer = observer_of(site(), "."), observer_of(site(more="thresholds: [{presence_merge_s: 20}]\n"), ".")
    shorter = observer_of(site(more="thresholds: [{presence_merge_s: 5}]\n"), ".")
    assert [one.seats_each(DAY) for one in (usual, longer, shorter)] == [3, 3, 1]
    assert longer.version("one", DAY) == usual.version("one", DAY) != shorter.version("one", DAY)
