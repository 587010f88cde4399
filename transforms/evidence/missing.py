"""Why a recording is not in the archive: whether its retention explains it, by the site file."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from pantau.schemas.sentences import sentence_in
from pantau.schemas.site import Site
from pantau.transforms.retention import dates_shown


class WhyMissing(NamedTuple):
    """`word`: purged, missing, held or unruled; `values` of the sentence `footage_…` of that name."""

    word: str
    values: Mapping[str, object]

    def told(self, language: str = "en") -> str:
        """The sentence, in `en` or `id`, with its remedy."""
        return sentence_in(language, f"footage_{self.word}", **self.values)


def why_missing(site: Site, row: Mapping[str, Any], today: date) -> WhyMissing:
    """Why a recording is not there on the local date `today`.

    `row` has its `recording_uri`, `camera_id` and `service_date`, and `ended_at` where that is known. A recording may
    be gone from the day on that follows the last one of its camera's `retention_days`.
    """
    name, camera_id, day = row["recording_uri"], row["camera_id"], row["service_date"]
    days = next((camera.retention_days for camera in site.cameras if camera.id == camera_id), None)
    if days is None:
        return WhyMissing("unruled", {"recording": name, "camera": camera_id})
    first, last = dates_shown(site.zone, day, row if row.get("ended_at") else None)
    hold = next((hold for hold in site.retention.holds if hold.keeps(first, last, camera_id, name)), None)
    until = last + timedelta(days=days)
    if today > until and hold:
        return WhyMissing("held", {"recording": name, "reason": hold.reason, "by": hold.by})
    values = {"recording": name, "camera": camera_id, "days": days, "until": until.isoformat()}
    return WhyMissing("purged" if today > until else "missing", values)
