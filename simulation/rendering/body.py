"""The human figure as tapered capsules: joints for each pose, flesh and clothes round them.

Metres in the person's own frame: x to the person's right, y ahead, z up from the floor, for somebody 1.68 m tall.
"""

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

STATURE = 1.68

Colour = tuple[int, int, int]
"""Blue, green, red."""

Pose = Literal["stand", "walk", "sit", "desk", "lean"]
"""`sit` is on a chair with the hands on the lap; `desk` is sitting with the hands on a desk; `lean` is standing bent
over a desk, with the hands on it."""

GAIT_PHASES = 8


@dataclass(frozen=True)
class Clothes:
    """What somebody wears."""

    skin: Colour
    hair: Colour
    top: Colour
    bottom: Colour
    shoes: Colour
    headscarf: Colour | None = None
    skirt: bool = False
    long_sleeves: bool = False
    pattern: Literal["plain", "stripes", "batik", "motif", "checks"] = "plain"
    stature: float = STATURE
    girth: float = 1.0
    bag: Colour | None = None
    accent: Colour | None = None
    """The second colour of the patterns `motif` and `checks`."""

    stride: float = 1.0
    """How long the steps are, and how far legs and arms swing."""

    uniform: bool = False


@dataclass(frozen=True)
class Capsule:
    """A capsule from `a` to `b` whose radius goes from `ra` to `rb`; `surface` says how it is painted."""

    a: tuple[float, float, float]
    b: tuple[float, float, float]
    ra: float
    rb: float
    colour: Colour
    surface: Literal["plain", "top", "head", "scarf"] = "plain"


def figure(look: Clothes, pose: Pose, phase: int = 0) -> list[Capsule]:
    """The parts of somebody in a pose; `phase` (0..GAIT_PHASES-1) is the moment of the stride when walking."""
    swing = look.stride * sin(2 * pi * phase / GAIT_PHASES) if pose == "walk" else 0.0
    seated = pose in ("sit", "desk")
    drop = 0.42 if seated else 0.09 if pose == "lean" else 0.025 * swing * swing
    lean = 0.3 if pose == "lean" else 0.05 if pose in ("desk", "walk") else 0.0
    parts = _torso(look, drop, lean) + _head(look, drop, lean)
    for side in (-1, 1):
        parts += _seated_leg(look, side) if seated else _leg(look, side, side * swing, drop)
        parts += _arm(look, side, pose, -side * swing, drop, lean)
    if look.skirt:
        parts += _skirt(look, seated, drop)
    if look.bag and not seated:
        parts += [
            Capsule((0.25, -0.02, 0.86 - drop), (0.27, 0.04, 0.70 - drop), 0.075, 0.085, look.bag),
            Capsule((-0.15, 0.0, 1.43 - drop), (0.24, 0.06, 0.86 - drop), 0.125, 0.03, look.top, "top"),
        ]
    return parts


def _torso(look: Clothes, drop: float, lean: float) -> list[Capsule]:
    g = look.girth
    chest, waist, hips = 1.33 - drop, 1.12 - drop, 0.95 - drop
    shoulders = 0.17 if look.headscarf or look.skirt else 0.19
    return [
        *(
            Capsule((s * 0.105 * g, lean, chest), (s * 0.09 * g, lean / 2, waist), 0.105 * g, 0.1 * g, look.top, "top")
            for s in (-1, 0, 1)
        ),
        *(
            Capsule(
                (s * 0.09 * g, lean / 2, waist), (s * 0.085 * g, 0.0, hips - 0.03), 0.1 * g, 0.108 * g, look.top, "top"
            )
            for s in (-1, 0, 1)
        ),
        Capsule(
            (-shoulders * 0.9, lean, 1.395 - drop), (shoulders * 0.9, lean, 1.395 - drop), 0.058, 0.058, look.top, "top"
        ),
        Capsule(
            (0, lean + 0.035, 1.28 - drop), (0, lean / 2 + 0.03, 1.05 - drop), 0.105 * g, 0.11 * g, look.top, "top"
        ),
        Capsule((-0.06, -0.03, 0.87 - drop), (0.06, -0.03, 0.87 - drop), 0.1 * g, 0.1 * g, look.bottom),
        Capsule((0, lean, 1.40 - drop), (0, lean + 0.01, 1.50 - drop), 0.055, 0.05, look.skin),
    ]


