"""Which files of a camera were written otherwise than those before and after them.

A recorder writes all its files in one way: the container, the tags in which its program names itself, the parameters of
the stream. A file that was opened in another program and written again has those of that program, amid files that have
not. Settings that are changed stay changed; a recorder that has two ways by itself comes back to both.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pantau.transforms.recordings.compared.compared_recording import ComparedRecording

NAMES = ("container", "written_by", "coded_with")
"""Of `ComparedRecording.traits`."""

USUAL_SHARE = 0.75
"""Of the files of a camera on a date and the one before, so many must be alike before others are said to be unlike
them. As for containers that contradict their names (`clocks/container_doubts.py`)."""

FEWEST = 4
"""So many must be alike: chosen, an hour of a recorder that cuts each quarter of an hour."""

HABIT = 3
"""What stands so often by itself among the usual ones, the recorder does by itself. Chosen: motion begins a recording
of another profile more than twice in two days."""


def unlike_neighbours(
    recordings: Sequence[ComparedRecording], before: Sequence[ComparedRecording]
) -> Mapping[str, tuple[str, ...]]:
    """By the id of each of one camera's `recordings` of a date: in which of `NAMES` it is unlike; mostly in none.

    `before`: those of the date before. At the end of the date, where none has followed yet, it is told of one file
    alone: of several, settings were changed.
    """
    own = {one.recording_id for one in recordings}
    in_order = sorted({*before, *recordings}, key=lambda one: (one.started_s, one.recording_id))
    known = [one for one in in_order if one.coded_with is not None]
    unlike: dict[str, tuple[str, ...]] = {name: () for name in own}
    for number, name in enumerate(NAMES):
        for stretch in _unusual(known, number):
            for one in stretch:
                if one.recording_id in own:
                    unlike[one.recording_id] += (name,)
    return unlike


def _unusual(recordings: Sequence[ComparedRecording], trait: int) -> Iterator[list[ComparedRecording]]:
    """Stretches of recordings that have something else than is usual, between those that have what is."""
    usual, count = Counter(one.traits[trait] for one in recordings).most_common(1)[0] if recordings else ("", 0)
    if count < max(FEWEST, USUAL_SHARE * len(recordings)):
        return
    stretches = [
        (is_usual, list(some)) for is_usual, some in groupby(recordings, lambda one: one.traits[trait] == usual)
    ]
    between = [
        some
        for place, (is_usual, some) in enumerate(stretches)
        if not is_usual and place > 0 and (place + 1 < len(stretches) or len(some) == 1)
    ]
    # Each way of writing by itself: a recorder's own profile does not hide a file that is like neither.
    for _, alike in groupby(
        sorted(between, key=lambda some: some[0].traits[trait]), lambda some: some[0].traits[trait]
    ):
        if len(found := list(alike)) < HABIT:
            yield from found
