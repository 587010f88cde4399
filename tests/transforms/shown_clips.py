"""Display matrices in clips: the eight ways in which a player may turn and mirror a frame."""

import struct
from pathlib import Path

import numpy as np

ONE, W = 1 << 16, 1 << 30
MATRICES = {
    # what a player does: the matrix (ISO/IEC 14496-12, 8.3.2), and the same with numpy
    "nothing": ((ONE, 0, 0, 0, ONE, 0, 0, 0, W), lambda frame: frame),
    "left": ((0, -ONE, 0, ONE, 0, 0, 0, 0, W), lambda frame: np.rot90(frame)),
    "right": ((0, ONE, 0, -ONE, 0, 0, 0, 0, W), lambda frame: np.rot90(frame, -1)),
    "upside down": ((-ONE, 0, 0, 0, -ONE, 0, 0, 0, W), lambda frame: np.rot90(frame, 2)),
    "mirrored": ((-ONE, 0, 0, 0, ONE, 0, 0, 0, W), np.fliplr),
    "flipped": ((ONE, 0, 0, 0, -ONE, 0, 0, 0, W), np.flipud),
    "mirrored and left": ((0, ONE, 0, ONE, 0, 0, 0, 0, W), lambda frame: frame.swapaxes(0, 1)),
    "mirrored and right": ((0, -ONE, 0, -ONE, 0, 0, 0, 0, W), lambda frame: np.rot90(np.fliplr(frame), -1)),
}


def pasted_matrix(clip: Path, name: str) -> Path:
    """The clip, an MP4, after the matrix of its track header (version 0) was replaced."""
    content = bytearray(clip.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    content[at : at + 36] = struct.pack(">9i", *MATRICES[name][0])
    clip.write_bytes(bytes(content))
    return clip
