from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pantau.transforms.recordings.file_names import ParsedName, UnreadableName, parse_name
from pantau.transforms.recordings.name_patterns import BUILT_IN, compile_pattern

WIB = ZoneInfo("Asia/Jakarta")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


READABLE = {
    "ch01_20181210175338.mp4": ParsedName("hikvision_export", 1, None, utc(2018, 12, 10, 10, 53, 38), None),
    "mall/2018/ch12_20181210175338.MP4": ParsedName("hikvision_export", 12, None, utc(2018, 12, 10, 10, 53, 38), None),
    "disk1/2018-09-22/000/dav/11/11.00.00-12.00.00[R][0@0][0].dav": ParsedName(
        "dahua_disk", 1, "disk1", utc(2018, 9, 22, 4), utc(2018, 9, 22, 5), "R"
    ),
    "2018-09-22/003/dav/23/23.50.00-00.10.00[M][0@0][0].dav": ParsedName(
        "dahua_disk", 4, None, utc(2018, 9, 22, 16, 50), utc(2018, 9, 22, 17, 10), "M"
    ),
    "2018-09-22/003/dav/23/23.00.00-23.59.60[R][0@0][0].dav": ParsedName(
        "dahua_disk", 4, None, utc(2018, 9, 22, 16), utc(2018, 9, 22, 17), "R"
    ),
    "NVR_ch1_main_20181206080000_20181206090000.dav": ParsedName(
        "dahua_export", 1, "NVR", utc(2018, 12, 6, 1), utc(2018, 12, 6, 2)
    ),
    "out/NVR_LT_2_ch16_sub_20181206230000_20181206235960.mp4": ParsedName(
        "dahua_export", 16, "NVR_LT_2", utc(2018, 12, 6, 16), utc(2018, 12, 6, 17)
    ),
    "NVR_ch1_main_20181231233000_20190101003000.dav": ParsedName(
        "dahua_export", 1, "NVR", utc(2018, 12, 31, 16, 30), utc(2018, 12, 31, 17, 30)
    ),
    "xm/2026-07-31/001/23.40.00-23.50.00[R][@17f2][0].h264": ParsedName(
        "xiongmai_disk", 1, "xm", utc(2026, 7, 31, 16, 40), utc(2026, 7, 31, 16, 50), "R"
    ),
    "2026-07-31/001/23.55.00-00.05.00[A][@17f2][0].h264": ParsedName(
        "xiongmai_disk", 1, None, utc(2026, 7, 31, 16, 55), utc(2026, 7, 31, 17, 5), "A"
    ),
    "2026-07-31/002/23.50.00-24.00.00[R][@1][0].h265": ParsedName(
        "xiongmai_disk", 2, None, utc(2026, 7, 31, 16, 50), utc(2026, 7, 31, 17), "R"
    ),
    "CH09_20260326_173728_184505.avi": ParsedName(
        "channel_date_clocks", 9, None, utc(2026, 3, 26, 10, 37, 28), utc(2026, 3, 26, 11, 45, 5)
    ),
    "CH09_20260326_233000_001500.avi": ParsedName(
        "channel_date_clocks", 9, None, utc(2026, 3, 26, 16, 30), utc(2026, 3, 26, 17, 15)
    ),
    "CH09_20260326_233000_235960.avi": ParsedName(
        "channel_date_clocks", 9, None, utc(2026, 3, 26, 16, 30), utc(2026, 3, 26, 17)
    ),
    "tapo/20260326_173728_tp00001.mp4": ParsedName("tp_link_card", None, None, utc(2026, 3, 26, 10, 37, 28), None),
}


@pytest.mark.parametrize("path", READABLE)
def test_name_is_read(path):
    assert parse_name(path, WIB) == READABLE[path]


def test_every_built_in_pattern_is_tried():
    assert {name.pattern for name in READABLE.values()} == {pattern.id for pattern in BUILT_IN} - {"hikvision_card"}


def test_names_in_gmt():
    assert parse_name("ch01_20181210175338.mp4", ZoneInfo("UTC")).started == utc(2018, 12, 10, 17, 53, 38)


