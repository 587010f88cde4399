"""Recordings of a run's dates that the present observer has not observed, by what stands in the tables."""

from pantau.pipelines.batch_run import BatchRun
from pantau.transforms.detection.observed_recordings import is_observed, ownership_of
from pantau.transforms.recordings.recording_index import RecordingIndex, recordings_of
from pantau.transforms.recordings.time_ownership import TimeOwnership


def unobserved_recordings(batch: BatchRun) -> list[TimeOwnership]:
    """Those that show any of the dates, each once."""
    index = RecordingIndex(batch.warehouse)
    reaching = {
        row["recording_id"]: row
        for day in batch.days
        for camera in batch.site.cameras
        for row in recordings_of(index, batch.site, camera.id, day)
    }
    ownerships = ownership_of(index, batch.site, reaching.values()).values()
    return [one for one in ownerships if not is_observed(batch.warehouse, batch.observer, one)]
