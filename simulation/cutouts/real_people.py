"""Real people as figures: who walks in the script is shown by frames of somebody who walked that way.

Everybody of PETS09-S2L1 is cut out along the published track: what differs from the empty scene, in the box. A cut-out
is used where nobody else is near and the body is whole. For each direction, and for its mirror image, the frames of one
stride are kept, and those on which the legs are together as a stretch of standing. Colours stay as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import pi, tau
from threading import Lock
from zlib import crc32

import cv2
import numpy as np

from pantau.simulation.cutouts.pets_clip import A_SECOND, HEIGHT, REAL, WIDTH, PetsClip, clip_missing
from pantau.simulation.rendering.body import GAIT_PHASES
from pantau.simulation.rendering.composing import Standing
from pantau.simulation.rendering.sprites import HEADINGS, Direction, Sprite

STRIDE_FRAMES = 10
"""A stride of two steps takes about a second; PETS has ten frames in one."""

STAY_FRAMES, STAY_A_SECOND = 4, 2.0
"""Of a stretch of standing, played to and fro: people shift their weight. Chosen, as in `visits_exam`."""

DIFFERS = 20
"""Levels by which a pixel differs from the empty scene where somebody is; measured on the clip: its noise is 3 to 5."""

SHADOWS = 0.55, 1.15
"""How bright the ground is with a shadow or a reflection, beside the empty scene. Chosen by eye on the clip."""

SAME_HUE = 0.13
"""By how much the three channels of shaded ground differ in that. Chosen by eye on the clip."""

GROUND = 0.3
"""Share of the box, from below, in which shadows are looked for: above it grey clothes would be lost."""

OBSTACLES = np.array([(408.0, 20.0, 448.0, 394.0), (455.0, 335.0, 530.0, 486.0)])
"""A lamp post with its sign and a tripod of the clip, pixels: who is behind them is not whole."""

MARGIN = 0.06
"""What is cut out round a box, in its heights."""

FILLED = 0.33, 0.8
"""Share of the box that a whole body covers; less where a pole hides it, more where others or shadows fill it."""

ALONE = 0.02
"""Most of a box that may lie in somebody else's."""

SIZE = 60
"""Pixels: smaller people are not used."""

STEEP = 0.4
"""Sine of the angle at which the clip's camera looks down on its people, by the shape of the ground; about 24°."""

GOES = 6.0
"""Pixels in a second: slower people face where they last went."""

NEAR = pi / 4
"""Directions so far apart show about the same side of somebody."""

STAFF = 3
"""Of the people, those whose clothes are most alike are the staff; the others are visitors."""

LOWERED_M = {"desk": 0.42, "sit": 0.42, "lean": 0.09}
"""How much lower a head is than of those who stand; see `body.figure`."""

KNEES = 0.3
"""Of the height: below it a body is left out that sits, since its legs are not below it."""


_CUTTING = Lock()
"""Recordings are rendered on several threads, which share the people."""


@dataclass(frozen=True)
class Cutout:
    """One frame of somebody: premultiplied BGRA, height of the body in pixels, and where they head, as in `sprites`."""

    frame: int
    pixels: np.ndarray
    height: float
    heading: float
    legs: float


def real_people() -> "RealPeople":
    """The people of the clip, cut out once a process.

    Raises:
        ValueError: the clip is not there.
    """
    require_clip()
    with _CUTTING:
        return _people()


def require_clip() -> None:
    """Raises ValueError if the clip is not there."""
    if clip_missing():
        raise ValueError(
            f"people: cutouts need the real clip vtest.avi and its tracks in {REAL}, which are no part of pantau; "
            "put them there, or say people: rendered"
        )


@lru_cache(maxsize=1)
def _people() -> "RealPeople":
    return RealPeople(PetsClip())


