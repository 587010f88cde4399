"""Opening a bucket by its address."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import Bucket


def bucket_at(address: str) -> "Bucket":
    """The bucket, or the part of one, at an address of Cloud Storage. Raises ValueError where it names no bucket."""
    # Google's client takes half a second to load, which nobody who works with folders alone should wait for.
    from pantau.transforms.storage.bucket import Bucket

    return Bucket.at(address)
