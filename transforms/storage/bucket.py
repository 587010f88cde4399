"""A bucket of Google Cloud Storage: each request retried, each content checked, nothing overwritten unseen."""

import base64
import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO

import google_crc32c
import requests
import urllib3
from google.api_core import exceptions as api
from google.api_core.retry import Retry, if_exception_type
from google.auth import exceptions as auth
from google.cloud import storage
from google.cloud.storage.exceptions import DataCorruption

from pantau.transforms.storage.address import SCHEME, CloudError
from pantau.transforms.storage.looks import forget, seen_once

PIECE = 32 * 2**20
"""Bytes of one request for a part of a large object; what is lost with a connection."""

SENT_AT_ONCE = 32 * 2**20
"""Bytes of one request that brings a part of a large object, a multiple of 256 KiB."""

ANSWER_WITHIN_S = 60.0
PASSING = (
    api.TooManyRequests,
    api.InternalServerError,
    api.BadGateway,
    api.ServiceUnavailable,
    api.GatewayTimeout,
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    urllib3.exceptions.HTTPError,
    auth.TransportError,
    DataCorruption,
)
"""What may be otherwise at the next try."""

RETRY = Retry(if_exception_type(*PASSING), initial=0.5, maximum=30.0, multiplier=2.0, timeout=300.0)
"""Waits are drawn at random up to a bound that doubles, so that workers do not come back all at once."""

_ONCE = {"retry": None, "timeout": ANSWER_WITHIN_S}
_FIELDS = "items(name,size,crc32c,generation,updated),nextPageToken"
_NAMES = "items(name),prefixes,nextPageToken"
_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object. `crc32c`: as Cloud Storage writes it, base64. `updated_ns`: when it was written, epoch, UTC."""

    name: str
    bytes: int
    crc32c: str
    generation: int
    updated_ns: int


@dataclass(frozen=True)
class Bucket:
    """A bucket, or what lies below a prefix of it; the prefix is empty or ends with `/`. Names are below the prefix."""

    bucket: str
    prefix: str = ""

    @classmethod
    def at(cls, address: str) -> "Bucket":
        """The one at gs://BUCKET/PREFIX. Raises ValueError where it names no bucket."""
        bucket, _, prefix = address.removeprefix(SCHEME).partition("/")
        if not bucket:
            raise ValueError(f"{address}: names no bucket; write gs://BUCKET or gs://BUCKET/FOLDER")
        prefix = prefix.strip("/")
        if prefix and not {"", ".", ".."}.isdisjoint(prefix.split("/")):
            raise ValueError(f"{address}: is no path; write gs://BUCKET or gs://BUCKET/FOLDER")
        return cls(bucket, f"{prefix}/" if prefix else "")

    def place(self, name: str = "") -> str:
        """The address of an object, for messages."""
        return f"{SCHEME}{self.bucket}/{self.prefix}{name}"

    def list(self, below: str = "") -> Iterator[StoredObject]:
        """The objects whose names begin with `below`, in the order of Cloud Storage, that of their UTF-8."""
        with _explained(self.place(below), "there is no such bucket; check its name"):
            yield from seen_once(self.place(below), RETRY(lambda: [self._stored(blob) for blob in self._listed(below)]))

    def names(self, below: str) -> tuple[str, ...]:
        """The names directly below one that ends with `/`, sorted: of objects, and of what has some below it."""

        def listed() -> set[str]:
            found = _client(os.getpid()).list_blobs(
                self.bucket, prefix=self.prefix + below, delimiter="/", fields=_NAMES, **_ONCE
            )
            names = {blob.name for blob in found}
            return {name.removeprefix(self.prefix + below).rstrip("/") for name in names | found.prefixes}

        with _explained(self.place(below), "there is no such bucket; check its name"):
            return tuple(sorted(RETRY(listed)() - {""}))

    def holds_any(self) -> bool:
        """Whether there is an object, by one request."""

        def listed() -> bool:
            found = _client(os.getpid()).list_blobs(
                self.bucket, prefix=self.prefix, max_results=1, fields=_FIELDS, **_ONCE
            )
            return any(found)

        with _explained(self.place(), "there is no such bucket; check its name"):
            return RETRY(listed)()

    def find(self, name: str) -> StoredObject | None:
        """An object, or `None` where there is none of that name."""
        try:
            return self._tried(name, self._found)
        except FileNotFoundError:
            return None

    def holds(self, name: str, content: bytes) -> bool:
        """Whether there is an object of that name, with that content: by size and checksum, none of it is fetched."""
        return _is_of(self.find(name), content)

    def read(self, name: str) -> bytes:
        """The content of a small object, checked.

        Raises:
            FileNotFoundError: there is none of that name.
        """
        return self._tried(name, lambda blob: blob.download_as_bytes(raw_download=True, checksum="crc32c", **_ONCE))

    def read_part(self, name: str, start: int, end: int, generation: int | None = None) -> bytes:
        """The bytes from `start` to before `end` of an object, if one is given, of that generation.

        Raises:
            CloudError: it was replaced, or is not there.
        """

        def part(blob: storage.Blob) -> bytes:
            # As it is stored: what somebody stored compressed is not unpacked on the way, which no part could be.
            content = blob.download_as_bytes(
                start=start,
                end=end - 1,
                raw_download=True,
                if_generation_match=generation,
                checksum=None,
                **_ONCE,
            )
            if len(content) != end - start:
                raise requests.ConnectionError(f"{len(content)} bytes came, {end - start} were asked for")
            return content

        try:
            return self._tried(name, part)
        except (api.PreconditionFailed, FileNotFoundError):
            raise CloudError(
                errno.ESTALE, f"{self.place(name)}: was replaced or deleted while it was read; run it again"
            ) from None

    def copy(self, stored: StoredObject, target: BinaryIO) -> None:
        """Writes the content of an object as it was listed, in pieces, to a file.

        Raises:
            CloudError: it was replaced since, or what came is not what is stored.
        """
        checksum = google_crc32c.Checksum()
        for start in range(0, stored.bytes, PIECE):
            piece = self.read_part(stored.name, start, min(start + PIECE, stored.bytes), stored.generation)
            checksum.update(piece)
            target.write(piece)
        if (found := base64.b64encode(checksum.digest()).decode()) != stored.crc32c:
            raise CloudError(
                errno.EIO,
                f"{self.place(stored.name)}: came with the checksum {found}, it is stored with {stored.crc32c}; run it "
                "again, and check the network between",
            )

    def create(self, name: str, content: bytes, over: int | None = 0) -> StoredObject:
        """Writes an object where there is none, or in the place of the generation `over`, whole or not at all.

        With `over` as `None`, in the place of whatever is there.

        Raises:
            FileExistsError: there is one of another content; it is left as it is.
        """

        def upload(blob: storage.Blob) -> StoredObject:
            blob.chunk_size = SENT_AT_ONCE
            blob.upload_from_string(content, _TYPE, if_generation_match=over, checksum="crc32c", **_ONCE)
            return self._stored(blob)

        forget(self.place(name))
        try:
            return self._tried(name, upload, "there is no such bucket; check its name")
        except api.PreconditionFailed:
            found = self.find(name)
            # The answer to an upload may be lost, and it is then repeated.
            if not _is_of(found, content):
                raise FileExistsError(
                    errno.EEXIST, "somebody else has written it meanwhile", self.place(name)
                ) from None
            return found

    def replace(self, name: str, content: bytes) -> StoredObject:
        """Writes an object, in the place of the one that is there now.

        Raises:
            FileExistsError: somebody else wrote it at the same time; theirs stands.
        """
        found = self.find(name)
        return self.create(name, content, found.generation if found else 0)

    def remove(self, name: str, generation: int | None = None) -> None:
        """Removes an object, if it is there and, where one is given, of that generation."""
        forget(self.place(name))
        with suppress(FileNotFoundError, api.PreconditionFailed):
            self._tried(name, lambda blob: blob.delete(if_generation_match=generation, **_ONCE))

    def _listed(self, below: str) -> Iterator[storage.Blob]:
        return _client(os.getpid()).list_blobs(self.bucket, prefix=self.prefix + below, fields=_FIELDS, **_ONCE)

    def _found(self, blob: storage.Blob) -> StoredObject:
        blob.reload(**_ONCE)
        return self._stored(blob)

    def _stored(self, blob: storage.Blob) -> StoredObject:
        updated_ns = int(blob.updated.timestamp() * 1e6) * 1000 if blob.updated else 0
        return StoredObject(
            blob.name.removeprefix(self.prefix), blob.size, blob.crc32c or "", blob.generation or 0, updated_ns
        )

    def _tried(self, name: str, work: Callable[[storage.Blob], Any], missing: str = "") -> Any:
        with _explained(self.place(name), missing):
            return RETRY(lambda: work(_client(os.getpid()).bucket(self.bucket).blob(self.prefix + name)))()


