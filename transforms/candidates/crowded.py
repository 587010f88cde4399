"""When at least so many people are somewhere at once."""

from collections.abc import Iterable

from pantau.transforms.zones.spans import Span


def crowded(people: Iterable[tuple[Span, int]], least: int) -> list[Span]:
    """Of parties with how many they are: from the edge by which there are enough to the one by which there are not."""
    changes = sorted(
        ((edge.at, more, edge) for span, size in people for edge, more in ((span.start, size), (span.end, -size))),
        key=lambda change: change[:2],
    )
    found: list[Span] = []
    there, since = 0, None
    for _, more, edge in changes:
        there += more
        if there >= least and since is None:
            since = edge
        elif there < least and since is not None:
            found.append(Span(since, edge))
            since = None
    return found
