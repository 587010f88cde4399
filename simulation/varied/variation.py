"""What varies from seed to seed, and how far. All ranges are chosen: what installers and recorders commonly have."""

from typing import Annotated

from pydantic import AfterValidator, Field

from pantau.schemas.site.base import Share, Strict


def _ordered(span: tuple[float, float]) -> tuple[float, float]:
    if span[0] > span[1]:
        raise ValueError(f"the range {span[0]:g} to {span[1]:g} runs backwards; name the smaller one first")
    return span


Span = Annotated[tuple[float, float], AfterValidator(_ordered)]
"""From, to: drawn evenly between them."""


class Variation(Strict):
    """Ranges from which a camera, its hall, its people and its recorder are drawn.

    A mount that does not show the counters is drawn again, so that steep and wide ones are rarer than their ranges say.
    """

    x: Span = (-1.0, 1.0)
    y: Span = (-2.0, 0.3)
    height: Span = Field((2.6, 4.2), description="metres; ceilings of offices")
    pan_deg: Span = (-10.0, 10.0)
    tilt_deg: Span = (20.0, 40.0)
    hfov_deg: Span = Field((62.0, 96.0), description="lenses of 2.8 to 4 mm")
    bend: Span = Field((0.0, 0.1), description="barrel distortion, as of such lenses")
    desk_height: Span = Field((0.7, 0.84), description="metres; higher ones would hide those who sit behind them")
    brightness: Span = (0.62, 1.15)
    warmth: Span = Field((-0.14, 0.14), description="gain of red less that of blue")
    daylight: Span = Field((0.0, 0.9), description="half of the halls have windows, at one side")
    light_swing: Span = (0.03, 0.25)
    pace: Span = Field((0.8, 1.15), description="of visitors, beside those of the older scenarios")
    crowd: Span = Field((0.8, 1.25), description="factor on arrivals and on people who pass or linger")
    alike: Span = Field((0.05, 0.35), description="share of parties dressed as the one before them")
    noise: Span = Field((1.0, 5.0), description="grey levels, of the sensor")
    crf: Span = (25.0, 35.0)
    hevc: Share = Field(0.4, description="share of recorders that write H.265")
    fps: tuple[int, ...] = Field((4, 5, 6, 8, 10), min_length=1)
    key_interval_s: tuple[float, ...] = Field((1.0, 2.0, 2.5, 4.0), min_length=1)
    kbit_s: tuple[int | None, ...] = Field((None, None, 250, 400), min_length=1, description="null: no limit")
    sizes: tuple[tuple[int, int], ...] = Field(
        ((640, 360), (640, 360), (704, 396), (640, 480)),
        min_length=1,
        description="pixels; one named twice is as likely",
    )
