"""The rows of a warehouse as plain Python, and what all recomputed questions share: periods, local times, hours.

Nothing here or beside it goes through SQL: rows are read by pyarrow, from the files that the logs name.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

Row = dict
HOUR_S = 3600.0


@dataclass(frozen=True)
class Rows:
    """A warehouse: the visible rows of each table, its runs in order with their files, and the zone of each site."""

    folder: Path
    runs: list[dict]
    tables: dict[str, list[Row]]
    zones: dict[str, ZoneInfo]

    def of(self, table: str, asked: dict, *columns: str) -> list[Row]:
        """The rows of a period, and of what is asked for in these columns, such as `agency_id`."""
        return [
            row for row in self.tables[table] if in_period(row["service_date"], asked) and chosen(row, asked, columns)
        ]

    def local(self, row: Row, moment: datetime) -> datetime:
        """The wall-clock time at the site of a row, naive."""
        return moment.astimezone(self.zones[row["site_id"]]).replace(tzinfo=None)

    def hours(self, row: Row, start: str = "started_at", end: str = "ended_at") -> list["HourPiece"]:
        """A row's time, cut wherever the clocks at its site come to another hour or are changed."""
        return list(pieces(row[start], row[end], self.zones[row["site_id"]]))


@dataclass(frozen=True)
class HourPiece:
    """Time within one hour of a wall clock, named by the naive local time at which that hour begins."""

    hour: datetime
    started_at: datetime
    ended_at: datetime

    @property
    def seconds(self) -> float:
        return seconds(self.started_at, self.ended_at)


def read_rows(folder: Path, as_of: int | None = None) -> Rows:
    """All rows that are visible, or were after a run: those of the newest file of each partition."""
    runs = [one for one in read_runs(folder) if as_of is None or one["run"] <= as_of]
    newest = {(file["table"], file["folder"]): file["file"] for run in runs for file in run["files"]}
    tables: dict[str, list[Row]] = defaultdict(list)
    for (table, partition), name in sorted(newest.items()):
        tables[table] += read_file(folder, table, partition, name)
    zones = {row["site_id"]: row["time_zone"] for row in sorted(tables["runs"], key=lambda row: row["started_at"])}
    return Rows(folder, runs, tables, {site: ZoneInfo(zone) for site, zone in zones.items()})


def read_runs(folder: Path) -> list[dict]:
    """What each run notes of itself, and the files that it put in, by the logs; here none goes for good."""
    runs, before = [], {}
    for info, *_ in map(read_lines, sorted((folder / "commits" / "_delta_log").glob("*.json"))):
        said, files = info["commitInfo"], []
        versions = {table: known["version"] for table, known in said["tables"].items()}
        for table, version in versions.items():
            for number in range(before.get(table, -1) + 1, version + 1):
                for line in read_lines(folder / table / "_delta_log" / f"{number:020}.json"):
                    if "add" in line:
                        place, _, name = unquote(line["add"]["path"]).rpartition("/")
                        rows = json.loads(line["add"]["stats"])["numRecords"]
                        files.append({"table": table, "folder": place, "file": name, "rows": rows})
        runs.append({**said["notes"], "run": said["run"], "files": files})
        before = versions
    return runs


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_file(folder: Path, table: str, partition: str, name: str) -> list[Row]:
    """The rows of one file, with what its folder says."""
    said: Row = dict(part.split("=", 1) for part in partition.split("/"))
    day = said["service_date"]
    said["service_date"] = None if day.startswith("__HIVE") else date.fromisoformat(day)
    return [row | said for row in pq.ParquetFile(folder / table / partition / name).read().to_pylist()]


def in_period(day: date | None, asked: dict) -> bool:
    """Whether a date is within `from` and `to`, both included; one that is not known is in no period."""
    return day is not None and (asked.get("from") or date.min) <= day <= (asked.get("to") or date.max)


def chosen(row: Row, asked: dict, columns: Iterable[str]) -> bool:
    """Whether a row has the words that are asked for; `agency_id` is asked for as `agency`."""
    wanted = {column: asked.get(column.removesuffix("_id")) for column in columns}
    return all(value is None or row[column] == value for column, value in wanted.items())


def grouped(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict:
    """Rows by what they have in common, in the order in which each first comes."""
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


def by(*columns: str) -> Callable[[Row], tuple]:
    return lambda row: tuple(row[column] for column in columns)


def seconds(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()


def lasting(row: Row) -> float:
    """Seconds from a row's start to its end."""
    return seconds(row["started_at"], row["ended_at"])


def censored(row: Row) -> bool:
    return row["start_censored"] or row["end_censored"]


@cache
def pieces(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[HourPiece, ...]:
    found = []
    while start < end:
        local = start.astimezone(zone)
        into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        until = min(end, _before_change(start, start + timedelta(hours=1) - into, zone))
        found.append(HourPiece((local - into).replace(tzinfo=None), start, until))
        start = until
    return tuple(found)


def _before_change(start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    """The first moment within a stretch at which clocks are changed, else its end."""
    offset = start.astimezone(zone).utcoffset()
    if (end - timedelta(microseconds=1)).astimezone(zone).utcoffset() == offset:
        return end
    low, high = int(start.timestamp()), int(end.timestamp()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        same = datetime.fromtimestamp(middle, zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    return datetime.fromtimestamp(high, UTC)
