"""Visits of real people, edited from PETS09-S2L1 at run time: who comes, stays and goes is known to the frame.

Nine tracks of `vtest.avi` come in at an edge of the frame and leave at one. Of four the clip ends before they leave,
and one is there as it begins: these leave by the way they came, played backwards, or come by the way they leave. Each
is cut out, with a margin, along the published track and put on the empty scene (the median of the clip): the way in, a
stay (a few frames played to and fro), the way out; then a pause on the empty scene, and the next one. A visit lasts
while the feet of the published box are in the zone. Flips and colours are left as they are, since they make no new
people.

The published tracks have a new number for whoever comes back: the fourteen are of ten people, as one sees.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import av
import numpy as np
from av.codec.context import Flags

from pantau.simulation.cutouts.pets_clip import A_SECOND, HEIGHT, WIDTH, PetsClip
from pantau.transforms.detection.appearance_memory import Memory, people_on

THERE_AND_BACK = (7, 10, 11, 12, 13, 14, 16, 17, 18)
COME, GO = (1, 5, 6, 8), (15,)
TRACKS = (*THERE_AND_BACK, *COME, *GO)
"""Numbers of the published tracks that begin and end at an edge of the frame, that begin at one, that end at one. Of
the others 4 never walks through the zone, and 2, 3, 9 and 19 have somebody before them on a tenth of their way or more,
who would be cut out with them."""

SAME_PERSON = {6: 10, 8: 14, 15: 14, 18: 14}
"""Tracks that show somebody whom another one shows: judged by eye, by clothes, bags, papers and hair."""

ZONE = (0.56, 0.30, 0.86, 0.80)
"""Left, top, right, bottom of the counter's zone, fractions of the frame: all walk through it."""

MARGIN = 0.12
"""What is cut out round a box, in its heights: shadows and arms."""

STAY_FRAMES = 4
"""Played to and fro: people walk on 20 to 30 pixels a second, of which these are a third."""

AWAY = 0.2
"""A stay so many pixels from the middle of the zone is as bad as a leap of one where the way in becomes the way out."""

BESIDE = 100.0
"""A stay during which others cover so much of somebody as all of them is so many pixels from the middle, and so no
choice where there is another one."""

STAYS_S = (8.0, 40.0)
PAUSES_S = ((0.0, 2.0), (2.0, 5.0), (5.0, 20.0))
"""Seconds; a third of the pauses of each kind, so that short ones, which are hard, are no rarity."""

ALIKE_NEXT = 0.5
"""Share of visits after which comes whoever is most alike of the others (by the product's own comparison)."""

RATE = 5
"""Frames a second of the recording: every second one of the clip; many recorders keep no more."""


@dataclass(frozen=True)
class RealVisitor:
    """Frames of the clip of the way in (its last `STAY_FRAMES` are the stay) and of the way out."""

    identity: int
    way_in: tuple[int, ...]
    way_out: tuple[int, ...]

    @property
    def person(self) -> int:
        """The same for all tracks of one person."""
        return SAME_PERSON.get(self.identity, self.identity)


@dataclass(frozen=True)
class RealVisit:
    """Who comes, how often the stay is played, and the seconds of the empty scene afterwards.

    alike: how alike the visitor is to the one before, 0 to 1 by the product's own comparison; 0 for the first.
    """

    visitor: RealVisitor
    stay_s: float
    pause_s: float
    alike: float = 0.0

    def frames(self) -> list[int]:
        """The frames of the clip, in order."""
        stay = list(self.visitor.way_in[-STAY_FRAMES:])
        fro = [*stay[-2::-1], *stay[1:]]
        times = round(self.stay_s * A_SECOND / len(fro))
        return [*self.visitor.way_in, *(fro * times), *self.visitor.way_out]


class EditedClip(PetsClip):
    """The clip, and what visits are put together from."""

    @cached_property
    def visitors(self) -> list[RealVisitor]:
        """Everybody of `TRACKS`, the way in and the way out parted where both are at one place of the zone."""
        both = [self._visitor(identity) for identity in THERE_AND_BACK]
        return [*both, *(self._turning(identity, identity in COME) for identity in (*COME, *GO))]

    def _turning(self, identity: int, comes: bool) -> RealVisitor:
        """Somebody of whom the clip has one of the ways; the other is the same backwards."""
        known = self.boxes[identity]
        order = sorted(known) if comes else sorted(known, reverse=True)
        inside = [frame for frame in order if in_zone(known[frame])]
        first = order.index(inside[0])
        # The first time in the zone: a way beyond it and back is left out.
        stays = range(first + STAY_FRAMES, first + _first_run(inside))
        middle = (ZONE[0] + ZONE[2]) / 2 * WIDTH

        def bad(turn: int) -> float:
            stay = order[turn - STAY_FRAMES + 1 : turn + 1]
            away = abs((known[order[turn]][0] + known[order[turn]][2]) / 2 - middle)
            return AWAY * away + BESIDE * max(self._covered(identity, frame) for frame in stay)

        turn = min(stays, key=bad)
        way = tuple(order[: turn + 1])
        return RealVisitor(identity, way, way[-2::-1])

    def _covered(self, identity: int, frame: int) -> float:
        """The share of somebody's box that lies in the box of another, of whoever covers most."""
        own, shares = self.boxes[identity][frame], [0.0]
        for other, known in self.boxes.items():
            if other != identity and frame in known:
                sides = np.minimum(own[2:], known[frame][2:]) - np.maximum(own[:2], known[frame][:2])
                shares.append(float(np.prod(np.clip(sides, 0, None)) / np.prod(own[2:] - own[:2])))
        return max(shares)

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

    @cached_property
    def alike(self) -> np.ndarray:
        """(n, n) how alike the visitors are by the product's own comparison, as they stay; 0 with themselves."""
        visitors = self.visitors
        found = np.zeros((len(visitors),) * 2)
        for i, one in enumerate(visitors):
            for j, other in enumerate(visitors):
                if i != j:
                    memory, said = Memory(), []
                    for number, who in enumerate((one, other)):
                        frame = who.way_in[-1]
                        box = self.boxes[who.identity][frame] / (WIDTH, HEIGHT, WIDTH, HEIGHT)
                        said = memory.compare(people_on(number, self.picture(who.identity, frame), box[None], number))
                    found[i, j] = said[0][1][0] if said[0][1] else 0.0
        return found


