from datetime import UTC, date, datetime, timedelta
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest

from pantau.schemas.site import SiteFileError, parse_site
from pantau.transforms.recordings.camera_assignment import CameraAssigner, UnnamedFile, dates_reached
from pantau.transforms.recordings.listing import Listed
from tests.transforms.recordings.probing.test_container_time import tagged

JAKARTA = ZoneInfo("Asia/Jakarta")
REGISTER = "agency: permits, purpose: security, notice_date: 2018-12-06, zone_type: service, retention_days: 30"
SITE = f"""\
id: hall
name: Hall
agencies: [{{id: permits, name: Permits}}]
recorders:
  - id: nvr
    folder: nvr
    clocks:
      - {{until: 2026-11-01, offset_s: -42, uncertainty_s: 2, source: telephone}}
  - id: upstairs
    folder: nvr/upstairs
    timezone: UTC
  - id: exports
    folder: exports
    patterns: [{{id: ours, regex: '(?P<device>[^/]+)-k(?P<channel>\\d+)-(?P<start>\\d{{14}})\\.mp4$', channel_base: 0}}]
    known_starts:
      - {{file: exports/hiv00000.mp4, camera: door, started_at: 2026-11-02 07:31:05+07:00, source: burnt-in clock}}
cameras:
  - {{id: one, recorder: nvr, channel: 1, {REGISTER}}}
  - {{id: two, recorder: nvr, channel: 2, {REGISTER}}}
  - {{id: up, recorder: upstairs, {REGISTER}}}
  - {{id: door, recorder: exports, channel: 1, device: east, {REGISTER}}}
calendar: {{periods: [{{hours: {{mon: 08:00-16:00}}, source: decree}}]}}
"""

DATED = f"""\
id: hall
name: Hall
agencies: [{{id: permits, name: Permits}}]
recorders: [{{id: card, container_times: ZONE, clocks: [CLOCK]}}]
cameras: [{{id: one, recorder: card, {REGISTER}}}]
calendar: {{periods: [{{hours: {{mon: 08:00-16:00}}, source: decree}}]}}
"""


@pytest.fixture(scope="module")
def assigner():
    return CameraAssigner(parse_site(SITE))


def listed(path):
    return Listed(path, 10, "recording", ".mp4")


def refused(assigner, path):
    with pytest.raises(UnnamedFile) as caught:
        assigner.assign(listed(path))
    return caught.value.word, str(caught.value)


def test_camera_by_channel_and_start_by_the_sites_zone(assigner):
    named = assigner.assign(listed("nvr/ch02_20261102080000.mp4"))
    assert (named.camera_id, named.pattern, named.bytes) == ("two", "hikvision_export", 10)
    assert named.recorder_started_at == named.started_at == datetime(2026, 11, 2, 1, tzinfo=UTC)
    assert named.recorder_ended_at is named.ended_at is None
    assert (named.clock_offset_s, named.clock_uncertainty_s, named.clock_source) == (0, 1, "assumed")


def test_a_late_clock_is_corrected_while_its_entry_holds(assigner):
    named = assigner.assign(listed("nvr/ch01_20261101235930.mp4"))
    assert named.recorder_started_at == datetime(2026, 11, 1, 16, 59, 30, tzinfo=UTC)
    assert named.started_at == datetime(2026, 11, 1, 17, 0, 12, tzinfo=UTC)
    assert named.service_date(JAKARTA) == date(2026, 11, 2)
    assert named.clock_source == "telephone"


def test_an_end_in_the_name_is_corrected_too(assigner):
    named = assigner.assign(listed("nvr/NVR_ch1_main_20261101080000_20261101081500.mp4"))
    assert named.recorder_ended_at == datetime(2026, 11, 1, 1, 15, tzinfo=UTC)
    assert named.ended_at == datetime(2026, 11, 1, 1, 15, 42, tzinfo=UTC)


def test_the_deepest_folder_owns_a_file_and_its_zone_counts(assigner):
    named = assigner.assign(listed("nvr/upstairs/ch07_20261102080000.mp4"))
    assert (named.camera_id, named.started_at) == ("up", datetime(2026, 11, 2, 8, tzinfo=UTC))


