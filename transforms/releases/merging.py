"""What would make a block publishable of which nothing may stand."""

from collections.abc import Mapping, Sequence

from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.releases.blocks import Block
from pantau.transforms.releases.counting.facts import Facts


def merging(
    rule: Rule,
    facts: Facts,
    counters: Mapping[str, frozenset[str]],
    told: Sequence[Block],
    refused: Sequence[Block],
) -> tuple[str, ...]:
    """For each block that is refused, what is in its way, and which of those told it could be taken together with."""
    said = []
    for block in refused:
        services = facts.among(set(block.agencies), block.first, block.last).services
        mine = frozenset().union(*(counters[agency] for agency in block.agencies))
        others = sorted({one.name for one in told if one.first <= block.last and block.first <= one.last})
        remedy = f"could stand together with {' or '.join(others)}" if others else "needs a longer period"
        said.append(
            f"{block.name}, {block.first} to {block.last}: {len(services)} visits at {len(mine)} counters; "
            f"{rule.visits} at {rule.counters} are needed, none of which dominates; it {remedy}"
        )
    return tuple(said)
