"""A camera looks elsewhere than where its zones were drawn."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.tracking.camera_days.view_of_day import ViewOfDay
from pantau.transforms.zones.spans import Edge, Span, between


def camera_moved(view: ViewOfDay, thresholds: Thresholds) -> list[Candidate]:
    """The stretches of a day in which the view was not where it was; until it is seen there again, or it is over."""
    return [
        Candidate(
            "camera_moved",
            Span(
                _unseen(one.first_s) if one.stood_s is None else between(one.stood_s, one.first_s),
                _unseen(one.last_s) if one.back_s is None else between(one.last_s, one.back_s),
            ),
            None,
            None,
            thresholds.camera_moved_s,
            None,
            view_reference=view.reference.day,
            view_moved_share=one.share,
        )
        for one in view.stretches
    ]


def _unseen(at: float) -> Edge:
    """An edge beyond which nothing is known on the day."""
    return Edge(at, at, at, censored=True)
