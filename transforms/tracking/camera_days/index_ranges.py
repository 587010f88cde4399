"""Many ranges of whole numbers at once, such as the detections on each of some frames."""

import numpy as np


def ranges(first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """(m,) so many whole numbers from each of `first` (n,) on, one range after the other."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts - first, counts)
