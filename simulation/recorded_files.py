"""The recorders behind the cameras: how they cut the day into files, and how they name them."""

from datetime import datetime, timedelta
from itertools import cycle
from typing import NamedTuple

from pantau.simulation.scenario import CameraScene, Scenario
from pantau.transforms.intervals import Intervals, subtract, union

SHORTEST_FILE_S = 2.0


class RecordedFile(NamedTuple):
    """One file of one camera: true seconds from the start of the footage, its path relative to the archive, and its
    number among the pieces of its recorder."""

    camera: str
    start: float
    seconds: float
    path: str
    piece: int = 0


def segments(scenario: Scenario) -> list[RecordedFile]:
    """Every file of the day. Consecutive files overlap by the recorder's overlap; gaps leave time without a file.

    Raises:
        ValueError: two files have one name, as a recorder whose clock is set back would write over the first.
    """
    planned = [
        RecordedFile(
            camera.id, start, end - start, f"{_disk(camera, number)}/{_name(scenario, camera, start, end)}", number
        )
        for camera in scenario.cameras
        for number, (start, end) in enumerate(_pieces(camera, scenario.seconds))
    ]
    paths = [segment.path for segment in planned]
    if twice := sorted({path for path in paths if paths.count(path) > 1}):
        raise ValueError(f"two files are named {twice[0]}; set the clock back by other than whole pieces")
    return planned


def recorded(scenario: Scenario, camera: CameraScene) -> Intervals:
    """When there is footage of a camera, true seconds from its start."""
    return union(_pieces(camera, scenario.seconds))


def clock_jumps(scenario: Scenario, camera: CameraScene) -> list[tuple[RecordedFile, float]]:
    """The file under way whenever the camera's recorder was set, the earlier of two, and by how many seconds it was."""
    own = [segment for segment in segments(scenario) if segment.camera == camera.id]
    running = [(next((s for s in own if s.start <= j.at_s < s.start + s.seconds), None), j) for j in camera.clock_jumps]
    return [(segment, jump.seconds) for segment, jump in running if segment]


def folder(camera: CameraScene) -> str:
    """The archive's folder of a camera's recorder."""
    return f"recorder-{camera.id}"


def _disk(camera: CameraScene, piece: int) -> str:
    """The folder of a piece: by name the disks come in another order than they are written."""
    return folder(camera) if camera.disks == 1 else f"{folder(camera)}/disk-{camera.disks - piece % camera.disks}"


def _pieces(camera: CameraScene, seconds: float) -> Intervals:
    gaps = [(gap.at_s, gap.at_s + gap.seconds) for gap in camera.gaps]
    pieces, start = [], camera.first_piece_s
    lengths = cycle(camera.pieces_s or (camera.segment_s,))
    while start < seconds:
        end = min(seconds, start + next(lengths))
        pieces += subtract([(start, min(seconds, end + camera.overlap_s))], gaps)
        start = end
    return [(a, b) for a, b in pieces if b - a >= SHORTEST_FILE_S]


def _name(scenario: Scenario, camera: CameraScene, start: float, end: float) -> str:
    """A name in the recorder's style, in the time of its own clock, of which it drops the fraction."""
    begins, ends = (scenario.started_at + timedelta(seconds=t + camera.clock_at(t)) for t in (start, end))
    channel = camera.channel
    match camera.recorder:
        case "hikvision_export":
            return f"ch{channel:02d}_{begins:%Y%m%d%H%M%S}.mp4"
        case "dahua_export":
            return f"NVR_ch{channel}_main_{begins:%Y%m%d%H%M%S}_{ends:%Y%m%d%H%M%S}.mp4"
        case "dahua_disk":
            return f"{begins:%Y-%m-%d}/{channel - 1:03d}/dav/{begins:%H}/{_clocks(begins, ends)}[R][0@0][0].dav"
        case "xiongmai":
            return f"{begins:%Y-%m-%d}/{channel:03d}/{_clocks(begins, ends)}[R][@{channel:04x}][0].h264"
        case "channel_span":
            return f"CH{channel:02d}_{begins:%Y%m%d_%H%M%S}_{ends:%H%M%S}.avi"


def _clocks(begins: datetime, ends: datetime) -> str:
    return f"{begins:%H.%M.%S}-{ends:%H.%M.%S}"
