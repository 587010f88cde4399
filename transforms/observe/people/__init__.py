"""Seeing people: a detector for the whole picture, and a closer look at each drawn seat."""

from .detector import DetectorSpec, PersonDetector
from .people import People
from .seats import SeatSight, SeatSpec, SeatWatcher
from .version import fingerprint

__all__ = ["DetectorSpec", "People", "PersonDetector", "SeatSight", "SeatSpec", "SeatWatcher", "fingerprint"]
