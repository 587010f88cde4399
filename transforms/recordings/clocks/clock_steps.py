"""Steps of a recorder's clock: somebody or a time server set it while it recorded.

Set back, the names of what follows begin before the frames of what went before have ended, on each camera of the
recorder that recorded at the time. Set forward, names leave out time of which no frame is missing, which looks like a
gap, unless the name of a piece spans more than its frames though these last as long as every other piece's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from pantau.transforms.intervals import Interval
from pantau.transforms.recordings.clocks.consecutive_recordings import TOLERANCE_S, Chain, Piece

SAME_LENGTH_S = 1.0
FEWEST_LENGTHS = 4

SameFrames = Callable[[str, str], bool]
"""Whether the recording of the second path begins with frames that the first one holds as well."""


@dataclass(frozen=True, slots=True)
class Step:
    """The clock was set by `seconds` (negative: back).

    window: when, by the clock as it went before. during: the recordings that were under way, one a camera, by path.
    before, after: the paths of the pieces that precede and follow it without a break on the cameras that show it.
    """

    seconds: float
    window: Interval
    during: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]

    def precedes(self, chain: Chain) -> bool | None:
        """Whether a chain was recorded after the step; None where its names fit both sides.

        A chain is on one side as a whole, since the step would break it.
        """
        uris = {piece.uri for piece in chain}
        if uris & self.before or uris & self.after:
            return not uris & self.before
        first, last = self.window
        starts = [piece.start for piece in chain]
        if any(start <= last and start < first + self.seconds for start in starts):
            return False
        return True if max(starts) > last else None


def find_steps(
    cameras: Iterable[Sequence[Chain]], overlap_s: float, length_s: float | None, same_frames: SameFrames
) -> list[Step]:
    """The steps that the chains of a recorder's cameras prove, in order; `length_s` is its constant length of pieces.

    What only some of the cameras show, while the names of another run through it, is none.
    """
    cameras = list(cameras)
    seen = [
        step
        for chains in cameras
        for step in (*_set_back(chains, overlap_s, same_frames), *_set_forward(chains, overlap_s, length_s))
    ]
    groups: list[list[Step]] = []
    for step in sorted(seen, key=lambda step: (step.window, sorted(step.during))):
        fitting = (group for group in groups if all(_agree(step, other) for other in group))
        if (group := next(fitting, None)) is not None:
            group.append(step)
        else:
            groups.append([step])
    steps = [_together(group) for group in groups]
    chains = [chain for camera in cameras for chain in camera]
    return [step for step in steps if not any(_runs_through(chain, step) for chain in chains)]


def constant_length(pieces: Iterable[Piece]) -> float | None:
    """How long all pieces of a recorder last but few that were cut short; None where they differ, or are too few."""
    lengths = [piece.seconds for piece in pieces]
    if len(lengths) <= FEWEST_LENGTHS:
        return None
    usual = median(lengths)
    alike = sum(abs(length - usual) <= SAME_LENGTH_S for length in lengths)
    return usual if alike >= 0.75 * len(lengths) else None


def _set_back(chains: Sequence[Chain], overlap_s: float, same_frames: SameFrames) -> list[Step]:
    """Two chains of a camera of which the later one begins before the earlier has ended, with other frames.

    Two streams of one camera side by side look alike; so the overlap may be half of the shorter one at most, and
    nothing else may lie beside it.
    """
    found = []
    for number, earlier in enumerate(chains):
        later = [chain for chain in chains[number + 1 :] if earlier[0].start < chain[0].start]
        later = [chain for chain in later if chain[0].start < earlier[-1].end < chain[-1].end]
        if not later:
            continue
        chain = max(later, key=lambda chain: chain[0].start)
        before, after = earlier[-1], chain[0]
        seconds = after.start - before.end + overlap_s
        if seconds >= -TOLERANCE_S or -seconds > min(_length(earlier), _length(chain)) / 2:
            continue
        others = [piece for other in chains if other not in (earlier, chain) for piece in other]
        beside = (min(piece.end, after.end) - max(piece.start, before.start) for piece in others)
        if not (before.timed and after.timed) or max(beside, default=0.0) > overlap_s + TOLERANCE_S:
            continue
        inside = before.set_inside
        told = inside is not None and abs(inside - seconds) <= TOLERANCE_S
        if told or not same_frames(before.uri, after.uri):
            found.append(_step(seconds, before, earlier, chain))
    return found


def _set_forward(chains: Sequence[Chain], overlap_s: float, length_s: float | None) -> list[Step]:
    """A piece of the usual length whose name spans more than its frames, followed at the end of its name."""
    if length_s is None:
        return []
    found = []
    for earlier in chains:
        before = earlier[-1]
        inside = before.set_inside
        if inside is None or inside <= TOLERANCE_S or not before.whole:
            continue
        if abs(before.seconds - length_s) > SAME_LENGTH_S:
            continue
        for chain in chains:
            seconds = chain[0].start - before.end + overlap_s
            if abs(seconds - inside) <= TOLERANCE_S:
                found.append(_step(seconds, before, earlier, chain))
                break
    return found


def _step(seconds: float, during: Piece, before: Chain, after: Chain) -> Step:
    return Step(
        round(seconds, 3),
        (during.start, during.end),
        frozenset((during.uri,)),
        frozenset(piece.uri for piece in before),
        frozenset(piece.uri for piece in after),
    )


def _agree(first: Step, second: Step) -> bool:
    near = abs(first.seconds - second.seconds) <= 2 * TOLERANCE_S
    return near and first.window[0] < second.window[1] and second.window[0] < first.window[1]


def _together(steps: Sequence[Step]) -> Step:
    first, last = max(step.window[0] for step in steps), min(step.window[1] for step in steps)
    return Step(
        round(median(step.seconds for step in steps), 3),
        (min(first, last), max(first, last)),
        frozenset().union(*(step.during for step in steps)),
        frozenset().union(*(step.before for step in steps)),
        frozenset().union(*(step.after for step in steps)),
    )


def _runs_through(chain: Chain, step: Step) -> bool:
    first, last = step.window
    return chain[0].start <= first + min(step.seconds, 0.0) and chain[-1].start >= last


def _length(chain: Chain) -> float:
    return chain[-1].end - chain[0].start
