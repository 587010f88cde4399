"""The page that goes with a release: what the data are, how to read them and how to cite them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pantau.schemas.release import ALL, RELEASE_COLUMNS

PAGE = Path(__file__).with_suffix(".md")


def describe_release(manifest: Mapping[str, Any]) -> str:
    """The page as Markdown, from the release's manifest."""
    rule, period, versions = manifest["rule"], manifest["period"], manifest["versions"]
    columns = "\n".join(
        f"| `{column.name}` | {column.unit or ''} | {column.english} | {column.indonesian} |"
        for column in RELEASE_COLUMNS
    )
    events = "; ".join(
        f"program {one['code_hash']}, site file {one['config_hash']}, observer {one['model_hash']}"
        for one in versions["events"]
    )
    return PAGE.read_text(encoding="utf-8").format(
        **period,
        all=ALL,
        columns=columns,
        release_id=manifest["release_id"],
        bin_minutes=manifest["bin_minutes"],
        visits=rule["visits"],
        counters=rule["counters"],
        percent=rule["percent"],
        median=rule["median_visits"],
        p90=rule["p90_visits"],
        step=rule["duration_step_s"],
        cells=manifest["cells"]["all"],
        withheld=manifest["cells"]["withheld"],
        version=versions["pantau"],
        code_hash=versions["code_hash"],
        events=events,
    )
