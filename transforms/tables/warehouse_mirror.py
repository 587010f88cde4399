"""A warehouse in Cloud Storage, worked on in a folder of this machine that mirrors it.

The files of tables are named by their content, and are fetched once. Entries of `commits` are compared with their
checksums each time; a new one appears in the mirror after all that it names, as it does in the bucket.
"""

import errno
import hashlib
from collections.abc import Iterable, Set
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pantau.schemas.table import Table
from pantau.schemas.tables import COMMITS, OBSERVED_TABLES
from pantau.transforms.storage.address import CloudError, is_cloud
from pantau.transforms.storage.bucket_mirror import bucket_of, fetch, has_content, is_same, mirror_of, stamp
from pantau.transforms.tables.atomic_files import keep
from pantau.transforms.tables.delta.actions import added_file
from pantau.transforms.tables.delta.checkpoint import files_at
from pantau.transforms.tables.delta.commits import commit_in, commit_of, newest_commit, readable_runs
from pantau.transforms.tables.delta.current_files import DELTA_TABLES, LIST
from pantau.transforms.tables.delta.log import LOG, actions_between, info_of, parsed
from pantau.transforms.tables.former_manifests import former_files, has_former_runs
from pantau.transforms.tables.partition import FORMER_RUNS, root_of, word
from pantau.transforms.tables.table_file import TableFile

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import Bucket, StoredObject


def folder_of(warehouse: str | Path, may_be_new: bool = False, as_it_is: bool = False) -> Path:
    """The folder in which a warehouse is read and written: its own, or its mirror, brought to what is in the bucket.

    Raises:
        NotADirectoryError: there is no warehouse in the bucket, and it `may_be_new` is false.
        CloudError: see `refresh`.
    """
    if not is_cloud(warehouse):
        return Path(warehouse)
    root = mirror_of(str(warehouse))
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    refresh(root, as_it_is)
    if not may_be_new and newest_commit(root) is None and not has_former_runs(root):
        raise NotADirectoryError(f"{warehouse}: holds no run of a warehouse; name the place that a run filled")
    return root


def refresh(root: Path, as_it_is: bool = False) -> None:
    """Brings the runs of a mirror, and the files that they name, to what is in the bucket; another folder stays.

    Files that are there are not observed again. With `as_it_is` all are compared, and those that were changed in the
    bucket, or removed, are so in the mirror, for whoever looks for that.

    Raises:
        CloudError: the bucket cannot be reached, or a file in it is not what was committed.
    """
    bucket = bucket_of(root)
    if bucket is None:
        return
    fresh = _differing(bucket, root, f"{COMMITS.name}/{LOG}/")
    known = newest_commit(root)
    if known and not fresh and not as_it_is and not has_former_runs(root):
        return
    bring_below(root, [f"{FORMER_RUNS}/", *(f"{table.name}/{LOG}/" for table in DELTA_TABLES)])
    files = {_name(one): one for one in _files_to_keep(root, fresh)}
    if as_it_is:
        _bring_as_they_are(bucket, root, files.keys())
    else:
        bring_missing(root, files.values())
    for name in sorted(fresh):
        keep(root / name, fresh[name])
    bring_below(root, [LIST])


def bring_logs(root: Path) -> None:
    """As `refresh`, with entries of logs that no run names: what a killed run left, or somebody writes now."""
    bring_below(root, [f"{table.name}/{LOG}/" for table in DELTA_TABLES])
    refresh(root)


def refuse_missing(root: Path, files: Iterable[TableFile]) -> None:
    """Sees that a bucket holds the files that a run is about to name; another folder has them.

    Raises:
        CloudError: it lacks one.
    """
    bucket = bucket_of(root)
    if bucket is None:
        return
    named = [_name(file) for file in files]
    tables = sorted({name.split("/")[0] for name in named})
    there = {stored.name for table in tables for stored in bucket.list(f"{table}/")}
    for name in named:
        if name not in there:
            raise CloudError(
                errno.ENOENT,
                f"{bucket.place(name)}: is not there, so the run is not committed; run it again, and if its engine has "
                "workers elsewhere, give them the same PANTAU_CACHE",
            )


