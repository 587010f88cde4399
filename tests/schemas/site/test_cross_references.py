import pytest

from pantau.schemas.site import SiteFileError, parse_site

SECOND = """\
  - id: cam2
    agency: permits
    recorder: nvr
    channel: {channel}
    purpose: security
    notice_date: 2018-12-06
    zone_type: service
    retention_days: 30
    views:
      - from: {start}
        zones:
          - {{id: desk, kind: {kind}, counters: [c1], polygon: [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9]]}}
"""


def second(channel: int = 2, start: str = "2024-01-01", kind: str = "customer") -> tuple[str, str]:
    return "counters:\n", SECOND.format(channel=channel, start=start, kind=kind) + "counters:\n"


KNOWN = "known_starts: [{file: a.mp4, camera: %s, started_at: 2024-01-01 00:00Z, source: y}]\n"
RECORDER, SOURCE, CALENDAR = "  - id: nvr\n", "      source: decree\n", "calendar:\n"
AGENCY = "  - {id: permits, name: Permits office}\n"
UNKNOWN = "not among the agencies: permits (found 'x')"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    agency: permits\n", "    agency: x\n", f"9: cameras[0].agency: {UNKNOWN}"),
        ("{agency: permits}", "{agency: x}", f"22: counters[0].tenures[0].agency: {UNKNOWN}"),
        (SOURCE, f"{SOURCE}      agencies: [x]\n", f"27: calendar.periods[0].agencies[0]: {UNKNOWN}"),
        (
            SOURCE,
            f"{SOURCE}  openings:\n    - {{date: 2024-01-01, source: x, agencies: [permits, x]}}\n",
            f"28: calendar.openings[0].agencies[1]: {UNKNOWN}",
        ),
        (
            SOURCE,
            f"{SOURCE}standards: [{{agency: x, measure: waiting, limit_s: 60, source: y}}]\n",
            f"27: standards[0].agency: {UNKNOWN}",
        ),
        ("recorder: nvr", "recorder: x", "10: cameras[0].recorder: not among the recorders: nvr (found 'x')"),
        (
            "counters: [c1]",
            "counters: [x]",
            "18: cameras[0].views[0].zones[0].counters[0]: not among the counters: c1 (found 'x')",
        ),
        (
            RECORDER,
            f"{RECORDER}    {KNOWN % 'x'}",
            "7: recorders[0].known_starts[0].camera: not among the cameras of recorder nvr: cam (found 'x')",
        ),
        (
            RECORDER,
            f"{RECORDER}  - id: b\n    folder: b\n    {KNOWN % 'cam'}",
            "9: recorders[1].known_starts[0].camera: not among the cameras of recorder b: there are none (found 'cam')",
        ),
        (
            AGENCY,
            "  - {id: permits, name: A}\n  - {id: permits, name: B}\n",
            "5: agencies[1].id: this name is taken by another of the agencies; choose a new one (found 'permits')",
        ),
        (
            CALENDAR,
            f"observer:\n  detector: {{keep: 0.3}}\n{CALENDAR}",
            "24: observer.detector.keep: nothing below it is stored, but person_score_again is 0.2; "
            "lower this or raise that (found 0.3)",
        ),
        (
            CALENDAR,
            f"thresholds:\n  - {{person_score: 0.5}}\n  - {{seat_score: 0.04}}\n{CALENDAR}",
            "25: thresholds[1].seat_score: observer.seat_keep stores nothing below 0.05; "
            "lower that or raise this (found 0.04)",
        ),
    ],
)
def test_names_must_exist_and_be_unique(error_after, old, new, message):
    assert error_after((old, new)) == f"hall.yaml:{message}"


def test_a_counter_is_judged_by_one_camera_at_a_time(error_after, small):
    elsewhere = (
        "hall.yaml:28: cameras[1].views[0]: counter c1 has its customer or seat zones on camera cam already; "
        "draw them on the camera that sees the counter best (found 'c1')"
    )
    assert error_after(second(kind="customer")) == elsewhere
    assert elsewhere in error_after(second(kind="seat"))
    parse_site(small.replace(*second(kind="queue")))
    moved = ("      - zones:\n", "      - until: 2023-12-31\n        zones:\n")
    parse_site(small.replace(*moved).replace(*second(start="2024-01-01")))
    assert "cam already" in error_after(moved, second(start="2023-12-31"))


def test_a_queue_of_a_counter_is_drawn_on_one_camera(error_after, small):
    """Who waits in view of two cameras would be two who wait."""
    queue = "          - {id: line, kind: queue, counters: [c1], polygon: [[0.5, 0.1], [0.8, 0.1], [0.8, 0.9]]}\n"
    old, there = second(kind="queue")
    here = ("counters:\n", queue + there)
    assert error_after(here) == (
        "hall.yaml:31: cameras[1].views[0].zones[0]: counter c1 has a queue on camera cam already, and who waits would "
        "count twice; draw it on the camera that sees the queue best (found 'c1')"
    )
    parse_site(small.replace(old, queue + second(kind="waiting")[1]))
    moved = ("      - zones:\n", "      - until: 2023-12-31\n        zones:\n")
    parse_site(small.replace(*here).replace(*moved))


