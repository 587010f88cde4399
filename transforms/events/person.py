"""Somebody being followed: where they were last, how they move, and how probable it is not to see them."""

from dataclasses import dataclass, field

import numpy as np

STANDING_SPEED = 0.12
"""Body heights a second below which the last step was no walking."""

SURELY_WALKED = 0.15
"""Body heights from one picture to the next, however near, that are no sway and no noise."""

STEP_S = 1.0
"""Shortest time over which a smaller step is reckoned as a velocity."""

STAY_AFTER_STANDING, STAY_AFTER_WALKING, STAY_AT_FIRST = 0.9, 0.3, 0.5
"""Probability of being in the same place on the next sample."""

MISSED, MISSED_AT_LEAST, MISSED_AFTER_S = 0.2, 0.05, 2.0
"""Probability that somebody who was just seen is not seen, or has gone: rising to the first, reached after so long."""

MISSED_AGAIN_STANDING, MISSED_AGAIN_WALKING = 0.6, 0.25
"""The same for who has been missed: what hides somebody who stands stays there; who walks comes out, or has left."""

MISSED_HIDDEN = 0.9
"""The same for who stands where somebody nearer hides the place."""

BETWEEN_SAMPLES = 0.5
"""A picture between two samples counts for so much of one that somebody is not there: its neighbours tell the same."""


@dataclass(eq=False)
class Person:
    """One person. Places and heights are in heights of the picture, times epoch seconds.

    `unseen` counts the samples since the last sighting on which they should have been seen; `hidden_s` is how long
    somebody nearer has hidden the place where they were last seen. `sure` (sightings) has the probability that each
    sighting is of the person of those before.
    """

    time: float
    head: np.ndarray
    height: float
    box: np.ndarray
    sightings: list[int]
    sure: list[float]
    way: list[tuple[float, np.ndarray]]
    velocity: np.ndarray = field(default_factory=lambda: np.zeros(2))
    stays: float = STAY_AT_FIRST
    unseen: float = 0.0
    hidden_s: float = 0.0

    def see(self, sighting: int, head: np.ndarray, height: float, box: np.ndarray, sure: float, now: float) -> None:
        """Adds a sighting."""
        least = SURELY_WALKED * height
        since, place = next(
            (
                past
                for past in reversed(self.way)
                if now - past[0] >= STEP_S - 1e-3 or np.linalg.norm(head - past[1]) > least
            ),
            self.way[0],
        )
        elapsed = max(now - since, 1e-3)
        walked = float(np.linalg.norm(head - place)) > min(STANDING_SPEED * max(elapsed, STEP_S) * height, least)
        self.velocity = (head - place) / elapsed if walked else np.zeros(2)
        self.stays = STAY_AFTER_WALKING if walked else STAY_AFTER_STANDING
        self.time, self.head, self.height, self.box = now, head, height, box
        self.way = [past for past in self.way if past[0] >= since] + [(now, head)]
        self.unseen = self.hidden_s = 0.0
        self.sightings.append(sighting)
        self.sure.append(sure)

    def miss(self, on_sample: bool, hidden: bool, elapsed: float) -> None:
        """Notes a picture, `elapsed` seconds after the one before, on which they were not seen."""
        if hidden:
            self.hidden_s += elapsed
        else:
            self.unseen += 1.0 if on_sample else BETWEEN_SAMPLES

    @property
    def walking(self) -> bool:
        """Whether they walked when last seen."""
        return self.stays == STAY_AFTER_WALKING

    @property
    def log_unseen(self) -> float:
        """Logarithm of the probability of not having been seen since."""
        return self.unseen * float(np.log(MISSED_AGAIN_WALKING if self.walking else MISSED_AGAIN_STANDING))

    def log_missed(self, now: float) -> float:
        """Logarithm of the probability of not being seen now."""
        if self.hidden_s and not self.walking:
            return float(np.log(MISSED_HIDDEN))
        if self.unseen:
            return float(np.log(MISSED_AGAIN_WALKING if self.walking else MISSED_AGAIN_STANDING))
        return float(np.log(np.clip(MISSED * (now - self.time) / MISSED_AFTER_S, MISSED_AT_LEAST, MISSED)))
