"""A clip and its manifest beside it, both there or neither."""

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantau.transforms.recordings.digest import sha256

Note = dict[str, Any]


@dataclass(frozen=True)
class Clip:
    """A clip that was made: its file, the manifest beside it, what that says, and its SHA-256."""

    path: Path
    note_path: Path
    note: Note
    note_sha256: str


def write_product(target: Path, write: Callable[[Path], None], note_of: Callable[[Note], Note]) -> Clip:
    """Has `write` make the file, and puts it at `target` with the manifest that `note_of` makes of what is known of it.

    Where either fails, nothing is there.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".clip-", dir=target.parent) as folder:
        made = Path(folder, target.name)
        write(made)
        with made.open("rb") as file:
            digest = sha256(file)
        note = note_of({"file": target.name, "sha256": digest, "bytes": made.stat().st_size})
        note_path = target.with_name(target.name + ".json")
        written = Path(folder, note_path.name)
        written.write_text(json.dumps(note, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        with written.open("rb") as file:
            note_digest = sha256(file)
        os.replace(written, note_path)
        os.replace(made, target)
    return Clip(target, note_path, note, note_digest)
