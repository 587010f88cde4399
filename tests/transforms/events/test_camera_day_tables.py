"""What a camera day's pieces are made of: coverage of a date whose people are not tracked again."""

import pytest

from pantau.schemas.tables import COVERAGE
from pantau.transforms.events.camera_day_tables import FindOnCameraDay, KnownCameraDay
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.tables.transaction import draft_of
from tests.transforms.events.test_find_events_of_days import OBSERVER, of_run
from tests.transforms.seen import DAY
from tests.transforms.tracking.static_figures.test_left_out import leave_out

BOX = (0.1, 0.25, 0.3, 0.75)


@pytest.mark.parametrize(("camera", "figures"), [("one", [list(BOX)]), ("two", None)])
def test_what_never_moves_stays_noted_where_coverage_alone_is_made_again(tmp_path, camera, figures):
    leave_out(tmp_path, "one", BOX)
    with draft_of(tmp_path) as draft:
        key = CameraDayKey(camera, DAY.isoformat())
        known = KnownCameraDay(key, of_run(draft, DAY), "run", False, float("-inf"), (), ())
        found = FindOnCameraDay(OBSERVER, listed=True).rows(known)
    assert found.keys() == {COVERAGE.name}
    assert [row["static_figures"] for row in found[COVERAGE.name]][:2] == [figures, None]
