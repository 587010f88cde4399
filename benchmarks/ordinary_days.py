"""How many review candidates ten ordinary days give, above the line and below it.

    python -m benchmarks.ordinary_days [--days 10] [--minutes 180] [--folder DIR]

One camera over three counters of a rendered office, days of other people, one after the other: officers are there as
they ought to be, visitors come alone and in pairs, some lean on the desk, come back, leave the queue or pass by. Limits
are those of a site file that states none. Before each day the baselines of the days before are made, as an operator
would. Two frames a second are rendered, a key frame each 2 s: the observer decodes no others.
"""

import argparse
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import yaml

from pantau.pipelines.command_line import main as run
from pantau.pipelines.simulate import ARCHIVE, SITE
from pantau.schemas.site.hours import WEEKDAYS
from pantau.schemas.tables import SERVICE_TIME
from pantau.sql.connection import connect
from pantau.transforms.tables.partition_files import read_table

SEED, FIRST = 1500, date(2026, 6, 15)
"""Of the first day, each later one with the next; nothing was chosen on any of them."""

AROUND_MIN = 3
"""Minutes of footage before the office opens and after it closes."""

SCENARIO = {
    "name": "ordinary",
    "site": "mpp-biasa",
    "title": "Mal Pelayanan Publik, hari biasa",
    "agency": {"id": "dpmptsp", "name": "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"},
    "starts": "07:57",
    "opens_after_min": AROUND_MIN,
    "closes_before_min": AROUND_MIN,
    "video": {"fps": 2},
    "habits": {
        "service_median_s": 150,
        "service_spread": 0.5,
        "service_range_s": [40, 600],
        "pairs": 0.2,
        "eager": 0.2,
        "leans": 0.1,
        "returns": 0.08,
        "reneges": 0.1,
        "fetches": 0.06,
        "passers_per_hour": 30,
    },
    "cameras": [
        {
            "id": "cam-1",
            "recorder": "hikvision_export",
            "channel": 1,
            "segment_s": 900,
            "light_swing": 0.15,
            "mount": {"height": 3.4, "tilt_deg": 29, "hfov_deg": 80},
            "counters": [
                {"id": "loket-1", "name": "Loket 1", "x": -2.2, "arrivals_per_hour": 14},
                {"id": "loket-2", "name": "Loket 2", "x": 0.0, "arrivals_per_hour": 14, "officer": "standing"},
                {"id": "loket-3", "name": "Loket 3", "x": 2.2, "arrivals_per_hour": 14},
            ],
        }
    ],
}
"""Hall and camera as of the shipped office; the parties of a counter take some 0.6 of its time."""


def main() -> None:
    """Prints each day, and all of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=180)
    parser.add_argument("--folder", type=Path, help="for footage and warehouse; a temporary one without it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder, told = options.folder or Path(made), Counter[str]()
        for number in range(options.days):
            day = FIRST + timedelta(number + number // 5 * 2)
            site = rendered(folder, day, SEED + number, options.minutes)
            found, services = candidates_of(folder, site, day)
            told += found
            print(f"{day:%a %d %b}: {services} services, {sum(found.values())} candidates {dict(found)}", flush=True)
    print(f"{options.days} days of {options.minutes:g} minutes: {sum(told.values())} candidates, {dict(told)}")


def rendered(folder: Path, day: date, seed: int, minutes: float) -> Path:
    """The site file of all days, once the footage of one lies in its folder."""
    scenario = folder / f"{day}.yaml"
    scenario.write_text(yaml.safe_dump(SCENARIO | {"date": day, "minutes": minutes}), encoding="utf-8")
    assert run(["simulate", "--scenario", str(scenario), "--seed", str(seed), "--out", str(folder / str(day))]) == 0
    site = folder / SITE
    if not site.exists():
        content = yaml.safe_load((folder / str(day) / SITE).read_text(encoding="utf-8"))
        (hours,) = content["calendar"]["periods"][0]["hours"].values()
        content["calendar"]["periods"][0]["hours"] = dict.fromkeys(WEEKDAYS[:5], hours)
        del content["thresholds"]
        site.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return site


def candidates_of(folder: Path, site: Path, day: date) -> tuple[Counter[str], int]:
    """The candidates of a day, by kind and whether they are above the line; and its services."""
    warehouse = ["--site", str(site), "--warehouse", str(folder / "warehouse")]
    if (folder / "warehouse").exists():
        assert run(["baselines", *warehouse]) == 0
    archive = str(folder / str(day) / ARCHIVE)
    assert run(["nightly", "--no-index", "--archive", archive, *warehouse, "--date", str(day)]) == 0
    with connect(folder / "warehouse") as connection:
        rows = connection.execute("SELECT kind, above_line FROM review_queue WHERE service_date = ?", [day]).fetchall()
    services = read_table(str(folder / "warehouse"), SERVICE_TIME, service_date=day).num_rows
    return Counter(kind if above else f"{kind} (below)" for kind, above in rows), services


if __name__ == "__main__":
    main()
