"""What H.264 packets say of lost frames and recovery points, on streams that x264 made."""

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.recordings.probing.coded.h264 import Access, H264Headers
from tests.transforms.numbered_clips import encode, regular


@pytest.fixture(scope="module", params=["mp4", "ts"])
def sound(request, tmp_path_factory):
    """(extradata, packets) of 90 frames with a key frame each 30, with lengths and with start codes; B frames too."""
    path = tmp_path_factory.mktemp("h264") / f"a.{request.param}"
    encode(path, "libx264", regular(90), gop=30, preset="medium", **{"x264-params": "bframes=2:scenecut=0:b-pyramid=2"})
    return packets_of(path)


def packets_of(path):
    with av.open(str(path)) as container:
        packets = [bytes(packet) for packet in container.demux(video=0) if packet.size]
        return container.streams.video[0].codec_context.extradata, packets


def read(extradata, packets):
    headers = H264Headers(extradata)
    return [headers.read(packet) for packet in packets]


def test_a_sound_stream_lost_nothing(sound):
    told = read(*sound)
    assert not any(access.lost for access in told)
    assert [number for number, access in enumerate(told) if access.recovery is not None] == [0, 30, 60]
    assert {access.recovery for access in told} == {0, None}


def test_frames_that_are_not_there_are_told_by_the_next(sound):
    extradata, packets = sound
    # without frames that no other refers to, nothing is lost for the others
    references = [n for n, packet in enumerate(packets) if is_reference(extradata, packet)]
    gone = references[5]
    told = read(extradata, packets[:gone] + packets[gone + 1 :])
    assert [n for n, access in enumerate(told) if access.lost] == [gone]
    spare = next(n for n in range(len(packets)) if n not in references)
    assert not any(access.lost for access in read(extradata, packets[:spare] + packets[spare + 1 :]))


def is_reference(extradata, packet):
    units = H264Headers(extradata)._units(packet)
    return next(unit[0] >> 5 & 3 for unit in units if unit[0] & 31 in (1, 2, 5)) > 0


def test_a_key_frame_begins_anew(sound):
    extradata, packets = sound
    assert not any(access.lost for access in read(extradata, packets[:20] + packets[30:]))
    assert not any(access.lost for access in read(extradata, packets[35:]))


@pytest.mark.parametrize("suffix", ["mp4", "h264"])
def test_recovery_points(tmp_path, suffix):
    clip = encode(
        tmp_path / f"a.{suffix}",
        "libx264",
        regular(60),
        gop=20,
        preset="veryfast",
        **{"x264-params": "intra-refresh=1:scenecut=0"},
    )
    told = read(*packets_of(clip))
    points = {number: access.recovery for number, access in enumerate(told) if access.recovery is not None}
    assert points[0] == 0 and list(points) == [0, 20, 40]
    assert 0 < points[20] == points[40] < 20
    assert [access.number for access in told] == list(range(1, 61))


def test_numbers_of_frames_count_on_over_their_period():
    """Slices with 4 bits of frame number, as a baseline stream has them: made by hand."""
    headers = H264Headers(None)
    headers.read(unit(7, "0100001000000000000111101" + "1" + "1" + "1" + "010" + "0" + "1" * 8))
    headers.read(unit(8, "11" + "1" * 6))
    numbers = [number % 16 for number in range(40)]
    told = [headers.read(unit(5 if not n else 1, "1" + "00110" + "1" + f"{n % 16:04b}" + "1" * 8)) for n in range(3)]
    assert [access.lost for access in told] == [False] * 3
    told = [headers.read(unit(1, "1" + "00110" + "1" + f"{numbers[n]:04b}" + "1" * 8)) for n in range(3, 40)]
    assert not any(access.lost for access in told)
    assert told[-1].number - told[0].number == 36


def unit(kind, bits):
    """A unit of a reference frame after its start code."""
    bits += "0" * (-len(bits) % 8)
    return b"\0\0\1" + bytes([0x60 | kind]) + int(bits, 2).to_bytes(len(bits) // 8)


@given(st.binary(max_size=60), st.binary(max_size=200))
def test_what_cannot_be_read_says_nothing(extradata, packet):
    headers = H264Headers(extradata)
    assert isinstance(headers.read(packet), Access)
    assert isinstance(headers.read(b"\0\0\1" + packet), Access)


@given(st.integers(0, 255), st.integers(0, 400), st.randoms())
def test_nor_does_a_damaged_stream_raise(sound_once, value, place, random):
    extradata, packets = sound_once
    headers = H264Headers(extradata)
    for packet in packets[:5]:
        altered = bytearray(packet)
        altered[place % len(altered)] = value
        headers.read(bytes(altered[: random.randint(1, len(altered))]))


@pytest.fixture(scope="module")
def sound_once(tmp_path_factory):
    return packets_of(encode(tmp_path_factory.mktemp("h264") / "a.ts", "libx264", regular(6), preset="medium"))


def test_a_packet_without_a_slice_is_no_frame(sound):
    extradata, packets = sound
    headers = H264Headers(extradata)
    assert all(headers.has_slice(packet) for packet in packets)
    assert not H264Headers(None).has_slice(unit(6, "1" * 16) + unit(8, "1" * 8))
    assert np.array_equal([headers.read(packets[0]).recovery], [0])
