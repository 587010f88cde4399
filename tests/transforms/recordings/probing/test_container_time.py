from datetime import UTC, datetime, timedelta

import av
import pytest

from pantau.transforms.recordings.probing.container_time import container_fraction, read_container_time, zone_shift
from tests.transforms.recordings.clocks.pieces import cut
from tests.transforms.seen import EIGHT

MINUTES = range(0, 601, 60)


def tagged(source, target, told):
    """The recording with a time of creation in its container, packets unchanged."""
    with av.open(str(source)) as container, av.open(str(target), "w") as output:
        video = container.streams.video[0]
        stream = output.add_stream_from_template(video)
        if told:
            output.metadata["creation_time"] = told
        for packet in container.demux(video):
            if packet.size:
                packet.stream = stream
                output.mux(packet)
    return target


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2026-11-02T01:00:00Z", datetime(2026, 11, 2, 1, tzinfo=UTC)),
        ("2026-11-02T08:00:00+07:00", datetime(2026, 11, 2, 1, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_what_a_container_says(clips, tmp_path, suffix, told, expected):
    path = tagged(clips["gop50"], tmp_path / f"clip{suffix}", told)
    assert read_container_time(path, path.name) == expected


def test_a_matroska_file_tells_fractions(clips, tmp_path):
    path = tagged(clips["gop50"], tmp_path / "clip.mkv", "2026-11-02T01:00:00.25Z")
    assert read_container_time(path, path.name) == EIGHT + timedelta(seconds=0.25)


def dated(shift):
    """Recordings whose containers are `shift(row)` seconds after their names."""
    return [
        {**row, "container_started_at": row["recorder_started_at"] + timedelta(seconds=shift(row))}
        for row in cut(MINUTES)
    ]


@pytest.mark.parametrize("hours", [7, -1, 0.5])
def test_a_constant_zone_is_a_shift(hours):
    assert zone_shift(dated(lambda row: hours * 3600 + 2)).seconds == hours * 3600


def test_times_that_agree_or_are_those_of_an_export_or_of_the_end_are_none():
    assert zone_shift(dated(lambda row: 1)) is None
    assert zone_shift(dated(lambda row: 7200 - row["true_start"])) is None
    assert zone_shift([{**row, "duration_s": 900.0} for row in dated(lambda row: 900)]) is None
    assert zone_shift(dated(lambda row: 3600)[:2]) is None
    assert zone_shift([*dated(lambda row: 3600), {**cut((0, 60))[0], "container_started_at": None}]) is None


def test_a_fraction_must_lie_in_the_second_of_the_name_and_agree_with_neighbours():
    (row,) = cut((0, 60))

    def told(seconds, shift=None, proven=(0.0, 1.0)):
        at = EIGHT + timedelta(seconds=seconds)
        found = container_fraction({**row, "container_started_at": at}, shift, proven)
        return found and tuple(round(edge, 3) for edge in found)

    assert told(0.4) == (0.3, 0.5)
    assert told(0.05) == (0, 0.15)
    assert told(0.0) is told(1.4) is told(-0.4) is None
    assert told(0.4, proven=(0.45, 0.9)) == (0.45, 0.5)
    assert told(0.4, proven=(0.6, 0.9)) is None
    assert container_fraction(row, None, (0, 1)) is None
    shifted = dated(lambda row: 3600.4)
    assert container_fraction(shifted[0], zone_shift(shifted), (0, 1)) == pytest.approx((0.3, 0.5))
