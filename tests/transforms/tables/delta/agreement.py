"""Whether all that says which files are current says the same."""

from pathlib import Path

from pantau.transforms.tables.delta.chain import log_changes
from pantau.transforms.tables.delta.commits import newest_commit
from pantau.transforms.tables.delta.current_files import read_current
from pantau.transforms.tables.delta.follow import DELTA_TABLES
from pantau.transforms.tables.delta.log import replay, versions
from pantau.transforms.tables.manifest import files_of, manifest_path, runs_of, sha256_of


def agree(root: Path) -> bool:
    """The logs, the list of current files and the manifest say the same of the newest run, and `commits` names it."""
    run, commit, listed = runs_of(root)[-1], newest_commit(root), read_current(root)
    assert (commit.run, commit.token) == (run, sha256_of(manifest_path(root, run)))
    assert listed.is_of(commit) and listed.run == run
    for table in DELTA_TABLES:
        entries = files_of(root, run).get(table.name, {})
        wanted = {f"{entry.folder}/{entry.file}" for entry in entries.values()}
        assert wanted == replay(root, table.name).names == listed.names(table.name), table.name
        assert commit.tables[table.name].version == versions(root, table.name)[-1]
    return list(log_changes(root)) == []
