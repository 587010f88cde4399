"""One camera on one date."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CameraDate:
    """A camera of a site on a service date."""

    site_id: str
    camera_id: str
    service_date: date
