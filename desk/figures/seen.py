"""Who was seen in a stretch of a recording, by the thresholds of its day."""

from pantau.desk.figures.answering import Row
from pantau.desk.settings import DeskSettings
from pantau.pipelines.playback import SeenFrame, SeenLimits, seen_frames


def seen_in(settings: DeskSettings, recording: Row, from_s: float, to_s: float) -> list[SeenFrame]:
    """The frames of a recording (a row of `recordings`) that were looked at, in order; see `seen_frames`."""
    on = settings.site.thresholds_on(recording["service_date"])
    limits = SeenLimits(on.person_score, on.person_score_again, on.seat_score)
    return seen_frames(settings.warehouse, recording, from_s, to_s, limits)
