"""The content hash by which a recording is known for ever."""

import hashlib
from typing import BinaryIO


def sha256(file: BinaryIO) -> str:
    """SHA-256, in hex, of what remains in a file opened in binary mode; read in pieces, so memory does not grow."""
    return hashlib.file_digest(file, "sha256").hexdigest()
