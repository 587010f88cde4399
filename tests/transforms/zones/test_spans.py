"""Spans with uncertain edges: what two have in common."""

from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.zones.spans import Edge, Span, earlier, later, merged, within

moments = st.integers(0, 20).map(float)
edges = st.tuples(moments, moments, moments).map(sorted).map(lambda three: Edge(three[1], three[0], three[2]))


def test_the_later_of_two_may_be_either():
    assert later(Edge(10, 9, 11), Edge(9, 5, 14)) == Edge(10, 9, 14)
    assert earlier(Edge(10, 9, 11, censored=True), Edge(11, 5, 14)) == Edge(10, 5, 11, censored=True)


@given(edges, edges, st.floats(0, 1), st.floats(0, 1))
def test_wherever_two_edges_truly_are_the_later_and_the_earlier_lie_in_their_bounds(one, other, here, there):
    truly = [edge.lo + share * (edge.hi - edge.lo) for edge, share in ((one, here), (other, there))]
    assert later(one, other).lo - 1e-9 <= max(truly) <= later(one, other).hi + 1e-9
    assert earlier(one, other).lo - 1e-9 <= min(truly) <= earlier(one, other).hi + 1e-9
    assert later(one, other).at == max(one.at, other.at)
    assert earlier(one, other).at == min(one.at, other.at)


def test_neighbours_begin_with_the_earlier_of_their_starts_and_end_with_the_later_of_their_ends():
    """The second, of which the start was not seen, may have begun before the first."""
    first = Span(Edge(10, 9, 11), Edge(20, 19, 28))
    second = Span(Edge(11, 5, 14, censored=True), Edge(25, 24, 26))
    assert merged([second, first], within(0)) == [Span(Edge(10, 5, 11), Edge(25, 24, 28))]
