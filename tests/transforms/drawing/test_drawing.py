import shutil
from fractions import Fraction

import numpy as np
import pytest

from pantau.schemas.site.zones import Zone
from pantau.transforms.drawing.detections import DrawnDetections, draw_detections, draw_zones
from pantau.transforms.drawing.frame import take_frame
from pantau.transforms.drawing.lettering import INK, WHITE, contrast, text_width, write_label
from pantau.transforms.drawing.palette import HEAD, SEEN, ZONE_COLOURS
from pantau.transforms.drawing.ruler import draw_ruler
from pantau.transforms.drawing.sheet import draw_sheet
from pantau.transforms.recordings.probing.opening import Unreadable
from tests.transforms.numbered_clips import encode, read_number, regular
from tests.transforms.shown_clips import pasted_matrix

GREY = np.full((360, 640, 3), 100, np.uint8)
DESK = Zone(
    id="desk", kind="customer", counters=("c1",), polygon=((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
)
SEAT = Zone(id="seat", kind="seat", counters=("c1",), polygon=((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)))


def test_a_zone_is_outlined_and_glazed_and_nothing_else_changes():
    frame = GREY.copy()
    draw_zones(frame, [DESK], 16)
    assert tuple(frame[90, 320]) == ZONE_COLOURS["customer"]
    glazed = np.round(0.22 * np.array(ZONE_COLOURS["customer"]) + 0.78 * 100)
    assert np.abs(frame[180, 320] - glazed).max() <= 1
    assert (frame[:80] == 100).all() and (frame[280:] == 100).all()


def test_a_small_zone_lies_above_a_large_one_in_any_order():
    frames = [GREY.copy(), GREY.copy()]
    draw_zones(frames[0], [DESK, SEAT], 16)
    draw_zones(frames[1], [SEAT, DESK], 16)
    assert (frames[0] == frames[1]).all()
    assert tuple(frames[0][144, 320]) == ZONE_COLOURS["seat"]


def test_people_and_heads_stand_where_they_were_seen():
    frame = GREY.copy()
    draw_detections(frame, DrawnDetections((((0.5, 0.25, 0.75, 0.75), 0.9),), (((0.25, 0.5), 0.4),), 0.37), 16)
    assert tuple(frame[90, 400]) == SEEN
    assert tuple(frame[180, 160]) == HEAD


def test_a_sheet_is_enlarged_with_a_title_above_and_a_legend_below():
    sheet = draw_sheet(GREY, [DESK], None, "Hall: cam", "a.mp4 at 1.0 s")
    assert sheet.shape[1] == 1280 and sheet.dtype == np.uint8
    assert sheet.shape[0] > 720
    assert (GREY == 100).all()
    seen = draw_sheet(GREY, [DESK], DrawnDetections(), "Hall: cam", "a.mp4 at 1.0 s")
    assert seen.shape == sheet.shape and (seen != sheet).any()


def test_a_long_legend_wraps():
    zones = [Zone(id=kind, kind=kind, counters=("c1",), polygon=DESK.polygon) for kind in ZONE_COLOURS]
    seen = DrawnDetections((((0.1, 0.1, 0.2, 0.2), 0.3),), (), 0.37)
    tall = draw_sheet(GREY, zones, seen, "Hall", "")
    assert tall.shape[0] > draw_sheet(GREY, zones[:1], None, "Hall", "").shape[0]


def test_a_ruler_has_lines_at_tenths_and_short_ones_between():
    frame = GREY.copy()
    draw_ruler(frame, 8)
    lit = frame[200].max(axis=1) > 150
    assert [int(x) for x in np.flatnonzero(lit[64:])] == [round(part / 10 * 639) - 64 for part in range(1, 10)]
    short = round(0.25 * 359)
    assert (frame[short, :8] > 150).all() and (frame[short, 9:60] == 100).all()
    sheets = [draw_sheet(GREY, [DESK], None, "Hall", "", ruler=ruler) for ruler in (False, True)]
    assert sheets[0].shape == sheets[1].shape and (sheets[0] != sheets[1]).any()


def test_labels_stay_in_the_frame_and_are_legible():
    frame = GREY.copy()
    write_label(frame, "entrance", 630, -20, 16, (0, 0, 0))
    across = text_width("entrance", 16, 600) + 16
    assert (frame[:24, 640 - across] == 0).all() and (frame[:, : 640 - across] == 100).all()
    assert contrast((255, 255, 255)) == INK and contrast((160, 60, 0)) == WHITE


@pytest.mark.parametrize(("name", "offset", "number"), [("gop50", 3.0, 75), ("gop250", 9.04, 226), ("mjpeg", 1.0, 10)])
def test_the_frame_at_an_offset(clips, name, offset, number):
    frame, at = take_frame(clips[name], clips[name].name, offset)
    assert read_number(frame) == number
    assert at == pytest.approx(offset, abs=0.001)


def test_without_an_offset_a_key_frame_from_the_middle(clips):
    frame, at = take_frame(clips["gop50"], "gop50.mp4")
    assert (read_number(frame), at) == (100, 4.0)


def test_a_frame_is_drawn_on_as_it_is_displayed(tmp_path):
    clip = encode(tmp_path / "a.mp4", "libx264", regular(5), pixel_aspect=Fraction(3, 2), preset="ultrafast")
    pasted_matrix(clip, "mirrored and left")
    assert take_frame(clip, "a.mp4")[0].shape == (240, 96, 3)
    assert take_frame(clip, "a.mp4", display_aspect=Fraction(9, 16))[0].shape == (171, 96, 3)


def test_a_file_without_frames_is_told(tmp_path, clips):
    shutil.copy(clips["gop50"], tmp_path / "cut.mp4")
    (tmp_path / "cut.mp4").write_bytes((tmp_path / "cut.mp4").read_bytes()[:300])
    with pytest.raises(Unreadable, match=r"cut\.mp4"):
        take_frame(tmp_path / "cut.mp4", "cut.mp4")