@pytest.mark.parametrize(
    ("path", "reason"),
    {
        "hiv00000.mp4": "carries no time",
        "datadir0/hiv00017.MP4": "carries no time",
        "lobby.mp4": "no naming pattern fits",
        "11.00.00-12.00.00[R][0@0][0].dav": "no naming pattern fits",
        "ch01_201812101753381.mp4": "no naming pattern fits",
        "ch01_20181210175338.txt": "no naming pattern fits",
        "ch01_20181310175338.mp4": "not a date",
        "ch01_20180230175338.mp4": "not a date",
        "ch01_20181210245338.mp4": "not a date",
        "ch01_20181210235961.mp4": "not a date",
        "ch01_19700101000000.mp4": "clock reset",
        "ch00_20181210175338.mp4": "counts from 1",
        "2026-07-31/000/23.40.00-23.50.00[R][@17f2][0].h264": "counts from 1",
        "NVR_ch1_main_20181207090000_20181206080000.dav": "not after the start",
        "CH09_20260326_173728_173728.avi": "nothing or a whole day",
        "CH09_20260326_173728_174560.avi": "not a date",
    }.items(),
)
def test_unreadable_name_says_why_and_what_to_do(path, reason):
    with pytest.raises(UnreadableName, match=reason) as caught:
        parse_name(path, WIB)
    assert str(caught.value).startswith(f"{path}: ")
    assert "site file" in str(caught.value)
    assert caught.value.word in ("unknown_name", "name_without_time", "impossible_time")


def test_a_clock_shown_twice_is_not_guessed():
    berlin = ZoneInfo("Europe/Berlin")
    for path in ("ch01_20181028023000.mp4", "ch01_20180325023000.mp4"):
        with pytest.raises(UnreadableName, match="twice or never"):
            parse_name(path, berlin)
    assert parse_name("ch01_20181028033000.mp4", berlin).started == utc(2018, 10, 28, 2, 30)


@pytest.mark.parametrize(
    ("clocks", "ended"),
    [
        # From 03:00 summer time back to 02:00 at 01:00 UTC: 02:30 is shown at 00:30 and at 01:30 UTC.
        ("20181028_013000_023000", None),
        ("20181028_013000_033000", utc(2018, 10, 28, 2, 30)),
        ("20181028_033000_043000", utc(2018, 10, 28, 3, 30)),
        # From 02:00 on to 03:00: 02:30 is never shown.
        ("20180325_013000_023000", None),
        ("20180325_013000_033000", utc(2018, 3, 25, 1, 30)),
    ],
)
def test_an_end_in_the_hour_of_a_clock_change_leaves_the_start_known(clocks, ended):
    name = parse_name(f"CH09_{clocks}.avi", ZoneInfo("Europe/Berlin"))
    assert name.started.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H%M%S") == clocks[9:15]
    assert name.ended == ended


def test_own_pattern():
    own = compile_pattern(
        "lobby",
        r"(?P<device>\w+)/cam(?P<channel>\d)/(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{4})"
        r" (?P<start_time>\d\d\.\d\d\.\d\d)",
        channel_base=0,
    )
    assert parse_name("lobby/cam0/26-03-2026 17.37.28.avi", WIB, own=[own]) == ParsedName(
        "lobby", 1, "lobby", utc(2026, 3, 26, 10, 37, 28), None
    )


def test_own_pattern_goes_before_the_built_in_ones():
    own = compile_pattern("from_zero", r"ch(?P<channel>\d\d)_(?P<start>\d{14})\.mp4$", channel_base=0)
    assert parse_name("ch00_20181210175338.mp4", WIB, own=[own]).channel == 1


def test_patterns_that_read_differently_are_not_guessed():
    from_one = compile_pattern("from_one", r"ch(?P<channel>\d\d)_(?P<start>\d{14})")
    from_zero = compile_pattern("from_zero", r"ch(?P<channel>\d\d)_(?P<start>\d{14})", channel_base=0)
    with pytest.raises(UnreadableName, match="from_one and from_zero read it differently") as caught:
        parse_name("ch05_20181210175338.mp4", WIB, own=[from_one, from_zero])
    assert caught.value.word == "ambiguous_name"
    assert parse_name("ch05_20181210175338.mp4", WIB, own=[from_one, from_one]).channel == 5


@pytest.mark.parametrize(
    ("regex", "message"),
    {
        r"(?P<start>\d{14}": "not a regular expression",
        r"(?P<chan>\d)_(?P<start>\d{14})": "unknown group chan; the groups are device, channel",
        r"(?P<channel>\d)": "start must be given once",
        r"(?P<date>\d{8})": "start must be given once",
        r"(?P<date>\d{8})_(?P<start>\d{14})": "start must be given once",
        r"(?P<year>\d{4})(?P<start_time>\d{6})": "start must be given once",
        r"(?P<start>\d{14})_(?P<end>\d{14})_(?P<end_time>\d{6})": "end is given twice",
    }.items(),
)
def test_a_wrong_own_pattern_is_refused(regex, message):
    with pytest.raises(ValueError, match=message) as caught:
        compile_pattern("mine", regex, place="site.yaml: recorders[0].patterns[1]")
    assert str(caught.value).startswith("site.yaml: recorders[0].patterns[1]: naming pattern 'mine'")


def test_channel_base_is_checked():
    with pytest.raises(ValueError, match="channel_base is 2"):
        compile_pattern("mine", r"(?P<start>\d{14})", channel_base=2)
