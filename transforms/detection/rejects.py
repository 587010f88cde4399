"""Rejects of recordings that could not be observed."""

from pantau.transforms.recordings.recording_rows import Row, reject_recording
from pantau.transforms.rejects import Reject, word_of


def reject_unobserved(recording: Row, error: Exception) -> Reject:
    """The reject of a row of `recordings` whose frames could not be decoded."""
    return reject_recording(recording, "observe", word_of(error), str(error))
