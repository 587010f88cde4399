"""The names that a file would have if its ending were that of a recording: by these its time may be known."""

from pathlib import PurePosixPath

from pantau.transforms.recordings.file_suffixes import CONTAINERS

ADDED = " _~"
"""What uploads, copies and editors put behind an ending."""

ANY = ".mp4"
"""The ending that stands for those a name may have lost; naming patterns tell the time whichever it is."""


def whole_names(path: str) -> list[str]:
    """The likeliest first: what was put behind the ending taken away, then one ending less after the other."""
    folder, slash, name = path.rpartition("/")
    name = name.rstrip(ADDED)
    found = []
    while name:
        suffix = PurePosixPath(name).suffix
        found.append(f"{folder}{slash}{name}" if suffix.lower() in CONTAINERS else f"{folder}{slash}{name}{ANY}")
        if not suffix or suffix.lower() in CONTAINERS:
            break
        name = name.removesuffix(suffix)
    return found
