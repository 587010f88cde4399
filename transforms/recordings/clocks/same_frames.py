"""Whether two recordings hold the same frames: one stream cut twice, or exported twice."""

from pathlib import Path

from pantau.transforms.recordings.archive import recording_file
from pantau.transforms.recordings.probing.opening import MEDIA_ERRORS, Unreadable, open_video

FIRST_KEYS = 3


def same_frames(first: str, second: str, archive: str) -> bool:
    """Whether `second` begins with frames that `first` holds as well; paths are relative to the archive.

    A recorder copies packets, it does not encode again: one of the first key frames is there byte for byte. Recordings
    that cannot be read count as the same, so that nothing is concluded from them.
    """
    try:
        ahead = set(_keys(recording_file(archive, first), first))
        begins = _keys(recording_file(archive, second), second, FIRST_KEYS)
    except (Unreadable, *MEDIA_ERRORS):
        return True
    return not begins or not ahead.isdisjoint(begins)


def _keys(path: Path, name: str, at_most: int | None = None) -> list[int]:
    """Hashes of the key packets' bytes, in decoding order."""
    found: list[int] = []
    with open_video(path, name) as (container, stream):
        for packet in container.demux(stream):
            if packet.size and packet.is_keyframe:
                found.append(hash(bytes(packet)))
            if at_most is not None and len(found) == at_most:
                break
    return found