def _head(look: Clothes, drop: float, lean: float) -> list[Capsule]:
    low, high = 1.545 - drop, 1.605 - drop
    face = Capsule((0, lean + 0.02, low), (0, lean + 0.015, high), 0.078, 0.086, look.skin, "head")
    nose = Capsule((0, lean + 0.105, low + 0.03), (0, lean + 0.11, low + 0.015), 0.012, 0.016, look.skin)
    if look.headscarf:
        return [
            face,
            nose,
            Capsule((0, lean - 0.005, low - 0.02), (0, lean, high + 0.005), 0.088, 0.098, look.headscarf, "scarf"),
            Capsule((0, lean + 0.01, 1.47 - drop), (0, lean + 0.03, 1.36 - drop), 0.085, 0.125, look.headscarf),
        ]
    ears = [
        Capsule((s * 0.083, lean, low + 0.02), (s * 0.083, lean, low + 0.045), 0.014, 0.016, look.skin) for s in (-1, 1)
    ]
    hair = [Capsule((0, lean - 0.018, low + 0.03), (0, lean - 0.006, high + 0.014), 0.082, 0.09, look.hair)]
    if look.skirt:
        hair.append(Capsule((0, lean - 0.03, high - 0.02), (0, lean - 0.05, 1.43 - drop), 0.085, 0.075, look.hair))
    return [face, nose, *ears, *hair]


def _leg(look: Clothes, side: int, swing: float, drop: float) -> list[Capsule]:
    swing *= 0.55 if look.skirt else 1.0
    thigh = 0.30 * swing
    bend = 0.5 * max(0.0, -swing) + 0.1 * max(0.0, swing)
    hip = (side * 0.09, 0.0, 0.90 - drop)
    knee = (side * 0.09, 0.42 * sin(thigh), hip[2] - 0.42 * cos(thigh))
    ankle = (side * 0.085, knee[1] + 0.40 * sin(thigh - bend), knee[2] - 0.40 * cos(thigh - bend))
    ankle = (ankle[0], ankle[1], max(ankle[2], 0.06))
    toe = (side * 0.10, ankle[1] + 0.15, max(0.035, ankle[2] - 0.05))
    g = look.girth
    return [
        Capsule(hip, knee, 0.09 * g, 0.062 * g, look.bottom),
        Capsule(knee, ankle, 0.06 * g, 0.046, look.bottom),
        Capsule((ankle[0], ankle[1] - 0.03, ankle[2] - 0.02), toe, 0.042, 0.036, look.shoes),
    ]


def _seated_leg(look: Clothes, side: int) -> list[Capsule]:
    hip, knee, ankle = (side * 0.09, 0.0, 0.48), (side * 0.10, 0.42, 0.49), (side * 0.10, 0.40, 0.09)
    g = look.girth
    return [
        Capsule(hip, knee, 0.09 * g, 0.065 * g, look.bottom),
        Capsule(knee, ankle, 0.06 * g, 0.046, look.bottom),
        Capsule((ankle[0], 0.37, 0.06), (ankle[0], 0.54, 0.035), 0.042, 0.036, look.shoes),
    ]


def _skirt(look: Clothes, seated: bool, drop: float) -> list[Capsule]:
    if seated:
        return [
            Capsule((0, 0.0, 0.48), (0, 0.40, 0.46), 0.16, 0.14, look.bottom),
            Capsule((0, 0.42, 0.44), (0, 0.42, 0.16), 0.13, 0.13, look.bottom),
        ]
    return [Capsule((s * 0.05, 0, 0.90 - drop), (s * 0.065, 0, 0.36), 0.11, 0.105, look.bottom) for s in (-1, 0, 1)]


def _arm(look: Clothes, side: int, pose: Pose, swing: float, drop: float, lean: float) -> list[Capsule]:
    shoulder = (side * (0.205 if not look.skirt else 0.19), lean, 1.375 - drop)
    if pose == "lean":
        elbow, hand = (side * 0.26, lean + 0.16, 1.02), (side * 0.14, lean + 0.36, 0.84)
    elif pose == "desk":
        elbow, hand = (side * 0.25, lean + 0.14, 0.85), (side * 0.11, lean + 0.38, 0.83)
    elif pose == "sit":
        elbow, hand = (side * 0.24, 0.08, 0.72), (side * 0.10, 0.28, 0.62)
    elif pose == "walk":
        upper, lower = 0.45 * swing, 0.45 * swing + 0.35
        elbow = (side * 0.235, lean + 0.29 * sin(upper), shoulder[2] - 0.29 * cos(upper))
        hand = (side * 0.23, elbow[1] + 0.26 * sin(lower), elbow[2] - 0.26 * cos(lower))
    else:
        elbow = (side * 0.24, 0.02, shoulder[2] - 0.28)
        hand = (side * 0.13, 0.26, shoulder[2] - 0.36) if side > 0 else (side * 0.235, 0.08, shoulder[2] - 0.53)
    sleeve = look.top if look.long_sleeves else look.skin
    return [
        Capsule(shoulder, elbow, 0.058, 0.044, look.top, "top"),
        Capsule(elbow, hand, 0.042, 0.032, sleeve, "top" if look.long_sleeves else "plain"),
        Capsule(hand, (hand[0] * 0.9, hand[1] + 0.05, hand[2] - 0.03), 0.036, 0.032, look.skin),
    ]
