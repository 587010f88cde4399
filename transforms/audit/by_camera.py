"""What the answers say of each camera: its units within each stratum, which were drawn as those of all were."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import pyarrow as pa

from pantau.transforms.audit.results import JudgedUnit, audit_results
from pantau.transforms.audit.units import Unit


class AuditedCamera(NamedTuple):
    """A camera, and the agency whose counters or candidates were judged on it."""

    site_id: str
    agency_id: str
    camera_id: str


def results_by_camera(
    strata: Mapping[str, Sequence[Unit]], answered: Sequence[JudgedUnit]
) -> Iterator[tuple[AuditedCamera, pa.Table]]:
    """The results of each camera of which something of every stratum was answered, in the columns of `audit_results`.

    Within a stratum all units are as likely to be drawn, so those of a camera are a sample of its own. Of a camera of
    which a stratum was not answered at all nothing can be said.
    """
    members: dict[AuditedCamera, dict[str, list[Unit]]] = {}
    for name, units in strata.items():
        for unit in units:
            members.setdefault(_place(unit), {}).setdefault(name, []).append(unit)
    for place, by_stratum in sorted(members.items()):
        mine = [
            replace(one, drawn=replace(one.drawn, size=len(by_stratum[one.drawn.stratum])))
            for one in answered
            if _place(one.drawn.unit) == place
        ]
        if {one.drawn.stratum for one in mine} == by_stratum.keys():
            units = [unit for some in by_stratum.values() for unit in some]
            yield place, audit_results(units, mine)


def _place(unit: Unit) -> AuditedCamera:
    return AuditedCamera(unit.row["site_id"], unit.row["agency_id"], unit.row["camera_id"])