class RealPeople:
    """Cut-outs of everybody of a clip who can be used, staff and visitors."""

    def __init__(self, clip: PetsClip):
        found = {identity: list(cut_out(clip, identity)) for identity in sorted(clip.boxes)}
        self.cutouts = {identity: cuts for identity, cuts in found.items() if strides(cuts)}
        self._strides = {identity: strides(cuts) for identity, cuts in self.cutouts.items()}
        self._stays = {identity: _runs(cuts, STAY_FRAMES) for identity, cuts in self.cutouts.items()}

    @cached_property
    def staff(self) -> tuple[int, ...]:
        """The STAFF people whose clothes are most alike, by the mean colour of the upper body."""
        colour = {identity: _upper(cuts) for identity, cuts in self.cutouts.items()}
        groups = [
            sorted(colour, key=lambda other: (float(np.linalg.norm(colour[other] - colour[one])), other))[:STAFF]
            for one in colour
        ]
        return tuple(min(groups, key=lambda group: float(np.ptp([colour[one] for one in group], axis=0).sum())))

    @cached_property
    def visitors(self) -> tuple[int, ...]:
        """Everybody else."""
        return tuple(identity for identity in self.cutouts if identity not in self.staff)

    def who(self, person: Standing) -> int:
        """Who shows somebody of the script: the same for the same look."""
        among = self.staff if person.look.uniform else self.visitors
        return among[crc32(repr(person.look).encode()) % len(among)]

    def figure(self, person: Standing, heading: int, steepness: int, resolution: int, light: Direction) -> Sprite:
        """Somebody from a direction; the clip has one steepness, resolution and light."""
        if person.pose == "walk":
            return self._sprite(self.who(person), "walk", person.phase, heading, person.look.stature)
        step = int(person.t * STAY_A_SECOND) % (2 * STAY_FRAMES - 2)
        frame = min(step, 2 * STAY_FRAMES - 2 - step)
        return self._sprite(self.who(person), person.pose, frame, heading, person.look.stature)

    @lru_cache(maxsize=4000)  # noqa: B019 - one for a process, see `_people`
    def _sprite(self, identity: int, pose: str, phase: int, heading: int, stature: float) -> Sprite:
        turn = heading / HEADINGS * tau
        if pose == "walk":
            run, mirrored = _nearest(self._strides[identity], turn)
            shown = run[round(phase * STRIDE_FRAMES / GAIT_PHASES) % STRIDE_FRAMES]
        else:
            run, mirrored = _nearest(self._stays[identity], turn, narrow=True)
            shown = run[phase]
        pixels = shown.pixels[:, ::-1] if mirrored else shown.pixels
        margin = MARGIN * shown.height
        metre = shown.height / stature
        floor = pixels.shape[0] - margin + LOWERED_M.get(pose, 0.0) * -metre
        if pose in ("desk", "sit"):
            pixels = pixels[: round(margin + (1 - KNEES) * shown.height)]
        return Sprite(np.ascontiguousarray(pixels), (pixels.shape[1] / 2 - 0.5, floor - 0.5), metre)


def cut_out(clip: PetsClip, identity: int) -> Iterator[Cutout]:
    """The frames of somebody on which they can be cut out whole and alone, in order."""
    known = clip.boxes[identity]
    facing = _headings(known)
    for frame, box in sorted(known.items()):
        left, top, right, bottom = box
        high = bottom - top
        more = MARGIN * high
        around = box + np.array((-more, -more, more, more))
        whole = around[0] >= 0 and around[1] >= 0 and around[2] < WIDTH and around[3] < HEIGHT
        if not whole or high < SIZE or frame not in facing or not _alone(clip, identity, frame, around):
            continue
        place = np.s_[round(top - more) : round(bottom + more), round(left - more) : round(right + more)]
        picture = clip.pictures[frame][place]
        cover = _cover(picture, clip.scene[place], round(more + (1 - GROUND) * high))
        inner = cover[round(more) : round(more + high), round(more) : -round(more) or None]
        if not FILLED[0] <= inner.mean() / 255 <= FILLED[1]:
            continue
        legs = cover[round(more + 0.8 * high) : round(more + high)]
        soft = cv2.GaussianBlur(cover, (0, 0), 0.7)
        pixels = np.dstack([cv2.multiply(picture, cv2.merge([soft] * 3), scale=1 / 255), soft])
        yield Cutout(frame, pixels, float(high), facing[frame], float((legs > 0).any(axis=0).sum() / high))


