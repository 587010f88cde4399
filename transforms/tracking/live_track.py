"""Somebody being followed: where they were last, how they move, how probable it is not to see them.

Where many stand close to each other, each frame hangs on the one before, and people are followed one frame after
the other; `gait` and `absence` reckon the same for many frames at once.
"""

from dataclasses import dataclass, field

import numpy as np

from pantau.transforms.tracking.motion_state import (
    STANDING_SPEED,
    STAY_AFTER_STANDING,
    STAY_AFTER_WALKING,
    STAY_AT_FIRST,
    STEP_S,
    SURELY_WALKED,
)
from pantau.transforms.tracking.occlusion import (
    BETWEEN_SAMPLES,
    MISSED,
    MISSED_AFTER_S,
    MISSED_AGAIN_STANDING,
    MISSED_AGAIN_WALKING,
    MISSED_AT_LEAST,
    MISSED_HIDDEN,
)


@dataclass(eq=False)
class LiveTrack:
    """One person. Places and heights are in heights of the frame, times epoch seconds.

    `unseen` counts the samples since the last detection on which they should have been seen; `hidden_s` is how long
    somebody nearer has hidden the place where they were last seen. `sure` (detections) has the probability that each
    detection is of the person of those before.
    """

    time: float
    head: np.ndarray
    height: float
    box: np.ndarray
    detections: list[int]
    sure: list[float]
    way: list[tuple[float, np.ndarray]]
    velocity: np.ndarray = field(default_factory=lambda: np.zeros(2))
    stays: float = STAY_AT_FIRST
    unseen: float = 0.0
    hidden_s: float = 0.0

    def see(self, detection: int, head: np.ndarray, height: float, box: np.ndarray, sure: float, now: float) -> None:
        """Adds a detection."""
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
        self.detections.append(detection)
        self.sure.append(sure)

    def miss(self, on_sample: bool, hidden: bool, elapsed: float) -> None:
        """Notes a frame, `elapsed` seconds after the one before, on which they were not seen."""
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