def test_a_pattern_of_the_site_with_channels_from_0(assigner):
    named = assigner.assign(listed("exports/east-k0-20261102080000.mp4"))
    assert (named.camera_id, named.pattern) == ("door", "ours")


def test_a_known_start_names_a_file_without_a_time(assigner):
    named = assigner.assign(listed("exports/hiv00000.mp4"))
    assert (named.camera_id, named.pattern) == ("door", "known_start")
    assert named.started_at == datetime(2026, 11, 2, 0, 31, 5, tzinfo=UTC)


def test_what_cannot_be_assigned_says_why_and_what_to_do(assigner):
    word, why = refused(assigner, "elsewhere/ch01_20261102080000.mp4")
    assert word == "no_recorder"
    assert why == (
        "elsewhere/ch01_20261102080000.mp4: lies in the folder of no recorder; the site file knows exports, nvr, "
        "nvr/upstairs; add a recorder with this folder, or move the file into one of those"
    )
    word, why = refused(assigner, "nvr/ch09_20261102080000.mp4")
    assert word == "no_camera"
    assert why == "nvr/ch09_20261102080000.mp4: no camera of recorder nvr has channel 9; add it to the site file"
    assert refused(assigner, "exports/west-k0-20261102080000.mp4") == (
        "no_camera",
        "exports/west-k0-20261102080000.mp4: no camera of recorder exports has channel 1 and device west; "
        "add it to the site file",
    )
    assert refused(assigner, "nvr/hiv00001.mp4")[0] != "no_camera"


NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "now", "why"),
    [
        (
            "nvr/ch01_20370209080000.mp4",
            NOW,
            "begins at 2037-02-09 08:00:00 WIB by its name, and it is 2026-11-02 08:00:00 WIB by the clock of this "
            "machine; the recorder's clock was ahead: add a known start in the site file, or set the clock of this "
            "machine if it is late",
        ),
        (
            "exports/hiv00000.mp4",
            NOW - timedelta(hours=1),
            "begins at 2026-11-02 07:31:05 WIB by its known start, and it is 2026-11-02 07:00:00 WIB by the clock of "
            "this machine; correct that in the site file, or set the clock of this machine if it is late",
        ),
    ],
)
def test_a_start_that_has_not_been_is_told(path, now, why):
    assert refused(CameraAssigner(parse_site(SITE), now=now), path) == ("future_time", f"{path}: {why}")


@pytest.mark.parametrize(
    ("path", "believed_from_s"),
    [
        # a clock of which nothing is said is believed within a second
        ("nvr/ch01_20261102080000.mp4", -1),
        # one 42 s late, within two
        ("nvr/ch01_20261101080000.mp4", 42 - 2 - 86_400),
        ("nvr/upstairs/ch07_20261102080000.mp4", 7 * 3600 - 1),
    ],
)
def test_a_start_is_believed_as_soon_as_it_may_have_been(path, believed_from_s):
    site, at = parse_site(SITE), NOW + timedelta(seconds=believed_from_s)
    assert CameraAssigner(site, now=at).assign(listed(path)).path == path
    assert refused(CameraAssigner(site, now=at - timedelta(milliseconds=1)), path)[0] == "future_time"


def test_names_are_compared_in_one_normal_form_and_paths_stay_as_they_are():
    """Composed in the site file and decomposed on the disk, and the other way round."""
    for here, there in (("NFC", "NFD"), ("NFD", "NFC")):
        accented = SITE.replace("device: east", "device: \u00e9ast").replace(
            "folder: exports", "folder: h\u00e4ll\u00e9"
        )
        accented = accented.replace("file: exports/hiv00000", "file: h\u00e4ll\u00e9/\u00e9t\u00e9")
        assigner = CameraAssigner(parse_site(normalize(here, accented)))
        for name in ("h\u00e4ll\u00e9/\u00e9ast-k0-20261102080000.mp4", "h\u00e4ll\u00e9/\u00e9t\u00e9.mp4"):
            path = normalize(there, name)
            assert assigner.owns(path)
            named = assigner.assign(listed(path))
            assert (named.camera_id, named.path) == ("door", path)


