"""Machines that share no folder, as far as one machine can be several: what each keeps lies in one of its own."""

import os
import sys
from pathlib import Path

PYTHON = """\
#!/bin/sh
machine=$(mktemp --directory {folder}/machine-XXXXXX)
mkdir "$machine/home" "$machine/tmp" "$machine/cache"
cd "$machine"
export HOME=$machine/home TMPDIR=$machine/tmp PANTAU_CACHE=$machine/cache PYTHONPATH={program}
exec {python} "$@"
"""


def python_apart(folder: Path, program: Path) -> Path:
    """A `python` that runs each time on another machine, whose folders lie in `folder`, which is made.

    `program` is the folder in which it finds `pantau`, or a checkout in which that is installed.
    """
    folder.mkdir(parents=True)
    path = folder / "python"
    path.write_text(PYTHON.format(folder=folder, program=program, python=sys.executable), encoding="utf-8")
    path.chmod(0o755)
    return path


def caches(folder: Path) -> list[set[str]]:
    """What each of the machines in a folder keeps, by the folders in its cache."""
    return [set(os.listdir(machine / "cache")) for machine in sorted(folder.glob("machine-*"))]