def _first_run(frames: list[int]) -> int:
    """How many frames, in ascending or descending order, follow each other before the first that do not."""
    gaps = np.flatnonzero(np.abs(np.diff(frames)) > 1)
    return int(gaps[0]) + 1 if len(gaps) else len(frames)


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

    All tracks come equally often, or once more than others, as far as nobody comes twice in a row.
    """
    visitors, alike = clip.visitors, clip.alike
    found: list[RealVisit] = []
    came, last = np.zeros(len(visitors), dtype=int), -1
    for _ in range(count):
        before = visitors[last].person if last >= 0 else -1
        others = [number for number, who in enumerate(visitors) if who.person != before]
        # Who came least often: else two who are most alike would take turns for ever.
        fewest = [number for number in others if came[number] == min(came[others])]
        similar = last >= 0 and rng.random() < ALIKE_NEXT
        one = fewest[int(np.argmax(alike[last, fewest]))] if similar else int(rng.choice(fewest))
        pause_s = float(rng.uniform(*PAUSES_S[rng.integers(len(PAUSES_S))]))
        likeness = float(alike[last, one]) if last >= 0 else 0.0
        found.append(RealVisit(visitors[one], float(rng.uniform(*STAYS_S)), pause_s, likeness))
        came[one] += 1
        last = one
    return found


ENCODING = {"preset": "veryfast", "crf": "23", "bf": "0"}
LEAD_S = 5.0
"""Of the empty scene before the first visit."""


def pieces(visits: list[RealVisit]) -> Iterator[list[tuple[int, int]]]:
    """Who is shown and on which frame of the clip, one after the other; (-1, -1) for the empty scene.

    In pieces that are seen again: the empty scene, the way in with the stay, the way out.
    """
    yield [(-1, -1)] * round(LEAD_S * A_SECOND)
    for visit in visits:
        shown = [(visit.visitor.identity, frame) for frame in visit.frames()]
        out = len(shown) - len(visit.visitor.way_out)
        yield shown[:out]
        yield shown[out:]
        yield [(-1, -1)] * round(visit.pause_s * A_SECOND)


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


def groups_of_frames(visits: list[RealVisit]) -> Iterator[tuple[tuple[int, int], ...]]:
    """What is shown from key frame to key frame, `RATE` a second: a second, or what is left of a piece."""
    begun, each = 0, A_SECOND // RATE
    for piece in pieces(visits):
        kept = piece[-begun % each :: each]
        begun += len(piece)
        yield from (tuple(kept[first : first + RATE]) for first in range(0, len(kept), RATE))


class Editor:
    """Writes recordings of visits, H.264 with a key frame each second or sooner and no B frames, as recorders do.

    What is shown again from key frame to key frame is encoded once, and copied.
    """

    def __init__(self, clip: EditedClip) -> None:
        self._clip = clip
        self._pictures: dict[tuple[int, int], np.ndarray] = {(-1, -1): clip.scene}
        self._encoded: dict[tuple[tuple[int, int], ...], list[bytes]] = {}

    def write(self, visits: list[RealVisit], file: Path) -> float:
        """Writes a recording; returns its seconds."""
        count = 0
        with av.open(str(file), "w") as container:
            stream = container.add_stream("libx264", rate=RATE, options=ENCODING)
            _of_clip(stream.codec_context)
            stream.time_base = Fraction(1, RATE)
            for shown in groups_of_frames(visits):
                for number, content in enumerate(self._group(shown)):
                    packet = av.Packet(content)
                    packet.pts = packet.dts = count
                    packet.time_base, packet.duration, packet.stream = Fraction(1, RATE), 1, stream
                    packet.is_keyframe = number == 0
                    container.mux(packet)
                    count += 1
        return count / RATE

    def _group(self, shown: tuple[tuple[int, int], ...]) -> list[bytes]:
        """The packets of some frames, the first a key frame."""
        if shown not in self._encoded:
            encoder = av.CodecContext.create("libx264", "w")
            _of_clip(encoder)
            encoder.options, encoder.framerate = ENCODING, Fraction(RATE)
            encoder.flags |= Flags.global_header
            packets = []
            for number, one in enumerate(shown):
                picture = av.VideoFrame.from_ndarray(self._picture(one), format="bgr24")
                picture.pts, picture.time_base = number, encoder.time_base
                packets += encoder.encode(picture)
            self._encoded[shown] = [bytes(packet) for packet in [*packets, *encoder.encode()]]
        return self._encoded[shown]

    def _picture(self, one: tuple[int, int]) -> np.ndarray:
        if one not in self._pictures:
            self._pictures[one] = self._clip.picture(*one)
        return self._pictures[one]


def _of_clip(encoder: av.VideoCodecContext) -> None:
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base, encoder.gop_size, encoder.thread_count = Fraction(1, RATE), RATE, 1