def test_two_folders_of_one_normal_form_are_one():
    twice = SITE.replace("folder: exports", "folder: n\u0303vr").replace("folder: nvr/upstairs", "folder: \u00f1vr")
    with pytest.raises(SiteFileError, match="recorder upstairs has this folder already"):
        parse_site(twice.replace("file: exports", "file: x"))


def test_a_pattern_that_is_not_valid_is_named_with_its_place():
    site = parse_site(SITE.replace("(?P<start>", "(?P<begin>"))
    with pytest.raises(ValueError, match=r"recorders\[2\]\.patterns\[0\]: naming pattern 'ours'"):
        CameraAssigner(site)


def dates(assigner, *names):
    named = [assigner.assign(listed(f"nvr/{name}.mp4")) for name in names]
    return [sorted(day.day for day in reached) for reached in dates_reached(named, JAKARTA).values()]


def test_the_last_file_of_a_camera_and_date_may_cross_midnight(assigner):
    assert dates(
        assigner, "ch01_20261102080000", "ch01_20261102090000", "ch01_20261103080000", "ch02_20261103070000"
    ) == [
        [2],
        [2, 3],
        [3, 4],
        [3, 4],
    ]


def test_an_end_in_the_name_says_whether_midnight_is_crossed(assigner):
    name = "NVR_ch1_main_20261102235000_{}"
    assert dates(assigner, name.format("20261102235959")) == [[2]]
    assert dates(assigner, name.format("20261103000000")) == [[2]]
    assert dates(assigner, name.format("20261103000001")) == [[2, 3]]


def test_no_files_reach_no_dates():
    assert dates_reached([], JAKARTA) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "clock", "started", "told"),
    [
        ("utc", "", datetime(2026, 11, 2, 8, tzinfo=UTC), (0, 6, "container")),
        ("local", "", datetime(2026, 11, 2, 1, tzinfo=UTC), (0, 6, "container")),
        (
            "local",
            "{offset_s: 9, uncertainty_s: 0.5, source: telephone}",
            datetime(2026, 11, 2, 1, tzinfo=UTC),
            (9, 5.5, "telephone + container"),
        ),
    ],
)
def test_a_name_without_a_time_is_dated_by_its_container_where_the_site_file_says_so(
    clips, tmp_path, zone, clock, started, told
):
    tagged(clips["gop50"], tmp_path / "hiv00001.mp4", "2026-11-02T08:00:00Z")
    named = CameraAssigner(parse_site(DATED.replace("ZONE", zone).replace("CLOCK", clock)), str(tmp_path)).assign(
        listed("hiv00001.mp4")
    )
    assert (named.camera_id, named.pattern, named.recorder_started_at) == ("one", "container_time", started)
    assert (named.clock_offset_s, named.clock_uncertainty_s, named.clock_source) == told


@pytest.mark.slow
def test_a_container_that_tells_no_time_either_is_refused(clips, tmp_path):
    assigner = CameraAssigner(parse_site(DATED.replace("ZONE", "utc").replace("CLOCK", "")), str(tmp_path))
    tagged(clips["gop50"], tmp_path / "hiv00001.mp4", "")
    word, why = refused(assigner, "hiv00001.mp4")
    assert word == "name_without_time" and why.endswith("its container tells no time either")
    word, why = refused(assigner, "hiv00002.mp4")
    assert word == "name_without_time" and "nor its container: hiv00002.mp4: cannot be opened" in why


def test_an_end_before_the_start_is_none_that_can_be(assigner):
    named = assigner.assign(listed("nvr/NVR_ch1_main_20261102080000_20261102075920.mp4"))
    assert named.recorder_ended_at == datetime(2026, 11, 2, 0, 59, 20, tzinfo=UTC)
    assert named.ended_at is None
    assert dates_reached([named], JAKARTA) == {named.path: {date(2026, 11, 2), date(2026, 11, 3)}}
