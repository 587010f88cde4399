import av
import pytest

from pantau.transforms.playback import browser_clip
from pantau.transforms.playback.browser_clip import BrowserClip, is_played, seconds_before, write_browser_clip
from tests.transforms.numbered_clips import read_number


def shown(clip):
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        frames = [
            (round(frame.time, 3), read_number(frame.to_ndarray(format="bgr24"))) for frame in container.decode(stream)
        ]
        return stream.codec_context.name, stream.codec_context.pix_fmt, frames


def test_h264_is_copied_bit_for_bit_from_the_key_frame_before(numbered, tmp_path):
    path, row = numbered["h264"].path, numbered["h264"].row
    made = write_browser_clip(path, row, 3.1, tmp_path / "clip.mp4")
    assert made == BrowserClip(2.0, pytest.approx(149 / 25), copied=True)
    codec, _, frames = shown(tmp_path / "clip.mp4")
    assert made.media_type == "video/mp4"
    assert codec == "h264" and frames == [(round(i / 25, 3), 50 + i) for i in range(100)]
    with av.open(str(path)) as whole, av.open(str(tmp_path / "clip.mp4")) as clip:
        packets = [[bytes(packet) for packet in one.demux(video=0) if packet.size] for one in (whole, clip)]
    assert packets[0][50:] == packets[1]


def test_a_clip_is_a_fragmented_mp4(numbered, tmp_path):
    path, row = numbered["h264"].path, numbered["h264"].row
    write_browser_clip(path, row, 0, tmp_path / "clip.mp4")
    content = (tmp_path / "clip.mp4").read_bytes()
    assert content[4:8] == b"ftyp" and content.count(b"moof") == 3 and content.index(b"moov") < content.index(b"moof")


def test_a_long_recording_gives_a_clip_of_a_minute_at_most(numbered, tmp_path, monkeypatch):
    path, row = numbered["h264"].path, numbered["h264"].row
    monkeypatch.setattr(browser_clip, "COPIED_S", 3.0)
    made = write_browser_clip(path, row, 1.0, tmp_path / "clip.mp4")
    assert (made.first_s, made.last_s) == (0.0, pytest.approx(3.96))


@pytest.mark.parametrize("codec", ["h265", "mpeg4"])
def test_what_browsers_cannot_play_is_converted_from_the_moment_on(numbered, tmp_path, codec):
    path, row = numbered[codec].path, numbered[codec].row
    made = write_browser_clip(path, row, 2.2, tmp_path / "clip.mp4")
    assert (made.copied, made.first_s) == (False, pytest.approx(2.16, abs=0.05))
    converted, pixels, frames = shown(tmp_path / "clip.mp4")
    assert (converted, pixels, made.media_type) == ("vp9", "yuv420p", "video/webm")
    first = round(made.first_s * 25)
    # Of 25 frames a second every other one stays, at its own time.
    assert frames == [(round((number - first) / 25, 3), number) for number in range(first, row["packets"], 2)]


def test_a_turned_picture_is_converted_upright(numbered, tmp_path):
    path, row = numbered["turned"].path, numbered["turned"].row
    assert not is_played(row)
    made = write_browser_clip(path, row, 0, tmp_path / "clip.mp4")
    with av.open(str(tmp_path / "clip.mp4")) as clip:
        context = clip.streams.video[0].codec_context
        assert (made.copied, context.width, context.height) == (False, 96, 160)


def test_what_takes_long_to_convert_ends_sooner(numbered, tmp_path, monkeypatch):
    path, row = numbered["mpeg4"].path, numbered["mpeg4"].row
    monkeypatch.setattr(browser_clip, "SURELY_CONVERTED_S", 1.0)
    whole = write_browser_clip(path, row, 0, tmp_path / "clip")
    monkeypatch.setattr(browser_clip, "CONVERTING_S", 0.0)
    soon = write_browser_clip(path, row, 0, tmp_path / "clip")
    assert (whole.last_s, soon.last_s) == (pytest.approx(3.12), pytest.approx(0.96))


def test_what_must_be_converted_begins_sooner_before_its_moment(numbered):
    assert [seconds_before(numbered[name].row) for name in ("h264", "h265", "turned")] == [5.0, 2.0, 2.0]


def test_a_clip_for_which_somebody_waits_may_end_sooner_still(numbered, tmp_path, monkeypatch):
    path, row = numbered["mpeg4"].path, numbered["mpeg4"].row
    monkeypatch.setattr(browser_clip, "FIRST_CONVERTING_S", 0.0)
    monkeypatch.setattr(browser_clip, "FIRST_CONVERTED_S", 0.5)
    made = [write_browser_clip(path, row, 0, tmp_path / "clip", at_once=at_once) for at_once in (True, False)]
    assert [one.last_s for one in made] == [pytest.approx(0.48), pytest.approx(3.12)]
