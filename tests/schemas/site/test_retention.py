from datetime import date
from unicodedata import normalize

import pytest

from pantau.schemas.site import SiteFileError, parse_site
from pantau.schemas.site.retention import Hold
from tests.batch_runs import CAMERA, SITE

TEXT = SITE.format(cameras=CAMERA.format(id="cam-1", channel=1).rstrip("\n"), clock_s=0)
WHY = {"reason": "case 7/2026", "by": "inspectorate"}


def with_hold(text):
    return parse_site(f"{TEXT}retention:\n  holds:\n    - {{{text}}}\n")


def test_a_hold_knows_a_recording_however_its_letters_are_composed():
    name, day = "h\u00e4ll.mp4", date(2026, 11, 2)
    for ours, theirs in (("NFC", "NFD"), ("NFD", "NFC")):
        (hold,) = with_hold(f"recordings: [{normalize(ours, name)}], reason: case, by: me!").retention.holds
        assert hold.keeps(day, day, "cam-1", normalize(theirs, name))
        assert not hold.keeps(day, day, "cam-1", "hall.mp4")


def test_without_a_word_each_camera_has_its_own_retention():
    retention = parse_site(TEXT).retention
    assert (retention.observations_days, retention.holds) == (None, ())


@pytest.mark.parametrize(
    ("hold", "problem"),
    [
        ("reason: case 7, by: judge", "retention.holds[0]: names nothing; give from, until, cameras or recordings"),
        ("cameras: [cam-1], by: judge", "retention.holds[0].reason: is required; add it"),
        ("cameras: [cam-1], reason: case 7", "retention.holds[0].by: is required; add it"),
        (
            "cameras: [cam-2], reason: case, by: me!",
            "holds[0].cameras[0]: not among the cameras: cam-1 (found 'cam-2')",
        ),
        ("recordings: [/etc/passwd], reason: case, by: me!", "holds[0].recordings[0]: should lie in the archive"),
        ("from: 2026-11-03, until: 2026-11-02, reason: case, by: me!", "holds[0]: 'from' 2026-11-03 lies after"),
    ],
)
def test_a_hold_that_would_hold_the_wrong_thing_is_refused(hold, problem):
    with pytest.raises(SiteFileError) as refused:
        with_hold(hold)
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("limits", "kept"),
    [
        ({"from": "2026-11-03"}, True),
        ({"from": "2026-11-04"}, False),
        ({"until": "2026-11-02"}, True),
        ({"until": "2026-11-01"}, False),
        ({"cameras": ["cam-1", "cam-2"]}, True),
        ({"cameras": ["cam-2"]}, False),
        ({"recordings": ["nvr/a.mp4"]}, True),
        ({"recordings": ["nvr/b.mp4"]}, False),
        ({"cameras": ["cam-1"], "from": "2026-11-04"}, False),
    ],
)
def test_a_hold_keeps_what_meets_all_it_names(limits, kept):
    hold = Hold.model_validate(limits | WHY)
    assert hold.keeps(date(2026, 11, 2), date(2026, 11, 3), "cam-1", "nvr/a.mp4") == kept


def test_what_might_be_a_held_recording_is_kept():
    hold = Hold.model_validate({"recordings": ["nvr/a.mp4"]} | WHY)
    assert hold.keeps(date(2026, 11, 2), date(2026, 11, 2), "cam-1", None)
