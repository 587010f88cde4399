from datetime import date

from pantau.transforms.playback.seen_frames import SeenFrame, SeenLimits, SeenPerson, seen_frames
from tests.sql.conftest import write_rows

DATE = date(2026, 11, 2)
LIMITS = SeenLimits(person=0.4, person_again=0.2, seat=0.1)
DAY = {"recording_id": "r1", "service_date": "2026-11-02"}
BOX = {"x1": 0.1, "y1": 0.2, "x2": 0.3, "y2": 0.4}


def test_frames_say_who_was_seen_and_how_sure_it_is(tmp_path):
    # Of one frame an earlier version wrote, which looked at the seats of each and did not say so.
    looked = (None, True, False, True)
    sampled = [
        {**DAY, "offset_s": 2.0 * i, "basis": "looked" if i else "still", "seats_looked": looked[i]} for i in range(4)
    ]
    seen = [
        {**DAY, **BOX, "offset_s": 2.0, "detection": 1, "score": 0.4},
        {**DAY, **BOX, "offset_s": 2.0, "detection": 2, "score": 0.39},
        {**DAY, **BOX, "offset_s": 2.0, "detection": 3, "score": 0.19},
        {**DAY, **BOX, "offset_s": 2.0, "detection": 4, "score": 0.1, "observation_kind": "seat"},
        {**DAY, **BOX, "offset_s": 6.0, "detection": 5, "score": 0.9},
    ]
    # What was seen on a sampled frame is repeated among the frames between; it is one person all the same.
    closer = [{**DAY, "offset_s": 3.0, "basis": "looked"}]
    repeated = [{**DAY, **BOX, "offset_s": at, "detection": i, "score": 0.5} for i, at in enumerate((2.0, 3.0))]
    tables = {"samples": sampled, "observations": seen, "closer_samples": closer, "closer_observations": repeated}
    write_rows(tmp_path, tables)
    box = (0.1, 0.2, 0.3, 0.4)
    row = {"recording_id": "r1", "service_date": DATE, "agency_id": "dukcapil", "camera_id": "C1"}
    assert seen_frames(tmp_path, row, 0.0, 5.0, LIMITS) == [
        SeenFrame(0.0, "still", True, ()),
        SeenFrame(
            2.0,
            "looked",
            True,
            (
                SeenPerson(box, 0.4, "person", True, False),
                SeenPerson(box, 0.39, "person", False, False),
                SeenPerson(box, 0.1, "seat", True, False),
            ),
        ),
        SeenFrame(3.0, "looked", False, (SeenPerson(box, 0.5, "person", True, False),)),
        SeenFrame(4.0, "looked", False, ()),
    ]


def test_what_was_deleted_is_not_told_as_nobody(tmp_path):
    row = {"recording_id": "r1", "service_date": DATE, "agency_id": "dukcapil", "camera_id": "C1"}
    assert seen_frames(tmp_path, row, 0.0, 5.0, LIMITS) == []
