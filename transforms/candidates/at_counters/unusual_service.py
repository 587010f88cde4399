"""A service lasts much longer or much shorter than services usually do at that counter of that agency."""

from collections.abc import Iterator

from pantau.transforms.baselines.standing_baselines import Baselines
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.sessions import ServiceSession


def unusual_service(
    agency: str, counter: str, zone: str, sessions: list[ServiceSession], usual: Baselines
) -> Iterator[Candidate]:
    """Services seen from beginning to end that are outside of what is usual at the counter; none without a baseline.

    `agency` is whose counter it is on the date: what was usual under another says nothing of it.
    """
    for session in sessions:
        seconds = session.span.duration
        if session.span.start.censored or session.span.end.censored:
            continue
        for kind, edge, sign in (("long_service", "usual_value_hi", 1), ("short_service", "usual_value_lo", -1)):
            row = usual.get((agency, counter, kind))
            if row and sign * (seconds - row[edge]) > 0:
                score = session.detection_score * session.role_probability * session.visit.identity_confidence
                visitors, baseline = session.role_probability, row["baseline_id"]
                yield Candidate(kind, session.span, counter, zone, row[edge], score, visitors, baseline_id=baseline)
