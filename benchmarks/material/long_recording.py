"""Memory of a night with one recording of several gigabytes, put together by repeating packets."""

from pathlib import Path

from benchmarks.material.footage import FootageStretch
from benchmarks.measuring import PANTAU, cost_of
from benchmarks.office_day import put_together

GIGABYTE = 1e9


def look_at_long_recording(
    stretch: FootageStretch, piece: Path, folder: Path, wanted_bytes: float
) -> dict[str, object]:
    """Inventory and observe of one recording of so many bytes: its bytes and seconds, and the cost of each."""
    repeats = round(wanted_bytes / piece.stat().st_size)
    archive = put_together([stretch] * repeats, {stretch: piece}, folder, repeats, (0, 0))
    (recording,) = archive.recordings
    options = archive.options(folder / "warehouse")
    return {
        "bytes": recording.stat().st_size,
        "seconds": archive.seconds,
        "inventory": cost_of((*PANTAU, "inventory", *options)),
        "observe": cost_of((*PANTAU, "observe", *options)),
    }
