"""How long parties would have waited before they gave up: of each that was served, drawn from those who did give up."""

import numpy as np
import pyarrow as pa


def patience(waited_s: np.ndarray, gave_up: np.ndarray, seen: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Seconds that each party would wait before it leaves unserved; infinite where it would stay to the end.

    Who gave up (`gave_up`) would wait as long as it did, `waited_s`. Any other waited at least that long: how much
    longer is drawn from the product-limit estimate (Kaplan and Meier 1958) of the time until people give up, in which
    those who were served are cut at their waiting; as Brown et al. (2005) take it of callers of a call centre. It rests
    on parties whose coming was `seen`. `draws` are numbers from 0 to 1, one for each party.
    """
    counted = waited_s[seen]
    left, number = np.unique(waited_s[seen & gave_up], return_counts=True)
    at_risk = len(counted) - np.searchsorted(np.sort(counted), left)
    staying = np.cumprod(1 - number / at_risk)
    later = np.searchsorted(left, waited_s, side="right")
    still = np.concatenate([[1.0], staying])[later]
    drawn = np.maximum(later, np.searchsorted(-staying, -draws * still))
    return np.where(gave_up, waited_s, np.concatenate([left, [np.inf]])[drawn])


def patience_of(
    waited_s: pa.ChunkedArray, gave_up: pa.ChunkedArray, seen: pa.ChunkedArray, draws: pa.ChunkedArray
) -> pa.Array:
    """`patience` of columns, of which each row is a list."""
    rows = zip(*(column.to_pylist() for column in (waited_s, gave_up, seen, draws)), strict=True)
    found = [
        patience(np.array(waited), np.array(gave_up, bool), np.array(seen, bool), np.array(draws)).tolist()
        for waited, gave_up, seen, draws in rows
    ]
    return pa.array(found, pa.list_(pa.float64()))
