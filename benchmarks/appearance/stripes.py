"""A candidate that does not ship: a histogram of each horizontal stripe of a box.

Stripes keep apart what is worn above and below, and what differs from a coat to a shirt. Their middle counts most,
since the edges of a box show what is behind, and what somebody nearer hides hardly counts. Colours are taken relative
to the mean of the frame, so that a change of exposure or white balance changes nobody.

Where few pairs of two people may pass, it finds more pairs of one person on most clips, and fewer where people step up
to one place in turn. Over ten seconds and more, among people who walk, it ranks worse than the product does. How
much one person differs from themselves depends more on the camera, so odds found on some clips do not hold on others.
"""

from collections.abc import Iterator

import cv2
import numpy as np

STRIPES = 5
"""Equal stripes of a box, from its upper edge to its lower. Measured on the clips that choose: two parts tell people
apart less well, eight no better, and stripes without the head and the feet less well."""


ROWS, COLUMNS = 48, 16
"""Pixels that a box is averaged to: noise and compression are averaged out, a stripe keeps about ten rows."""

MIDDLE = 0.22
"""How far from the middle of a box pixels count, standard deviation in widths. Chosen: a body fills two thirds."""

LIGHTS, SHADES = 6, 7
"""Steps of lightness, and of each of the two colour axes of CIE L*a*b*; a pixel counts for the steps on either side."""

GREY = 6.0
"""L*a*b* units: up to here shades are told apart in full, beyond by their ratio. Chosen: most clothes are nearly so."""

MOST_VIVID = 80.0
"""L*a*b* units from grey from which on colours count as the most vivid."""

MEAN = 0.43
"""What the mean of each colour of a frame is brought to, as a share of the brightest. Chosen: that of a lit room."""

DARKEST = 0.05
"""Means below this, as a share of the brightest, are not brought there in full: that would raise noise only."""

HIDES_ACROSS = 0.1
"""Share of the width of a box, on either side, that hides nobody behind it. Chosen: a body does not fill the box."""

HIDDEN_COUNTS = 0.03
"""How much of a pixel counts that somebody nearer hides. Chosen: too little to matter unless all is hidden, as by the
second box of the same person."""

BINS = LIGHTS * SHADES * SHADES


def stripes_of(bgr: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """float32 (n, STRIPES, BINS): square roots of the colour distributions of people in a frame, uint8 (h, w, 3).

    boxes (n, 4) are of all people in the frame, in fractions of it. The dot product of two is their Bhattacharyya
    coefficient (Comaniciu et al., "Kernel-based object tracking", 2003).
    """
    if not len(boxes):
        return np.zeros((0, STRIPES, BINS), np.float32)
    gain = MEAN / np.maximum(np.array(cv2.mean(np.ascontiguousarray(bgr[::4, ::4]))[:3]) / 255, DARKEST)
    pixels = np.stack([_averaged(bgr, box) for box in boxes]).astype(np.float32) / 255
    pixels = np.clip(pixels * gain.astype(np.float32), 0, 1.5)
    lab = cv2.cvtColor(pixels.reshape(-1, COLUMNS, 3), cv2.COLOR_BGR2LAB).reshape(len(boxes), -1, 3)
    weight = _WEIGHT * np.where(_hidden(boxes), HIDDEN_COUNTS, 1.0)
    counts = np.zeros(len(boxes) * STRIPES * BINS)
    for place, share in _steps(lab):
        at = (np.arange(len(boxes))[:, None] * STRIPES + _STRIPE) * BINS + place
        counts += np.bincount(at.ravel(), (share * weight).ravel(), len(counts))
    counts = counts.reshape(len(boxes), STRIPES, BINS)
    return np.sqrt(counts / counts.sum(axis=2, keepdims=True)).astype(np.float32)


def differences(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(m, 2) how much the stripes of one person (s, b) differ from those of `others` (m, s, b), 0..1 each.

    First between stripes at the same height, then between each and the most alike at the same height or next to it:
    boxes do not end at the same place each time. Both are mean Hellinger distances.
    """
    apart = np.sqrt(np.clip(1 - np.einsum("sb,mtb->mst", one, others), 0, 1))
    near = np.where(_NEIGHBOURS, apart, np.inf)
    nearest = (near.min(axis=1).mean(axis=1) + near.min(axis=2).mean(axis=1)) / 2
    return np.stack([np.diagonal(apart, axis1=1, axis2=2).mean(axis=1), nearest], axis=1)


def _averaged(bgr: np.ndarray, box: np.ndarray) -> np.ndarray:
    """uint8 (ROWS, COLUMNS, 3): what a box shows."""
    height, width = bgr.shape[:2]
    left, top, right, bottom = np.round(np.asarray(box) * [width, height, width, height]).astype(int)
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    crop = bgr[top : max(bottom, top + 1), left : max(right, left + 1)]
    return cv2.resize(crop, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)


def _hidden(boxes: np.ndarray) -> np.ndarray:
    """(n, pixels) flags: the pixel of a box lies in the box of somebody whose feet are lower, that is nearer."""
    x1, y1, x2, y2 = np.asarray(boxes, float).T
    across, down = x1[:, None] + _ACROSS * (x2 - x1)[:, None], y1[:, None] + _DOWN * (y2 - y1)[:, None]
    edge = HIDES_ACROSS * (x2 - x1)
    beside = (across[:, None] > (x1 + edge)[:, None]) & (across[:, None] < (x2 - edge)[:, None])
    level = (down[:, None] > y1[:, None]) & (down[:, None] < y2[:, None])
    nearer = y2[None] > (y2 + 0.01 * (y2 - y1))[:, None]
    hidden = np.einsum("nk,nkr,nkc->nrc", nearer, level, beside)
    return hidden.reshape(len(boxes), -1)


def _steps(lab: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of the bins (n, pixels) and the shares of each pixel that are in them: two along each axis."""
    shade = np.clip(np.arcsinh(lab[..., 1:] / GREY) / np.arcsinh(MOST_VIVID / GREY), -1, 1)
    axes = [(lab[..., 0] / 100, LIGHTS), ((shade[..., 0] + 1) / 2, SHADES), ((shade[..., 1] + 1) / 2, SHADES)]
    below, above = [], []
    for value, steps in axes:
        place = np.clip(value * (steps - 1), 0, steps - 1 - 1e-4)
        below.append(place.astype(np.int64))
        above.append(place - below[-1])
    for corner in np.ndindex(2, 2, 2):
        place, share = np.zeros_like(below[0]), np.ones_like(above[0])
        for steps, low, part, up in zip((LIGHTS, SHADES, SHADES), below, above, corner, strict=True):
            place = place * steps + low + up
            share = share * (part if up else 1 - part)
        yield place, share


_ACROSS, _DOWN = (np.arange(COLUMNS) + 0.5) / COLUMNS, (np.arange(ROWS) + 0.5) / ROWS
_WEIGHT = np.tile(np.exp(-(((_ACROSS - 0.5) / MIDDLE) ** 2) / 2), ROWS)
_STRIPE = np.repeat((_DOWN * STRIPES).astype(np.int64), COLUMNS)
_NEIGHBOURS = np.abs(np.subtract.outer(np.arange(STRIPES), np.arange(STRIPES))) <= 1
