"""The version of what looks at people: equal versions see the same in the same frame."""

import hashlib
from dataclasses import asdict

from pantau.transforms.detection.models.person_detector import DetectorSpec
from pantau.transforms.detection.models.seat_detector import SeatSpec

REVISION = 2
WITHOUT_EFFECT = ("model", "threads", "occupied")


def fingerprint(spec: DetectorSpec | SeatSpec) -> str:
    """Twelve hexadecimal digits over the model's bytes and the settings that change what is observed.

    Left out are the model's path, the number of threads, and the seat score that later steps apply to what was
    recorded. `REVISION` is raised when the code that prepares frames or decodes outputs changes its results.
    """
    settings = {name: value for name, value in asdict(spec).items() if name not in WITHOUT_EFFECT}
    digest = hashlib.sha256(spec.model.read_bytes())
    digest.update(repr((REVISION, type(spec).__name__, sorted(settings.items()))).encode())
    return digest.hexdigest()[:12]
