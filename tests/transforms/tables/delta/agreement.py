"""Whether all that says which files are current says the same."""

from pathlib import Path

from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.delta.commits import newest_commit
from pantau.transforms.tables.delta.current_files import DELTA_TABLES, is_listed, listing
from pantau.transforms.tables.delta.log import replay


def agree(root: Path) -> bool:
    """The newest versions of the logs and the list of current files say the same, and it is of the newest run."""
    commit = newest_commit(root)
    assert commit is not None and is_listed(root, commit)
    listed = {(row["table_name"], f"{row['folder']}/{row['file']}") for row in listing(root, commit).to_pylist()}
    assert listed == {(table.name, name) for table in DELTA_TABLES for name in replay(root, table.name).names}
    return list(changes(root)) == []
