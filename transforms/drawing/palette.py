"""One colour for each kind of zone, told apart by people who see colours differently (Okabe and Ito, 2008)."""

from pantau.transforms.drawing.lettering import Colour

ZONE_COLOURS: dict[str, Colour] = {
    "customer": (115, 158, 0),
    "staff": (178, 114, 0),
    "seat": (167, 121, 204),
    "queue": (0, 159, 230),
    "waiting": (66, 228, 240),
    "restricted": (0, 94, 213),
    "objects": (70, 90, 120),
    "ignore": (140, 140, 140),
}
"""Blue, green, red."""

SEEN: Colour = (255, 255, 255)
"""The box of a person."""

FAINT: Colour = (190, 190, 190)
"""The box of somebody of whom the detector is less sure."""

HEAD: Colour = (60, 60, 255)
"""Head and shoulders that the pose model finds on a seat."""
