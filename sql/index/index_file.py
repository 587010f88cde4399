"""The index: what questions read of a warehouse, in one file of DuckDB's own storage.

It holds tables, views that add columns to a table, and views whose rows of a service date rest on that date alone. It
says nothing that the Parquet files do not: each reader compares the files it was made from with those that are there
now, and reads from Parquet what differs. It may be deleted at any time.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from pantau.schemas.tables import TABLES
from pantau.sql.history import COMMITTED_RUNS, PUBLISHED
from pantau.sql.index.changed_files import OF_RUN, Days, among, changes, outside, vouched_run
from pantau.sql.question import find_question
from pantau.sql.view import narrowed, sources, view_files
from pantau.sql.warehouse import files_sql, quoted, table_sql
from pantau.transforms.storage.place import Place, place_of
from pantau.transforms.tables.copies import copy_path
from pantau.transforms.tables.visible_files import VisibleFile, run_of

FILE = "index.duckdb"
DATABASE = "kept"
"""The name under which a connection has the index."""

TABLES_KEPT = ("recordings", "coverage", "waiting_visits", "anomalies", "rejects", "runs")
EXTENDED = {"service_time": "services", "staff_presence": "presence"}
"""Tables of which a view keeps every row and column and adds to them: the view is kept, and the table read from it."""

DERIVED = (
    "waits",
    "camera_days",
    "camera_hours",
    "camera_agencies",
    "counter_hours",
    "counter_days",
    "cover_hours",
    "event_versions",
    "agencies",
    "calendar",
    "counters",
    "cameras",
    "zones",
    "standards",
    "thresholds",
)
KEPT = (*TABLES_KEPT, *EXTENDED.values(), *DERIVED)
MOST_FILES = 1000
"""With more changed files than this a table is read from Parquet altogether."""

ANSWERED_BY_PERIOD = (
    "break_cover",
    "cameras_worse",
    "censored_share",
    "counter_summary",
    "counters_needed",
    "counters_played",
    "distribution",
    "gaps_and_absences",
    "longest_absences",
    "overview",
    "queue_length",
    "service_level",
    "service_time",
    "standards_kept",
    "waiting_by",
    "waiting_time",
    "what_can_be_said",
    "within_limit",
)
"""Questions that go through every row of every date: their answers to the default parameters are kept."""

ANSWERED_BY_DATE = (
    "after_closing",
    "all_counters_empty",
    "daily_trend",
    "first_and_last",
    "littles_law",
    "reneging",
    "unknown_time",
    "waiting_room",
)
"""Those whose rows of a service date rest on that date alone: the answer to all dates holds that to any period."""

ANSWERED = (*ANSWERED_BY_PERIOD, *ANSWERED_BY_DATE)


@dataclass(frozen=True)
class Index:
    """An index attached to a connection as `kept`, beside the files that are there now.

    `run` is the run they are of, `vouched` the one that the index is of, where `run` follows from it; `zones` are those
    of the local times in it; `changed` has the files of each table that it was not made from, `days` the service dates
    on which a table has changed, deleted files included.
    """

    warehouse: Place
    run: int | None
    vouched: int | None
    zones: Mapping[str, str]
    changed: Mapping[str, list[VisibleFile]]
    days: Mapping[str, Days]

    def table(self, name: str) -> str:
        """A SELECT over a table's rows, as `table_sql`."""
        table, files, days = TABLES[name], self.changed.get(name), self.days.get(name)
        if files is None or len(files) > MOST_FILES:
            return table_sql(self.warehouse, table, self.run)
        columns = ", ".join(table.columns)
        kept = f"SELECT {columns} FROM {DATABASE}.{EXTENDED.get(name, name)}"
        if not days:
            return kept
        old = f"{kept} WHERE {outside(days)}"
        return f"{old} UNION ALL {files_sql(table, files)}" if files else old

    def view(self, name: str) -> str:
        """A SELECT over the rows of a view; made again for the days on which one of its tables changed."""
        text = view_files()[name]
        if name not in KEPT:
            return text
        days = self.view_days(name)
        kept = f"SELECT * FROM {DATABASE}.{name}"
        if not days:
            return kept
        if any(len(self.changed[one]) > MOST_FILES for one in _tables_of(text)):
            return text
        return f"{kept} WHERE {outside(days)} UNION ALL SELECT * FROM ({narrowed(text, among(days))})"

    def view_days(self, name: str) -> Days:
        """The service dates on which a table changed that the view rests on."""
        return self.days_of(view_files()[name])

    def days_of(self, statement: str) -> Days:
        """The service dates on which a table changed that a shipped statement selects from."""
        return frozenset().union(*(self.days[one] for one in _tables_of(statement)))

    def knows(self, statement: str) -> bool:
        """Whether the tables that a shipped statement selects from were observed for changes."""
        return all(name in self.days for name in _tables_of(statement))

    def brought_up_to_date(self) -> "Index":
        """The index after what changed was taken in."""
        none = {name: [] for name in kept_tables()}
        return replace(self, vouched=self.run, changed=none, days=dict.fromkeys(none, Days()))


def attached(
    connection: duckdb.DuckDBPyConnection,
    warehouse: str | Place,
    file: Path | None = None,
    wanted: Collection[str] | None = None,
) -> Index | None:
    """Attaches the index of a warehouse; `None` where there is none that this program can use.

    Read only, unless `file` names a copy of it that may be changed. Only the files of the `wanted` tables are looked
    at, of all tables if none are named.
    """
    path = file or copy_path(place_of(warehouse)) / FILE
    if not path.is_file():
        return None
    try:
        connection.execute(f"ATTACH {quoted(str(path))} AS {DATABASE}{'' if file else ' (READ_ONLY)'}")
        made_by, zones = connection.execute(f"SELECT made_by, zones FROM {DATABASE}.made").fetchall()[0]
    except (duckdb.Error, IndexError):
        made_by, zones = None, "{}"
    if made_by != maker():
        connection.execute(f"DETACH DATABASE IF EXISTS {DATABASE}")
        return None
    place, run = place_of(warehouse), run_of(warehouse)
    names = [name for name in kept_tables() if wanted is None or name in wanted]
    vouched = vouched_run(connection, DATABASE, place, run)
    found = changes(connection, DATABASE, place, run, vouched, names)
    return Index(place, run, vouched, json.loads(zones), *found)


def maker() -> str:
    """A hash of what makes an index: the tables' columns, the views, the macros and the questions."""
    columns = {name: [str(kind) for kind in table.schema] for name, table in TABLES.items()}
    here = Path(__file__).parents[1]
    files = [here / "macros.sql", here / "camera_macros.sql", *sorted((here / "played").glob("*.py"))]
    macros = [file.read_text(encoding="utf-8") for file in files]
    asked = {name: find_question(name).sql for name in ANSWERED}
    history = [str(COMMITTED_RUNS), str(PUBLISHED)]
    text = json.dumps([OF_RUN, columns, KEPT, EXTENDED, view_files(), macros, asked, history], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def kept_tables() -> list[str]:
    """The tables whose rows an index holds."""
    return [*TABLES_KEPT, *EXTENDED]


def _tables_of(statement: str) -> list[str]:
    return [name for name in sources(statement) if name in TABLES]
