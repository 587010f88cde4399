"""What people wear: a small number of looks, so that their sprites can be shared."""

from dataclasses import replace

import numpy as np

from pantau.simulation.rendering.body import Clothes, Colour
from pantau.simulation.varied.wardrobes import Wardrobe

_SKIN: tuple[Colour, ...] = ((120, 152, 202), (132, 166, 214), (104, 136, 186), (146, 178, 222))
_HAIR: tuple[Colour, ...] = ((22, 22, 26), (34, 34, 40), (40, 44, 56), (120, 120, 122))
_TOPS: tuple[Colour, ...] = (
    (198, 186, 118),
    (72, 58, 168),
    (90, 128, 70),
    (58, 52, 52),
    (58, 42, 112),
    (198, 198, 196),
    (150, 104, 186),
    (150, 120, 160),
    (112, 158, 142),
    (112, 92, 34),
)
_BOTTOMS: tuple[Colour, ...] = ((72, 60, 52), (46, 44, 44), (112, 92, 70), (100, 110, 116), (118, 74, 44))
_SCARVES: tuple[Colour, ...] = ((176, 150, 166), (90, 70, 60), (190, 186, 180), (120, 140, 90), (84, 84, 150))
_UNIFORM_TOP: Colour = (150, 120, 96)
_UNIFORM_BOTTOM: Colour = (66, 56, 50)

VISITOR_LOOKS = 20


def visitor_look(rng: np.random.Generator, wardrobe: Wardrobe | None = None) -> Clothes:
    """One of the looks of a wardrobe; without one, of the VISITOR_LOOKS of the older scenarios."""
    if wardrobe is not None:
        return wardrobe.visitor(int(rng.integers(wardrobe.looks)))
    return _visitor(int(rng.integers(VISITOR_LOOKS)))


def _visitor(number: int) -> Clothes:
    own = np.random.default_rng([71, number])
    woman = number % 2 == 0
    scarf = woman and number % 4 == 0
    return Clothes(
        skin=_pick(own, _SKIN),
        hair=_pick(own, _HAIR),
        top=_TOPS[number % len(_TOPS)],
        bottom=_pick(own, _BOTTOMS),
        shoes=(30, 30, 34),
        headscarf=_pick(own, _SCARVES) if scarf else None,
        skirt=woman and number % 3 != 1,
        long_sleeves=scarf or bool(own.random() < 0.4),
        pattern=("plain", "plain", "stripes", "plain", "batik")[number % 5],
        stature=float((1.57 if woman else 1.67) + round(own.uniform(-0.06, 0.06), 2)),
        girth=float(round(own.uniform(0.94, 1.12), 2)),
        bag=(60, 70, 110) if number % 6 == 2 else None,
    )


def in_clothes_of(look: Clothes, other: Clothes) -> Clothes:
    """Somebody in the clothes of another one: a school, a company, a family. Body, face and hair stay their own."""
    return replace(other, skin=look.skin, hair=look.hair, stature=look.stature, girth=look.girth, stride=look.stride)


def officer_look(number: int, wardrobe: Wardrobe | None = None) -> Clothes:
    """The uniform, on the officer of a counter."""
    if wardrobe is not None:
        return wardrobe.officer(number)
    own = np.random.default_rng([72, number])
    woman = number % 2 == 1
    return Clothes(
        skin=_pick(own, _SKIN),
        hair=_HAIR[number % 2],
        top=_UNIFORM_TOP,
        bottom=_UNIFORM_BOTTOM,
        shoes=(24, 24, 26),
        headscarf=(48, 40, 36) if woman else None,
        skirt=woman,
        long_sleeves=woman,
        stature=1.64 if woman else 1.69,
        uniform=True,
    )


def _pick(rng: np.random.Generator, choices: tuple[Colour, ...]) -> Colour:
    return choices[int(rng.integers(len(choices)))]
