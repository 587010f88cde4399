"""What a release is made of and for whom: all that is asked for, and nothing of what is found."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date

from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.provenance import short_hash
from pantau.transforms.releases.counting.periods import LADDERS, check_bin
from pantau.transforms.releases.noisy.noise import NoiseTerms

AGGREGATES, VISITS, NOISY, SYNTHETIC = "aggregates", "visits", "noisy", "synthetic"
VISIT_KINDS = ("week", "month", "all")
"""What period a visit may have at the finest."""


@dataclass(frozen=True)
class Publication:
    """Who stands for a release: asked for, never made up. What is not said is empty; `url` and `issued` may be."""

    publisher: str = ""
    contact: str = ""
    region: str = ""
    licence: str = ""
    url: str = ""
    issued: str = ""


NEEDED = ("publisher", "contact", "region", "licence")
"""What every release says of who stands for it."""


@dataclass(frozen=True)
class ReleaseOrder:
    """A release of the service dates `first` to `last`, both included, under a name of its own.

    `period_kind` and `bin_minutes` are the finest that is wanted, `level` what it consists of; `zones` are the time
    zones of the sites. In a `safe_room` nothing is withheld, and nobody publishes it. `noise` are the terms of noisy
    counts alone.
    """

    name: str
    first: date
    last: date
    period_kind: str
    bin_minutes: int
    rule: Rule
    publication: Publication
    zones: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    level: str = AGGREGATES
    safe_room: bool = False
    noise: NoiseTerms | None = None

    def __post_init__(self) -> None:
        if self.level == VISITS and not self.safe_room and self.period_kind not in VISIT_KINDS:
            raise ValueError(f"--by {self.period_kind}: visits have {', '.join(VISIT_KINDS)}, and no date")
        if self.period_kind not in LADDERS:
            raise ValueError(f"--by {self.period_kind}: cells are by {', '.join(LADDERS)}")
        check_bin(self.bin_minutes)
        if not self.name.strip() or any(not one.isalnum() and one not in "-_." for one in self.name):
            raise ValueError(
                f"--name {self.name!r}: a name has letters, digits, '-', '_' and '.'; such as hall-2026-q3"
            )
        lacking = [name for name in NEEDED if not getattr(self.publication, name).strip()]
        if lacking and not self.safe_room:
            raise ValueError(f"--{', --'.join(lacking)}: a release says who stands for it; name it here")

    @property
    def id(self) -> str:
        """The order's own hash: the same order gives the same."""
        said = asdict(self)
        del said["zones"], said["safe_room"]
        if self.level != NOISY:
            del said["noise"]
        if self.level == AGGREGATES:
            # Orders of before there were levels have this hash.
            del said["level"]
        return short_hash(json.dumps(said, sort_keys=True, default=str))
