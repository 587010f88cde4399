"""What a watch was told to count as well, kept in its warehouse for who else tells of its health."""

import json
from datetime import timedelta

from pantau.pipelines.reporting.health import HealthLimits
from pantau.transforms.tables.atomic_files import contents_of, remove, replace
from pantau.transforms.tables.partition import root_of

NAME = "_limits.json"


def keep_limits(warehouse: str, limits: HealthLimits) -> None:
    """Keeps the limits of a watch that begins, instead of those of one before. Raises OSError: it cannot be written."""
    silence = limits.max_silence
    kept = {
        "max_age_h": limits.max_age_h,
        "min_coverage": limits.min_coverage,
        "max_silence_s": None if silence is None else silence.total_seconds(),
        "lateness_s": limits.lateness.total_seconds(),
    }
    replace(root_of(warehouse) / NAME, json.dumps(kept).encode())


def kept_limits(warehouse: str) -> HealthLimits:
    """The limits of the last watch that began; the usual ones where none has.

    Raises:
        ValueError: what was kept is damaged.
        OSError: it cannot be read.
    """
    path = root_of(warehouse) / NAME
    (content,) = contents_of([path])
    if content is None:
        return HealthLimits()
    try:
        kept = json.loads(content)
        silence = kept["max_silence_s"]
        return HealthLimits(
            float(kept["max_age_h"]),
            float(kept["min_coverage"]),
            None if silence is None else timedelta(seconds=silence),
            timedelta(seconds=kept["lateness_s"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: is damaged; remove it, and start the watch again, which writes it") from error


def forget_limits(warehouse: str) -> None:
    """Forgets the limits of a watch that was given up, if there were any. Raises OSError: it cannot be written."""
    remove(root_of(warehouse) / NAME)
