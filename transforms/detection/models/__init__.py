"""Seeing people: a detector for the whole frame, and a closer look at each drawn seat."""

from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.person_detector import DetectorSpec, PersonDetector
from pantau.transforms.detection.models.seat_detector import SeatDetection, SeatSpec, SeatWatcher
from pantau.transforms.detection.models.version import fingerprint

__all__ = ["Detections", "DetectorSpec", "PersonDetector", "SeatDetection", "SeatSpec", "SeatWatcher", "fingerprint"]
