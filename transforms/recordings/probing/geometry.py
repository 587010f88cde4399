"""From the pixels of a decoded frame to the picture as a player shows it: their shape, mirrored, rotated.

A recorder may store half of the columns or rows and leave it to the player to stretch them (1080N, 2CIF), and a
camera on its side may leave the turning to the player. Zones are fractions of the picture as displayed.
"""

import struct
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

SQUARE = Fraction(1)

WIDEST_PIXEL = 4
"""Width by height of a pixel, or height by width. Recorders leave out half at most, which is 2; DVDs have 64:45. A
stream that declares more is damaged, and its pixels count as square."""

QUARTERS = ((1, 0, 0, 0, 1), (0, -1, 0, 1, 0), (-1, 0, 0, 0, -1), (0, 1, 0, -1, 0))
"""The beginnings of display matrices that turn by so many quarters counter-clockwise; see `of_matrix`."""

USUAL_SHAPES = (Fraction(16, 9), Fraction(4, 3), Fraction(5, 4), Fraction(11, 9))
"""Width by height of what cameras give: full HD and its kin, VGA, SXGA and D1 (720 × 576), CIF."""

SHAPE_TOLERANCE = 0.03
"""Of a usual shape: sizes are rounded to multiples of 16 and of 8, as 1280 × 704 or 960 × 544."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """How a frame is shown: its pixels stretched to squares, then transposed, then flipped.

    transposed: rows become columns. flipped_x, flipped_y: left and right, top and bottom are exchanged after that.
    pixel_aspect: width by height of a decoded pixel.
    """

    transposed: bool = False
    flipped_x: bool = False
    flipped_y: bool = False
    pixel_aspect: Fraction = SQUARE

    @property
    def rotation(self) -> int:
        """Degrees counter-clockwise by which it is turned, after it was mirrored where it is: -90, 0, 90 or 180."""
        if self.transposed:
            return -90 if self.flipped_x else 90
        return 180 if self.flipped_y else 0

    @property
    def mirrored(self) -> bool:
        """Whether left and right are exchanged before it is turned."""
        return self.transposed == (self.flipped_x == self.flipped_y)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of the picture as displayed, of a decoded frame. It is stretched, never squeezed."""
        if self.pixel_aspect >= 1:
            width = round(width * self.pixel_aspect)
        else:
            height = round(height / self.pixel_aspect)
        return (height, width) if self.transposed else (width, height)

    def shown_as(self, display_aspect: Fraction, width: int, height: int) -> "Geometry":
        """The same with pixels of the shape that gives the picture that aspect, width by height, once turned."""
        coded = 1 / display_aspect if self.transposed else display_aspect
        aspect = coded * Fraction(height, width)
        return Geometry(self.transposed, self.flipped_x, self.flipped_y, aspect)

    def upright(self, pixels: np.ndarray) -> np.ndarray:
        """Pixels [H, W, …] that are square already, transposed and flipped as displayed."""
        if self.transposed:
            pixels = pixels.swapaxes(0, 1)
        if self.flipped_x:
            pixels = pixels[:, ::-1]
        if self.flipped_y:
            pixels = pixels[::-1]
        return np.ascontiguousarray(pixels)


def of_matrix(matrix: tuple[int, ...], pixel_aspect: Fraction = SQUARE) -> Geometry:
    """The geometry of a display matrix: 9 numbers a b u c d v x y w, as in ISO/IEC 14496-12, 8.3.2.

    A point (x, y) is shown at (a x + c y, b x + d y). What is no quarter of a turn counts as the nearest one; a matrix
    of zeros as none.
    """
    a, b, _, c, d = matrix[:5]
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Geometry(False, a < 0, d < 0, pixel_aspect)
    return Geometry(True, c < 0, b < 0, pixel_aspect)


def container_pixels(stream: VideoStream) -> Fraction | None:
    """The pixel aspect that the container declares and the codec does not; ask before anything is decoded."""
    declared = stream.sample_aspect_ratio
    return declared if declared and declared != stream.codec_context.sample_aspect_ratio else None


def read_geometry(
    frame: VideoFrame,
    stream: VideoStream,
    container: Fraction | None = None,
    display_aspect: Fraction | None = None,
) -> Geometry:
    """The geometry of a frame that was just decoded from `stream`.

    `container` is what `container_pixels` said; where that is nothing the codec's own word counts, which may change
    amid a stream. `display_aspect`, width by height of the picture as displayed, overrides both.
    """
    told = of_matrix(_matrix(frame))
    if display_aspect is not None:
        return told.shown_as(display_aspect, frame.width, frame.height)
    declared = container or stream.codec_context.sample_aspect_ratio or SQUARE
    aspect = declared if believable(declared) else SQUARE
    return Geometry(told.transposed, told.flipped_x, told.flipped_y, aspect)


def _matrix(frame: VideoFrame) -> tuple[int, ...]:
    try:
        matrix = frame.side_data.get(Type.DISPLAYMATRIX)
    except ValueError:
        # PyAV gives none of a frame's side data where it does not know one of their kinds, such as EXIF of a JPEG.
        return QUARTERS[round(frame.rotation / 90) % 4]
    return QUARTERS[0] if matrix is None else struct.unpack("=9i", bytes(matrix))


def believable(pixel_aspect: Fraction) -> bool:
    """Whether a recorder may have pixels of this shape; see `WIDEST_PIXEL`."""
    return Fraction(1, WIDEST_PIXEL) <= pixel_aspect <= WIDEST_PIXEL


def may_lack_half(width: int, height: int) -> bool:
    """Whether a picture shown with these sides has no usual shape, and would have one with twice the columns or rows.

    So it is where a recorder left out half and the stream does not say so.
    """
    shape = Fraction(width, height)
    return not _usual(shape) and (_usual(shape * 2) or _usual(shape / 2))


def _usual(shape: Fraction) -> bool:
    return any(abs(shape / usual - 1) <= SHAPE_TOLERANCE for usual in USUAL_SHAPES)