def test_an_absence_is_bridged_only_while_appearance_is_kept(error_after, small):
    def limit(*seconds):
        return "thresholds:\n" + "".join(f"  - {{service_merge_s: {one}}}\n" for one in seconds)

    assert error_after((CALENDAR, limit(10, 14.5) + CALENDAR)) == (
        "hall.yaml:25: thresholds[1].service_merge_s: appearance is kept for 14 s, and who is away for longer is not "
        "known again; lower it to 14 or less (found 14.5)"
    )
    assert parse_site(small.replace(CALENDAR, limit(14) + CALENDAR)).thresholds[0].service_merge_s == 14


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            AGENCY,
            "  - {id: permits, name: A}\n  - {id: Permits, name: B}\n",
            "5: agencies[1].id: differs from permits, another of the agencies",
        ),
        (
            RECORDER,
            "  - id: nvr\n  - {id: NVR, folder: x}\n",
            "7: recorders[1].id: differs from nvr, another of the rec",
        ),
        (
            *(text.replace("id: cam2", "id: CAM") for text in second(kind="queue")),
            "19: cameras[1].id: differs from cam,",
        ),
        (
            CALENDAR,
            "  - {id: C1, name: Counter 2, tenures: [{agency: permits}]}\n" + CALENDAR,
            "23: counters[1].id: differs from c1, another of the counters",
        ),
    ],
)
def test_names_differ_in_more_than_capitals(error_after, old, new, told):
    message = error_after((old, new))
    assert message.startswith(f"hall.yaml:{told}") and len(message.splitlines()) == 1
    assert "in capitals alone; choose a name that nobody mixes up" in message


def test_zones_of_a_view_differ_in_more_than_capitals(error_after):
    zone = "          - {id: DESK, kind: ignore, polygon: [[0.5, 0.1], [0.8, 0.1], [0.8, 0.9]]}\n"
    assert error_after(("counters:\n", f"{zone}counters:\n")) == (
        "hall.yaml:17: cameras[0].views[0]: zones 'desk' and 'DESK' differ in capitals alone; choose names that nobody "
        "mixes up"
    )


def test_a_seat_is_drawn_where_the_customers_are(error_after):
    assert error_after(("kind: customer", "kind: seat")) == (
        "hall.yaml:18: cameras[0].views[0].zones[0]: counter c1 has a seat here and no customer zone; "
        "draw one in this view (found 'desk')"
    )


def test_cameras_must_be_told_apart(error_after, small):
    either = "files of this camera could also be of camera cam; give both their channel or device"
    same = second(channel=1, kind="queue")
    assert error_after(same) == f"hall.yaml:22: cameras[1].channel: {either} (found 1)"
    any_channel = (same[0], same[1].replace("    channel: 1\n", ""))
    assert error_after(any_channel) == f"hall.yaml:19: cameras[1].channel: {either}"
    for place in ("channel: 2", "channel: 1\n    device: NVR2"):
        text = small.replace("    channel: 1\n", "    channel: 1\n    device: NVR1\n")
        parse_site(text.replace(same[0], same[1].replace("channel: 1", place)))


def test_cameras_named_by_known_starts_need_no_channel(small):
    known = (
        RECORDER
        + "    known_starts:\n"
        + "".join(
            f"      - {{file: {camera}.mp4, camera: {camera}, started_at: 2024-01-01 00:00Z, source: y}}\n"
            for camera in ("cam", "cam2")
        )
    )
    unnumbered = second(kind="queue")[1].replace("    channel: 2\n", "")
    text = small.replace("    channel: 1\n", "").replace("counters:\n", unnumbered).replace(RECORDER, known)
    assert [camera.channel for camera in parse_site(text).cameras] == [None, None]
    numbered = text.replace("    purpose:", "    channel: 1\n    purpose:")
    with pytest.raises(SiteFileError, match="could also be of camera cam"):
        parse_site(numbered)


def test_recorders_have_a_folder_each(error_after, small):
    other = RECORDER + "  - id: other\n"
    assert error_after((RECORDER, other)) == (
        "hall.yaml:7: recorders[1].folder: recorder nvr has this folder already; give each recorder its own (found '')"
    )
    parse_site(small.replace(RECORDER, f"{other}    folder: exports\n"))


def test_one_opening_a_day_for_an_agency(error_after):
    day = "{date: 2024-01-01, source: x}"
    openings = f"  openings: [{day}, {day}]\n"
    assert error_after(openings) == (
        "hall.yaml:23: calendar: 2024-01-01 has two openings for the same agency; write one with all its hours"
    )
