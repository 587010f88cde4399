"""Seeing people: a detector for the whole picture, and a closer look at each drawn seat."""

from transforms.observe.people.detector import DetectorSpec, PersonDetector
from transforms.observe.people.people import People
from transforms.observe.people.seats import SeatSight, SeatSpec, SeatWatcher
from transforms.observe.people.version import fingerprint

__all__ = ["DetectorSpec", "People", "PersonDetector", "SeatSight", "SeatSpec", "SeatWatcher", "fingerprint"]
