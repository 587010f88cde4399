"""Visits of real people, edited from PETS09-S2L1 at run time: who comes, stays and goes is known to the frame.

Nine of the people of `vtest.avi` come in at an edge of the frame and leave at one. Each is cut out, with a margin,
along the published track and put on the empty scene (the median of the clip): the way in, a stay (a few frames played
to and fro), the way out; then a pause on the empty scene, and the next one. A visit lasts while the feet of the
published box are in the zone. Flips and colours are left as they are, since they make no new people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from pantau.simulation.cutouts.pets_clip import A_SECOND, HEIGHT, WIDTH, PetsClip
from pantau.transforms.detection.appearance_memory import Memory

PEOPLE = (7, 10, 11, 12, 13, 14, 16, 17, 18)
"""Numbers of the published tracks that begin and end at an edge of the frame."""

ZONE = (0.56, 0.30, 0.86, 0.80)
"""Left, top, right, bottom of the counter's zone, fractions of the frame: all nine walk through it."""

MARGIN = 0.12
"""What is cut out round a box, in its heights: shadows and arms."""

STAY_FRAMES = 4
"""Played to and fro: people walk on 20 to 30 pixels a second, of which these are a third."""

AWAY = 0.2
"""A stay so many pixels from the middle of the zone is as bad as a leap of one where the way in becomes the way out."""

STAYS_S, PAUSES_S = (8.0, 40.0), (0.0, 20.0)
ALIKE_NEXT = 0.5
"""Share of visits after which comes whoever is most alike of the others."""


@dataclass(frozen=True)
class RealVisitor:
    """Frames of the clip of the way in (its last `STAY_FRAMES` are the stay) and of the way out."""

    identity: int
    way_in: tuple[int, ...]
    way_out: tuple[int, ...]


@dataclass(frozen=True)
class RealVisit:
    """Who comes, how often the stay is played, and the seconds of the empty scene afterwards."""

    visitor: RealVisitor
    stay_s: float
    pause_s: float

    def frames(self) -> list[int]:
        """The frames of the clip, in order."""
        stay = list(self.visitor.way_in[-STAY_FRAMES:])
        fro = [*stay[-2::-1], *stay[1:]]
        times = round(self.stay_s * A_SECOND / len(fro))
        return [*self.visitor.way_in, *(fro * times), *self.visitor.way_out]


class EditedClip(PetsClip):
    """The clip, and what visits are put together from."""

    def visitors(self) -> list[RealVisitor]:
        """Everybody of `PEOPLE`, the way in and the way out parted where both are at one place of the zone."""
        return [self._visitor(identity) for identity in PEOPLE]

    def _visitor(self, identity: int) -> RealVisitor:
        known = self.boxes[identity]
        order = sorted(known)
        inside = np.array([frame for frame in order if in_zone(known[frame])])
        runs = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1)
        # A way beyond the zone and back is left out: the first time in it goes on as the last, where both are near.
        coming, going = runs[0][STAY_FRAMES:], runs[-1][1:]
        boxes = [np.array([known[frame] for frame in some.tolist()]) for some in (coming, going)]
        apart = np.abs(boxes[0][:, None] - boxes[1][None]).max(axis=2)
        middle = (ZONE[0] + ZONE[2]) / 2 * WIDTH
        apart += AWAY * np.abs((boxes[0][:, 0] + boxes[0][:, 2]) / 2 - middle)[:, None]
        apart[coming[:, None] >= going[None]] = np.inf
        one, other = np.unravel_index(np.argmin(apart), apart.shape)
        first, second = int(coming[one]), int(going[other]) - 1
        return RealVisitor(
            identity,
            tuple(frame for frame in order if frame <= first),
            tuple(frame for frame in order if frame > second),
        )

    def picture(self, identity: int, frame: int) -> np.ndarray:
        """The empty scene with one person as they were on a frame, without the others."""
        picture, own = self.scene.copy(), self.boxes[identity][frame]
        left, top, right, bottom = _around(own)
        picture[top:bottom, left:right] = self.pictures[frame][top:bottom, left:right]
        for other, known in self.boxes.items():
            if other != identity and frame in known:
                a, b, c, d = _around(known[frame], 0.05)
                cut = np.s_[max(b, top) : min(d, bottom), max(a, left) : min(c, right)]
                picture[cut] = self.scene[cut]
        a, b, c, d = _around(own, 0.0)
        picture[b:d, a:c] = self.pictures[frame][b:d, a:c]
        return picture

    def alike(self, visitors: list[RealVisitor]) -> np.ndarray:
        """(n, n) how alike the visitors are by the product's own comparison, as they stay; 0 with themselves."""
        found = np.zeros((len(visitors),) * 2)
        for i, one in enumerate(visitors):
            for j, other in enumerate(visitors):
                if i != j:
                    memory, said = Memory(), []
                    for number, who in enumerate((one, other)):
                        frame = who.way_in[-1]
                        box = self.boxes[who.identity][frame] / (WIDTH, HEIGHT, WIDTH, HEIGHT)
                        said = memory.compare(number, self.picture(who.identity, frame), box[None], number)
                    found[i, j] = said[0][1][0] if said[0][1] else 0.0
        return found