def fetch_observed(
    warehouse: str | Path, tables: Iterable[Table] = OBSERVED_TABLES, days: Iterable[date] | None = None
) -> None:
    """Brings what was seen on recordings, of some service dates or all, to what is in the bucket; see `refresh`."""
    root = root_of(warehouse)
    bucket = bucket_of(root)
    if bucket is None:
        return
    folders = [""] if days is None else [f"service_date={word(day)}/" for day in sorted(set(days))]
    for below in (f"{table.name}/{folder}" for table in tables for folder in folders):
        there = _listed(bucket, root, below)
        for name, content in fetch(bucket, (name for name in there if not is_same(root / name, there[name]))):
            keep(root / name, content)
            stamp(root / name, there[name])


def bring_below(root: Path, places: Iterable[str]) -> None:
    """Brings what the mirror lacks, or has otherwise, of small objects whose names begin so; another folder has it."""
    bucket = bucket_of(root)
    if bucket is None:
        return
    for place in places:
        for name, content in _differing(bucket, root, place).items():
            keep(root / name, content)


def _listed(bucket: "Bucket", root: Path, below: str) -> dict[str, "StoredObject"]:
    """The objects whose names begin so; files of the mirror that are none of them are removed."""
    there = {stored.name: stored for stored in bucket.list(below)}
    for path in (root / below).rglob("*"):
        name = path.relative_to(root).as_posix()
        # Asked once more, since a run on this machine may just have written it to both.
        if path.is_file() and not path.name.startswith(".") and name not in there and not bucket.find(name):
            path.unlink(missing_ok=True)
    return there


def _differing(bucket: "Bucket", root: Path, below: str) -> dict[str, bytes]:
    """What is in the bucket under names that begin so, and not, or otherwise, in the mirror: content by name."""
    there = _listed(bucket, root, below)
    return dict(fetch(bucket, (name for name in there if not has_content(root / name, there[name]))))


def _files_to_keep(root: Path, fresh: dict[str, bytes]) -> list[TableFile]:
    """The files that any readable run shows, those runs included that are yet to appear in the mirror."""
    newest, readable, found = newest_commit(root), None, {}
    for name in sorted(name for name in fresh if name.endswith(".json")):
        info = info_of(parsed(fresh[name]) or [])
        readable = info.get("readable", readable)
        if commit := commit_in(int(Path(name).stem), info, hashlib.sha256(fresh[name]).hexdigest()):
            found[commit.run] = newest = commit
    if newest is None:
        return [file for files in former_files(root).values() for file in files.values()]
    run = max(newest.first, readable["oldest"] if readable else readable_runs(root).oldest)
    oldest, files = found.get(run) or commit_of(root, run), []
    for table, last in newest.tables.items():
        first = oldest.tables[table].version if table in oldest.tables else -1
        files += files_at(root, table, first).values() if first >= 0 else []
        files += [added_file(table, one) for one in actions_between(root, table, first, last.version) if "add" in one]
    return files


def bring_missing(root: Path, files: Iterable[TableFile]) -> None:
    """Fetches those files that a mirror lacks; another folder has them.

    Raises:
        CloudError: the bucket cannot be reached, or a file in it is not what was committed.
    """
    bucket = bucket_of(root)
    if bucket is None:
        return
    wanted = {_name(file): file for file in files}
    for name, content in fetch(bucket, (name for name in wanted if not (root / name).exists())):
        if hashlib.sha256(content).hexdigest() != wanted[name].sha256:
            raise CloudError(
                errno.EIO, f"{bucket.place(name)}: is not what was committed; see `pantau check`, and bring it back"
            )
        keep(root / name, content)


def _bring_as_they_are(bucket: "Bucket", root: Path, names: Set[str]) -> None:
    tables = sorted({name.split("/")[0] for name in names})
    there = {stored.name: stored for table in tables for stored in bucket.list(f"{table}/")}
    for name in names - there.keys():
        (root / name).unlink(missing_ok=True)
    differing = (name for name in names & there.keys() if not has_content(root / name, there[name]))
    for name, content in fetch(bucket, differing):
        keep(root / name, content)


def _name(file: TableFile) -> str:
    return f"{file.table}/{file.name}"
