"""What the people of one office wear: a palette of clothes, one uniform, how tall people are and how they walk."""

import numpy as np
from pydantic import Field

from pantau.schemas.site.base import Share, Strict
from pantau.simulation.rendering.body import Clothes, Colour
from pantau.simulation.surroundings import Paint

PATTERNS = ("stripes", "batik", "motif", "checks")

_SKIN: tuple[Colour, ...] = ((92, 124, 172), (104, 136, 186), (120, 152, 202), (132, 166, 214), (146, 178, 222))
_HAIR: tuple[Colour, ...] = ((22, 22, 26), (34, 34, 40), (40, 44, 56), (120, 120, 122))


class Wardrobe(Strict):
    """Visitors have one of `looks` looks. Colours that lie close together make people who are dressed alike."""

    number: int = Field(description="draws who has what of it")
    looks: int = Field(28, ge=1)
    tops: tuple[Paint, ...] = Field(min_length=1)
    bottoms: tuple[Paint, ...] = Field(min_length=1)
    scarves: tuple[Paint, ...] = Field(min_length=1)
    patterned: Share = Field(0.4, description="share of tops that are not plain, half of them like batik")
    uniform_top: Paint
    uniform_bottom: Paint
    uniform_scarf: Paint
    uniform_patterned: bool = Field(False, description="the staff wear batik")
    stature_m: float = Field(1.62, description="mean of visitors")
    stature_spread_m: float = Field(0.08, description="standard deviation of visitors")
    stride: tuple[float, float] = Field((0.8, 1.15), description="lengths of steps beside those of the older scenarios")

    def visitor(self, number: int) -> Clothes:
        """The look of a number, 0..looks-1."""
        own = np.random.default_rng([74, self.number, number])
        woman = bool(own.random() < 0.5)
        scarf = woman and bool(own.random() < 0.5)
        top = _pick(own, self.tops)
        return Clothes(
            skin=_pick(own, _SKIN),
            hair=_pick(own, _HAIR),
            top=top,
            bottom=_pick(own, self.bottoms),
            shoes=(30, 30, 34),
            headscarf=_pick(own, self.scarves) if scarf else None,
            skirt=woman and bool(own.random() < 0.5),
            long_sleeves=scarf or bool(own.random() < 0.4),
            pattern=_pattern(own) if own.random() < self.patterned else "plain",
            stature=_stature(own, self.stature_m - 0.05 if woman else self.stature_m + 0.05, self.stature_spread_m),
            girth=float(round(own.uniform(0.88, 1.22), 2)),
            bag=(60, 70, 110) if own.random() < 0.2 else None,
            accent=_accent(own, top, self.tops),
            stride=float(round(own.uniform(*self.stride), 2)),
        )

    def officer(self, number: int) -> Clothes:
        """The uniform, on the officer of a number."""
        own = np.random.default_rng([75, self.number, number])
        woman = bool(own.random() < 0.5)
        scarf = woman and bool(own.random() < 0.7)
        return Clothes(
            skin=_pick(own, _SKIN),
            hair=_pick(own, _HAIR),
            top=self.uniform_top,
            bottom=self.uniform_bottom,
            shoes=(24, 24, 26),
            headscarf=self.uniform_scarf if scarf else None,
            skirt=scarf,
            long_sleeves=scarf,
            pattern="motif" if self.uniform_patterned else "plain",
            stature=_stature(own, 1.59 if woman else 1.69, 0.05),
            girth=float(round(own.uniform(0.92, 1.15), 2)),
            accent=_accent(np.random.default_rng([76, self.number]), self.uniform_top, (self.uniform_bottom,)),
            uniform=True,
        )


def drawn_wardrobe(number: int) -> Wardrobe:
    """A wardrobe of its own for each number: some groups of colours that are close together, and one uniform."""
    rng = np.random.default_rng([77, number])
    tops = [shade for _ in range(int(rng.integers(4, 7))) for shade in _shades(rng, int(rng.integers(1, 4)))]
    return Wardrobe(
        number=number,
        tops=tuple(tops),
        bottoms=tuple(_colour(rng, (0.0, 0.4), (35, 150)) for _ in range(5)),
        scarves=tuple(_colour(rng, (0.0, 0.5), (50, 220)) for _ in range(4)),
        patterned=round(float(rng.uniform(0.2, 0.6)), 2),
        uniform_top=_colour(rng, (0.05, 0.7), (60, 210)),
        uniform_bottom=_colour(rng, (0.0, 0.4), (35, 110)),
        uniform_scarf=_colour(rng, (0.0, 0.5), (40, 180)),
        uniform_patterned=bool(rng.random() < 0.25),
        stature_m=round(float(rng.uniform(1.57, 1.68)), 3),
        stature_spread_m=round(float(rng.uniform(0.05, 0.1)), 3),
    )


def _shades(rng: np.random.Generator, count: int) -> list[Paint]:
    """A colour, and others that differ from it by up to 14 levels: less than light and noise make of one."""
    first = _colour(rng, (0.0, 0.6), (40, 215))
    near = [
        tuple(int(v) for v in np.clip(np.array(first) + rng.integers(-14, 15, 3), 0, 255)) for _ in range(count - 1)
    ]
    return [first, *near]


def _colour(rng: np.random.Generator, saturation: tuple[float, float], value: tuple[int, int]) -> Paint:
    """A colour of any hue."""
    hue, least, most = rng.uniform(0, 6), rng.uniform(*saturation), rng.uniform(*value)
    parts = [most * (1 - least * min(max(abs((hue - at + 3) % 6 - 3) - 1, 0.0), 1.0)) for at in (4, 2, 0)]
    blue, green, red = (int(part) for part in parts)
    return blue, green, red


def _pattern(rng: np.random.Generator) -> str:
    return PATTERNS[int(rng.choice(4, p=(0.25, 0.15, 0.35, 0.25)))]


def _accent(rng: np.random.Generator, top: Paint, others: tuple[Paint, ...]) -> Colour:
    """The second colour of a pattern: another one of the palette, or the same much darker."""
    if rng.random() < 0.5:
        return _pick(rng, others)
    blue, green, red = (value // 3 for value in top)
    return blue, green, red


def _stature(rng: np.random.Generator, mean: float, spread: float) -> float:
    """Metres, to a centimetre; of adults and nearly grown children."""
    return float(round(np.clip(rng.normal(mean, spread), 1.38, 1.88), 2))


def _pick(rng: np.random.Generator, choices: tuple[Colour, ...]) -> Colour:
    return choices[int(rng.integers(len(choices)))]