def _around(box: np.ndarray, margin: float = MARGIN) -> tuple[int, int, int, int]:
    more = margin * (box[3] - box[1])
    left, top = np.floor(np.maximum(box[:2] - more, 0)).astype(int).tolist()
    right, bottom = np.ceil(np.minimum(box[2:] + more, (WIDTH, HEIGHT))).astype(int).tolist()
    return left, top, right, bottom


def in_zone(box: np.ndarray) -> bool:
    """Whether the feet of a box, in pixels, are in the zone."""
    x, y = (box[0] + box[2]) / 2 / WIDTH, box[3] / HEIGHT
    return bool(ZONE[0] <= x <= ZONE[2] and ZONE[1] <= y <= ZONE[3])


def drawn(clip: EditedClip, count: int, rng: np.random.Generator) -> list[RealVisit]:
    """So many visits in random order, nobody twice in a row, often somebody alike after the one before.

    All come equally often, or once more than others.
    """
    visitors = clip.visitors()
    alike = clip.alike(visitors)
    found: list[RealVisit] = []
    came, last = np.zeros(len(visitors), dtype=int), -1
    for _ in range(count):
        others = [number for number in range(len(visitors)) if number != last]
        # Who came least often: else two who are most alike would take turns for ever.
        fewest = [number for number in others if came[number] == min(came[others])]
        similar = last >= 0 and rng.random() < ALIKE_NEXT
        last = fewest[int(np.argmax(alike[last, fewest]))] if similar else int(rng.choice(fewest))
        came[last] += 1
        found.append(RealVisit(visitors[last], rng.uniform(*STAYS_S), rng.uniform(*PAUSES_S)))
    return found


LEAD_S = 5.0
"""Of the empty scene before the first visit."""


def timeline(visits: list[RealVisit]) -> Iterator[tuple[int, int]]:
    """Who is shown and on which frame of the clip, one after the other; (-1, -1) for the empty scene."""
    yield from [(-1, -1)] * round(LEAD_S * A_SECOND)
    for visit in visits:
        yield from ((visit.visitor.identity, frame) for frame in visit.frames())
        yield from [(-1, -1)] * round(visit.pause_s * A_SECOND)


def truth(clip: EditedClip, visits: list[RealVisit]) -> list[tuple[float, float]]:
    """Start and end of each visit, seconds from the first frame: the middle of the steps into and out of the zone."""
    begun, spans = round(LEAD_S * A_SECOND), []
    for visit in visits:
        known = clip.boxes[visit.visitor.identity]
        shown = visit.frames()
        inside = [at for at, frame in enumerate(shown) if in_zone(known[frame])]
        spans.append(((begun + inside[0] - 0.5) / A_SECOND, (begun + inside[-1] + 0.5) / A_SECOND))
        begun += len(shown) + round(visit.pause_s * A_SECOND)
    return spans


def write(clip: EditedClip, visits: list[RealVisit], file: Path) -> float:
    """Writes the recording, H.264 with a key frame each second as recorders write it; returns its seconds."""
    known: dict[tuple[int, int], np.ndarray] = {(-1, -1): clip.scene}
    count = 0
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=A_SECOND, options={"preset": "veryfast", "crf": "23"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.time_base, stream.gop_size = Fraction(1, A_SECOND), A_SECOND
        for identity, frame in timeline(visits):
            if (identity, frame) not in known:
                known[identity, frame] = clip.picture(identity, frame)
            picture = av.VideoFrame.from_ndarray(known[identity, frame], format="bgr24")
            picture.pts, picture.time_base = count, Fraction(1, A_SECOND)
            container.mux(stream.encode(picture))
            count += 1
        container.mux(stream.encode())
    return count / A_SECOND
