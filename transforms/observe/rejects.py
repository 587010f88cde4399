"""Recordings that could not be looked at, as rows of `rejects`."""


def reject_unobserved(recording: dict, error: Exception) -> dict:
    """The reject of a row of `recordings` whose pictures could not be decoded."""
    return {
        "site_id": recording["site_id"],
        "service_date": recording["service_date"],
        "camera_id": recording["camera_id"],
        "input": recording["recording_uri"],
        "bytes": recording["bytes"],
        "step": "observe",
        "error": getattr(error, "word", type(error).__name__),
        "reason": str(error),
        "span_started_at": recording["started_at"],
        "span_ended_at": recording["ended_at"],
        "run_id": recording["run_id"],
    }
