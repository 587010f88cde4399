from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.recordings.file_names import parse_name
from pantau.transforms.recordings.found_cameras.likely_pattern import likely_pattern
from pantau.transforms.recordings.name_patterns import compile_pattern

JAKARTA = ZoneInfo("Asia/Jakarta")
EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)
QUARTER = EIGHT + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("path", "pattern", "channel", "device", "ended"),
    [
        ("20261102_080000.mp4", r"(?:^|/)(?P<start>\d{8}_\d{6})\.mp4$", None, None, None),
        (
            "Loket Depan_2026-11-02_08-00-00.mp4",
            r"(?:^|/)(?P<device>[^/]+?)_(?P<start>\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)\.mp4$",
            None,
            "Loket Depan",
            None,
        ),
        (
            "nvr/2026-11-02/cam03/08.00.00-08.15.00.mkv",
            r"(?:^|/)(?P<date>\d{4}-\d\d-\d\d)/cam(?P<channel>\d+)/"
            r"(?P<start_time>\d\d\.\d\d\.\d\d)-(?P<end_time>\d\d\.\d\d\.\d\d)\.mkv$",
            3,
            None,
            QUARTER,
        ),
        (
            "hall-k3-20261102-080000.mp4",
            r"(?:^|/)(?P<device>[^/]+?)-k(?P<channel>\d+)-(?P<start>\d{8}-\d{6})\.mp4$",
            3,
            "hall",
            None,
        ),
        (
            "a/02-11-2026 CH 4 08.00.00.avi",
            r"(?:^|/)(?P<day>\d+)-(?P<month>\d+)-(?P<year>\d{4}) CH (?P<channel>\d+) "
            r"(?P<start_time>\d\d\.\d\d\.\d\d)\.avi$",
            4,
            None,
            None,
        ),
        (
            "exports/0001_20261102080000_20261102081500.dav",
            r"(?:^|/)\d+_(?P<start>\d{14})_(?P<end>\d{14})\.dav$",
            None,
            None,
            QUARTER,
        ),
        (
            "Kamera 2/2026-11-02 08.00.00~08.15.00 (1).mp4",
            r"(?:^|/)Kamera (?P<channel>\d+)/(?P<start>\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d)~"
            r"(?P<end_time>\d\d\.\d\d\.\d\d) \(\d+\)\.mp4$",
            2,
            None,
            QUARTER,
        ),
        (
            "x/2026/11/02/08-00-00.mp4",
            r"(?:^|/)(?P<date>\d{4}/\d\d/\d\d)/(?P<start_time>\d\d-\d\d-\d\d)\.mp4$",
            None,
            None,
            None,
        ),
    ],
)
def test_a_pattern_is_made_of_a_name_and_reads_it(path, pattern, channel, device, ended):
    assert likely_pattern(path) == pattern
    read = parse_name(path, JAKARTA, [compile_pattern("own", pattern)], ())
    assert (read.channel, read.device, read.started, read.ended) == (channel, device, EIGHT, ended)


@pytest.mark.parametrize(
    "path", ["MOV_0001.mp4", "2026-11-02/0001.mp4", "clip 2026-11-02 0800.mp4", "ch01/1793581200.ts"]
)
def test_none_is_made_where_no_start_can_be_told(path):
    assert likely_pattern(path) is None


@given(
    st.integers(1_262_304_000, 4_070_908_800).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.sampled_from(["%Y%m%d%H%M%S", "%Y-%m-%d_%H-%M-%S", "%Y.%m.%d %H.%M.%S", "%Y%m%dT%H%M%S", "%d-%m-%Y %H-%M-%S"]),
    st.text("abXY [](){}+*?^$|\\.-_", max_size=12),
    st.one_of(st.none(), st.integers(1, 32)),
)
def test_whatever_stands_around_a_date_the_pattern_reads_it(at, form, text, channel):
    name = f"{text}_{'' if channel is None else f'ch{channel:02d}_'}{at.strftime(form)}.mp4"
    read = parse_name(name, ZoneInfo("UTC"), [compile_pattern("own", likely_pattern(name))], ())
    assert (read.started, read.channel) == (at, channel)
