"""Reading an object in parts, as a file that can seek."""

import errno
import io
import os
from collections import OrderedDict

from pantau.transforms.storage.bucket import Bucket, StoredObject

BLOCK = 2**20
MOST_BLOCKS = 8


def parts_of(bucket: Bucket, name: str) -> "Parts":
    """An object as a file.

    Raises:
        FileNotFoundError: there is no such object.
        CloudError: it cannot be reached.
    """
    stored = bucket.find(name)
    if stored is None:
        raise FileNotFoundError(errno.ENOENT, "there is no such object", bucket.place(name))
    return Parts(bucket, stored)


class Parts(io.RawIOBase):
    """An object of Cloud Storage as a file opened in binary mode, of which only what is read is fetched.

    In blocks of 1 MiB, of which the last 8 are kept. All are of the generation that was found when it was opened.
    """

    def __init__(self, bucket: Bucket, stored: StoredObject) -> None:
        super().__init__()
        self._bucket, self._stored, self._at = bucket, stored, 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._stored.bytes}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer) -> int:
        """At most to the end of a block; FFmpeg asks for the rest."""
        number, skipped = divmod(self._at, BLOCK)
        if not len(buffer) or self._at >= self._stored.bytes:
            return 0
        content = self._block(number)[skipped : skipped + len(buffer)]
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            start = number * BLOCK
            end = min(start + BLOCK, self._stored.bytes)
            self._blocks[number] = self._bucket.read_part(self._stored.name, start, end, self._stored.generation)
            if len(self._blocks) > MOST_BLOCKS:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(number)
        return self._blocks[number]
