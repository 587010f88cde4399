import av
import numpy as np
import pytest

from pantau.simulation.day_script import write_script
from pantau.simulation.recorded_files import RecordedFile, segments
from pantau.simulation.recorders import StoredVideo
from pantau.simulation.rendering.hall import hall_of
from pantau.simulation.rendering.render import render_segment, rendered_frames
from pantau.simulation.scenario import load_scenario

TINY = load_scenario("tiny")


def test_a_second_decodes_with_the_size_rate_and_times_asked_for(tmp_path):
    path = render_segment(TINY, 1, RecordedFile("cam-1", 30.0, 1.0, "a/b.mp4"), tmp_path)
    assert path == tmp_path / "a/b.mp4" and [p.name for p in path.parent.iterdir()] == ["b.mp4"]
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(stream))
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 640, 360)
        assert stream.average_rate == 5
    assert [frame.time for frame in frames] == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8])
    assert [frame.key_frame for frame in frames] == [True, False, False, False, False]


@pytest.mark.parametrize("suffix", ["mp4", "dav", "h264", "avi"])
def test_every_container_holds_all_frames_with_keys_at_the_interval(tmp_path, suffix):
    path = render_segment(TINY, 1, RecordedFile("cam-1", 10.0, 5.0, f"x.{suffix}"), tmp_path)
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 25
    assert [i for i, frame in enumerate(frames) if frame.key_frame] == [0, 10, 20]


def stored(*ways: StoredVideo):
    camera = TINY.cameras[0].model_copy(update={"stored": ways})
    return TINY.model_copy(update={"cameras": (camera,)})


@pytest.mark.parametrize(("codec", "suffix"), [("hevc", "mp4"), ("mpeg4", "avi"), ("mpeg4", "mp4")])
def test_a_piece_is_stored_in_the_codec_and_at_the_rate_of_its_turn(tmp_path, codec, suffix):
    scenario = stored(StoredVideo(), StoredVideo(codec=codec, fps=8, key_interval_s=0.5))
    path = render_segment(scenario, 1, RecordedFile("cam-1", 10.0, 2.0, f"x.{suffix}", piece=1), tmp_path)
    with av.open(str(path)) as container:
        assert container.streams.video[0].codec_context.name == codec
        frames = list(container.decode(video=0))
    assert [frame.time for frame in frames] == pytest.approx([n / 8 for n in range(16)])
    assert [i for i, frame in enumerate(frames) if frame.key_frame] == [0, 4, 8, 12]
    frame = next(rendered_frames(scenario, 1, RecordedFile("cam-1", 10.0, 0.3, "", piece=0)))
    assert np.abs(frames[0].to_ndarray(format="bgr24").astype(int) - frame).mean() < 6


@pytest.mark.slow
@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_a_rate_is_filled_or_kept_below(tmp_path, codec):
    sizes = {}
    for constant in (True, False):
        rate = {"codec": codec, "kbit_s": 400, "constant_rate": constant, "crf": 40}
        scenario = TINY.model_copy(update={"video": TINY.video.model_copy(update=rate)})
        path = render_segment(scenario, 1, RecordedFile("cam-1", 10.0, 20.0, f"{constant}.mp4"), tmp_path)
        sizes[constant] = path.stat().st_size * 8 / 20 / 1000
    assert 300 < sizes[True] < 440
    assert sizes[False] < 150


def test_infrared_frames_are_grey_and_dim():
    camera = TINY.cameras[0].model_copy(update={"infrared": True})
    dark = next(
        rendered_frames(TINY.model_copy(update={"cameras": (camera,)}), 1, RecordedFile("cam-1", 10.0, 0.3, ""))
    )
    day = next(rendered_frames(TINY, 1, RecordedFile("cam-1", 10.0, 0.3, "")))
    assert (dark == dark[..., :1]).all() and not (day == day[..., :1]).all()
    assert 0.5 < dark.mean() / day.mean() < 0.7


@pytest.mark.parametrize("codec", ["h264", "hevc", "mpeg4"])
def test_the_same_seed_gives_the_same_file(tmp_path, codec):
    scenario, segment = stored(StoredVideo(codec=codec)), RecordedFile("cam-1", 40.0, 1.0, "x.mp4")
    first = render_segment(scenario, 1, segment, tmp_path / "a").read_bytes()
    assert render_segment(scenario, 1, segment, tmp_path / "b").read_bytes() == first
    assert render_segment(scenario, 2, segment, tmp_path / "c").read_bytes() != first


def test_a_later_file_shows_what_an_earlier_one_that_covers_it_shows():
    early = list(rendered_frames(TINY, 1, RecordedFile("cam-1", 50.0, 2.0, "")))
    late = list(rendered_frames(TINY, 1, RecordedFile("cam-1", 51.0, 1.0, "")))
    # Only the sensor's noise differs.
    assert np.abs(early[5].astype(int) - late[0]).mean() < 4


def test_people_are_drawn_where_the_script_has_them():
    day = write_script(TINY, 1).camera("cam-1")
    hall = hall_of(TINY.cameras[0], TINY.video)
    t = 60.0
    frame = next(rendered_frames(TINY, 1, RecordedFile("cam-1", t, 0.2, "")))
    standing = [spot for person in day.people if person.role == "visitor" and (spot := person.at(t))]
    waiting = [spot for spot in standing if spot.pose == "stand"]
    assert waiting
    for spot in waiting:
        x, y = np.round(hall.view.project(np.array([spot.x, spot.y, 1.1]))).astype(int)
        empty = next(rendered_frames(TINY, 1, RecordedFile("cam-1", 0.0, 0.2, "")))
        patch = np.s_[y - 4 : y + 5, x - 4 : x + 5]
        assert np.abs(frame[patch].astype(int) - empty[patch]).mean() > 15


def test_the_scripted_segments_cover_the_day():
    assert sum(segment.seconds for segment in segments(TINY)) == 121
