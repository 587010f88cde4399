"""Recordings that could not be observed, as rows of `rejects`."""

from pantau.transforms.recordings.recording_rows import Row, reject_recording


def reject_unobserved(recording: Row, error: Exception) -> Row:
    """The reject of a row of `recordings` whose frames could not be decoded."""
    return reject_recording(recording, "observe", getattr(error, "word", type(error).__name__), str(error))
