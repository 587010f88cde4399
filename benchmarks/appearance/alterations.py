"""Frames as worse cameras would have recorded them: most clips are sharper and lighter than surveillance is."""

from dataclasses import dataclass

import cv2
import numpy as np

SMALL_HEIGHT = 75
"""Pixels that people are tall on small frames. Chosen: as those of PETS, or at the far end of a hall in 720p."""


@dataclass(frozen=True)
class Alteration:
    """What is done to a frame. All chosen, as what cameras are known to vary in.

    small: people are `SMALL_HEIGHT` tall. light: share of it that is left. exposure, tint: standard deviations, of the
    logarithm, of what each frame is multiplied by, in all and in each colour. noise: grey levels. quality: of JPEG.
    """

    name: str
    small: bool = False
    light: float = 1.0
    exposure: float = 0.0
    tint: float = 0.0
    grey: bool = False
    noise: float = 0.0
    quality: int | None = None

    def of(self, bgr: np.ndarray, people_tall: float, rng: np.random.Generator) -> np.ndarray:
        """The altered frame; `people_tall` is the median height of the people in the clip, pixels."""
        if self.quality is None:
            return bgr
        scale = min(1.0, SMALL_HEIGHT / people_tall) if self.small else 1.0
        frame = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
        frame *= self.light * np.exp(rng.normal(0, self.exposure)) * np.exp(rng.normal(0, self.tint, 3))
        if self.grey:
            frame[...] = frame.mean(axis=2, keepdims=True)
        frame = np.clip(frame + rng.normal(0, self.noise, frame.shape), 0, 255).astype(np.uint8)
        return cv2.imdecode(cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, self.quality])[1], 1)


AS_IT_IS = Alteration("as it is")
ALTERATIONS = (
    AS_IT_IS,
    Alteration("small", small=True, noise=5, quality=40),
    Alteration("dark", small=True, light=0.35, noise=7, quality=40),
    Alteration("exposure", exposure=0.12, tint=0.04, noise=2, quality=70),
    Alteration("grey", grey=True, noise=5, quality=50),
)