def _cover(picture: np.ndarray, scene: np.ndarray, ground: int) -> np.ndarray:
    """Where somebody is (h, w), 0 or 255: the largest part that differs from the empty scene, without holes.

    From the row `ground` on, what is only darker or brighter than the scene is shadow.
    """
    one, other = (cv2.GaussianBlur(image, (0, 0), 0.8).astype(np.float32) for image in (picture, scene))
    differs = np.abs(one - other).max(axis=2) > DIFFERS
    shade = (one[ground:] + 8) / (other[ground:] + 8)
    same = np.ptp(shade, axis=2) < SAME_HUE
    differs[ground:] &= ~(same & (shade.mean(axis=2) > SHADOWS[0]) & (shade.mean(axis=2) < SHADOWS[1]))
    differs = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    differs = cv2.morphologyEx(differs, cv2.MORPH_CLOSE, np.ones((4, 4), np.uint8))
    outlines, _ = cv2.findContours(differs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cover = np.zeros(differs.shape, np.uint8)
    if outlines:
        cv2.drawContours(cover, [max(outlines, key=cv2.contourArea)], -1, 255, cv2.FILLED)
    # The outermost pixels are half ground, and brightened by the camera's sharpening.
    return cv2.erode(cover, np.ones((3, 3), np.uint8))


def _alone(clip: PetsClip, identity: int, frame: int, box: np.ndarray) -> bool:
    """Whether no obstacle and nobody else is in a box."""
    if any((np.minimum(box[2:], one[2:]) > np.maximum(box[:2], one[:2])).all() for one in OBSTACLES):
        return False
    for other, known in clip.boxes.items():
        if other != identity and frame in known:
            shared = np.minimum(box[2:], known[frame][2:]) - np.maximum(box[:2], known[frame][:2])
            if (shared > 0).all() and shared.prod() > ALONE * (box[2:] - box[:2]).prod():
                return False
    return True


def _headings(known: dict[int, np.ndarray]) -> dict[int, float]:
    """Where somebody heads on each frame, radians clockwise from away from the camera, by the way of a second."""
    order = sorted(known)
    feet = {frame: np.array([(box[0] + box[2]) / 2, box[3]]) for frame, box in known.items()}
    found: dict[int, float] = {}
    last = None
    for frame in order:
        one, other = max(order[0], frame - A_SECOND // 2), min(order[-1], frame + A_SECOND // 2)
        if one not in feet or other not in feet:
            continue
        right, down = (feet[other] - feet[one]) * A_SECOND / max(other - one, 1)
        if np.hypot(right, down) >= GOES:
            last = float(np.arctan2(right, -down / STEEP)) % tau
        if last is not None:
            found[frame] = last
    return found


def strides(cuts: list[Cutout]) -> list[list[Cutout]]:
    """Runs of STRIDE_FRAMES frames without a gap."""
    return _runs(cuts, STRIDE_FRAMES)


def _runs(cuts: list[Cutout], count: int) -> list[list[Cutout]]:
    return [
        cuts[at : at + count]
        for at in range(len(cuts) - count + 1)
        if cuts[at + count - 1].frame - cuts[at].frame == count - 1
    ]


def _nearest(runs: list[list[Cutout]], turn: float, narrow: bool = False) -> tuple[list[Cutout], bool]:
    """The run that heads most nearly in a direction, and whether its mirror image does.

    Of those equally near the largest, or the one on which the legs are nearest to each other.
    """

    def apart(heading: float) -> float:
        return abs((heading - turn + pi) % tau - pi)

    choices = [(run, mirrored) for run in runs for mirrored in (False, True)]
    return min(
        choices,
        key=lambda choice: (
            round(apart(-choice[0][0].heading if choice[1] else choice[0][0].heading) / NEAR),
            sum(cut.legs for cut in choice[0]) if narrow else -choice[0][0].height,
            choice[1],
        ),
    )


def _upper(cuts: list[Cutout]) -> np.ndarray:
    """The mean colour of the upper body (3,)."""
    parts = [cut.pixels[round(0.25 * len(cut.pixels)) : round(0.5 * len(cut.pixels))] for cut in cuts[::5]]
    colours = [part[..., :3][part[..., 3] > 250].mean(axis=0) for part in parts if (part[..., 3] > 250).any()]
    return np.mean(colours, axis=0)
