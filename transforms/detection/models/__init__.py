"""Seeing people: a detector for the whole picture, and a closer look at each drawn seat."""

from pantau.transforms.detection.models.detections import People
from pantau.transforms.detection.models.detector import DetectorSpec, PersonDetector
from pantau.transforms.detection.models.seats import SeatSight, SeatSpec, SeatWatcher
from pantau.transforms.detection.models.version import fingerprint

__all__ = ["DetectorSpec", "People", "PersonDetector", "SeatSight", "SeatSpec", "SeatWatcher", "fingerprint"]