@contextmanager
def _explained(place: str, missing: str) -> Iterator[None]:
    """Errors that say what to do; `missing` is what it means that something is not there, if it is not the object."""
    try:
        yield
    except api.PreconditionFailed:
        raise
    except api.NotFound as error:
        if missing:
            raise CloudError(errno.ENOTDIR, f"{place}: {missing}") from error
        raise FileNotFoundError(errno.ENOENT, "there is no such object", place) from error
    except (api.Forbidden, api.Unauthorized) as error:
        raise CloudError(
            errno.EACCES,
            f"{place}: access is refused ({_said(error)}); give this account the role Storage Object Viewer on the "
            "bucket of an archive, Storage Object User on that of a warehouse",
        ) from error
    except (auth.DefaultCredentialsError, auth.RefreshError) as error:
        raise CloudError(
            errno.EACCES,
            f"{place}: no credentials that Cloud Storage takes ({_said(error)}); run `gcloud auth application-default "
            "login`, or let GOOGLE_APPLICATION_CREDENTIALS name the key file of a service account",
        ) from error
    except (api.GoogleAPIError, auth.GoogleAuthError, *PASSING) as error:
        raise CloudError(
            errno.EIO, f"{place}: Cloud Storage did not do it ({_said(error)}); run it again later"
        ) from error


def _said(error: Exception) -> str:
    """The first line of what is behind an error: of tries given up, the last one's."""
    cause = getattr(error, "cause", None) or error
    return (str(getattr(cause, "message", "") or cause).splitlines() or [type(cause).__name__])[0]


def _is_of(stored: StoredObject | None, content: bytes) -> bool:
    return stored is not None and (stored.crc32c, stored.bytes) == (crc32c_of(content), len(content))


def crc32c_of(content: bytes) -> str:
    """The CRC32C (RFC 3720) of some bytes as Cloud Storage writes it: base64 of its four bytes."""
    return base64.b64encode(google_crc32c.Checksum(content).digest()).decode()


@lru_cache(maxsize=1)
def _client(_: int) -> storage.Client:
    """The client of a process: connections do not survive a fork. Credentials are the application's default ones."""
    return storage.Client(project=None)
