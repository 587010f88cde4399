from datetime import UTC, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from transforms.inventory.names import parse_name
from transforms.simulate.recorder import recorded, segments
from transforms.simulate.scenario import Gap, load_scenario

ZONE = ZoneInfo("Asia/Jakarta")


def one_camera(**changes):
    scenario = load_scenario("demo")
    return scenario.model_copy(update={"cameras": (scenario.cameras[0].model_copy(update=changes),)})


@pytest.mark.parametrize(
    ("style", "pattern"),
    [
        ("hikvision_export", "hikvision_export"),
        ("dahua_export", "dahua_export"),
        ("dahua_disk", "dahua_disk"),
        ("xiongmai", "xiongmai_disk"),
        ("channel_span", "channel_date_clocks"),
    ],
)
def test_names_tell_the_recorder_s_time_and_channel(style, pattern):
    scenario = one_camera(recorder=style, channel=3, clock_offset_s=-37)
    planned = segments(scenario)
    assert len(planned) == 3
    for segment in planned:
        name = parse_name(segment.path, ZONE)
        start = scenario.started_at + timedelta(seconds=segment.start - 37)
        assert (name.pattern, name.channel, name.started) == (pattern, 3, start.astimezone(UTC))
        assert name.ended in (None, start.astimezone(UTC) + timedelta(seconds=segment.seconds))


def test_files_overlap_by_the_recorder_s_second():
    planned = segments(one_camera(segment_s=180, overlap_s=1))
    assert [(s.start, s.seconds) for s in planned] == [(0, 181), (180, 181), (360, 180)]
    assert all(a.start + a.seconds - b.start == 1 for a, b in pairwise(planned))


def test_a_gap_leaves_time_without_a_file():
    scenario = one_camera(segment_s=180, gaps=(Gap(at_s=200, seconds=45),))
    spans = [(s.start, s.start + s.seconds) for s in segments(scenario)]
    assert spans == [
        (0, 181),
        (180, 200),
        (245, 361),
        (360, 540),
    ]
    assert recorded(scenario, scenario.cameras[0]) == [(0, 200), (245, 540)]
