"""The mechanisms of tracking, roles and counters, and what stands in the place of each while it is switched off.

The product has no switches for this: functions are replaced where they are used, as a test would. A mechanism that is
renamed or deleted in the product makes `switched_off` say so.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any
from unittest.mock import patch

import numpy as np

Stand = tuple[str, str, Any]
"""A module below `pantau.transforms` where something is used (`:Class` for a method), its name, what replaces it."""

TRACKED, EVENTS = "counters.tracked_camera_day", "events.find_events"


def _second(_: Any, tracks: Any, *__: Any, **___: Any) -> Any:
    return tracks


def _by_first_detection(_: Any, tracks: Any) -> Any:
    return sorted(tracks, key=lambda track: int(track.detections[0]))


def _third(_: Any, __: Any, tracks: Any) -> Any:
    return list(tracks)


def _first(value: Any, *_: Any, **__: Any) -> Any:
    return value


def _nobody_hidden(day: Any) -> np.ndarray:
    return np.zeros(len(day.person_sample), dtype=bool)


def _nobody_stitched(*_: Any, **__: Any) -> Any:
    return import_module("pantau.transforms.counters.queue_stitching").StitchedIdentities({}, {})


def _no_windows(*_: Any, **__: Any) -> tuple[list, list]:
    return [], []


def _each_by_itself(_: Any, own: np.ndarray, *__: Any) -> tuple[np.ndarray, np.ndarray]:
    return own, np.ones(len(own), dtype=bool)


def _not_occluded(_: Any, boxes: np.ndarray) -> np.ndarray:
    return np.zeros(len(boxes), dtype=bool)


MECHANISMS: dict[str, tuple[Stand, ...]] = {
    "own boxes": (("tracking.tracker", "own_probability", lambda day: np.full(len(day.person_sample), 0.98)),),
    "edge of the frame": (("tracking.links", "GONE_AT_EDGE", 0.0), ("tracking.links", "NEW_AT_EDGE", 0.0)),
    "rounds": (("tracking.stitching", "CLEAR", (0.0,)),),
    "tracklets": (("tracking.stitching", "PLAIN", np.inf),),
    "duplicate tracks": ((TRACKED, "join_duplicates", _second),),
    "identity switches": ((TRACKED, "split_at_switches", _by_first_detection),),
    "handovers": ((TRACKED, "with_handovers", _third),),
    "occlusion memory": (("tracking.candidate_pairs", "occludes", _not_occluded),),
    "occluded feet": (
        (TRACKED, "feet_occluded", _nobody_hidden),
        ("roles.roles", "feet_occluded", _nobody_hidden),
    ),
    "in place": (("counters.occupancy", "_stays", lambda boxes, _: np.ones(len(boxes), dtype=bool)),),
    "faint seats": (("counters.occupancy", "_faintly_there", lambda _, day, __: np.zeros(len(day.times), dtype=bool)),),
    "state durations": (("counters.staffing", "states_of", _each_by_itself),),
    "seat_arrivals": (("counters.staffing", "_with_reach", _first),),
    "same at the counter": ((f"{TRACKED}:TrackedCameraDay", "same", lambda *_: 0.0),),
    "queue_stitching": ((EVENTS, "stitch_in_queue", _nobody_stitched),),
    "parties": ((EVENTS, "as_parties", lambda waits: sorted(waits, key=lambda w: (w.span.interval, w.zone))),),
    "appearance": (
        (
            "tracking.motion:SimilarityOdds",
            "of",
            lambda _, similarity: np.zeros(np.shape(similarity)),
        ),
        (TRACKED, "split_at_switches", _by_first_detection),
        ("tracking.identity_switches", "alike", lambda *_: None),
        ("counters.handovers", "SIMILARITY_ODDS", 0.0),
    ),
    "refinement pass": (("refinement.refinement_windows", "refinement_windows", _no_windows),),
}
"""By name, all places in which a mechanism is used, and what stands there instead."""


AFTER_TRACKING = frozenset(
    (
        *("in place", "faint seats", "state durations", "seat_arrivals"),
        *("same at the counter", "queue_stitching", "parties"),
    )
)
"""Those that change neither who is followed nor which frames are refined: there the tracks of everything serve."""


@contextmanager
def switched_off(name: str) -> Iterator[None]:
    """The product without a mechanism.

    Raises:
        KeyError: there is none of that name.
        AttributeError: the product no longer has what would be replaced; mend the row of `MECHANISMS`.
    """
    with ExitStack() as stack:
        for where, attribute, instead in MECHANISMS[name]:
            stack.enter_context(patch.object(_place(where), attribute, instead))
        yield


def _place(where: str) -> Any:
    module, _, inside = where.partition(":")
    found: Callable | Any = import_module(f"pantau.transforms.{module}")
    return getattr(found, inside) if inside else found
