"""A fixed pinhole camera in a hall.

World axes in metres: x to the right along the row of counters, y from the public side towards the staff side, z up from
the floor. Angles in degrees. Frame coordinates in pixels from the top left corner, or as fractions of the frame.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from math import atan2, ceil, cos, degrees, hypot, radians, sin, tan

import numpy as np


@dataclass(frozen=True)
class Viewpoint:
    """Where a camera hangs and how it looks. Positive pan turns right, positive tilt down."""

    x: float
    y: float
    height: float
    pan_deg: float
    tilt_deg: float
    hfov_deg: float
    width_px: int
    height_px: int
    bend: float = 0.0
    """Barrel distortion, 0 for none: what a straight lens shows at a distance u from the middle, in halves of the
    width, is shown at d with u = d / (1 - bend · d²), the division model (Fitzgibbon, 2001)."""

    @property
    def focal_px(self) -> float:
        """Focal length in pixels; pixels are square."""
        return self.width_px / 2 / tan(radians(self.hfov_deg) / 2)

    @cached_property
    def axes(self) -> np.ndarray:
        """3×3: unit vectors to the right of, up in and forward from the frame, one a row."""
        p, t = radians(self.pan_deg), radians(self.tilt_deg)
        return np.array(
            [
                [cos(p), -sin(p), 0.0],
                [sin(p) * sin(t), cos(p) * sin(t), cos(t)],
                [sin(p) * cos(t), cos(p) * cos(t), -sin(t)],
            ]
        )

    def project(self, points: np.ndarray) -> np.ndarray:
        """World points (…, 3) in metres as frame points (…, 2) in pixels. Points must lie in front of the camera."""
        return self.bent(self.project_straight(points))

    def project_straight(self, points: np.ndarray) -> np.ndarray:
        """The same through a lens that does not bend."""
        right, up, forward = np.moveaxis(
            (np.asarray(points, float) - (self.x, self.y, self.height)) @ self.axes.T, -1, 0
        )
        scale = self.focal_px / forward
        return np.stack([self.width_px / 2 + right * scale, self.height_px / 2 - up * scale], axis=-1)

    def bent(self, pixels: np.ndarray) -> np.ndarray:
        """Where the lens shows what a straight one would show at frame points (…, 2)."""
        if not self.bend:
            return pixels
        middle = np.array((self.width_px / 2, self.height_px / 2))
        away = (pixels - middle) / middle[0]
        # The root of bend·u·d² + d - u = 0 between 0 and u, in a form that is exact where u is 0.
        square = (away**2).sum(axis=-1, keepdims=True)
        return middle + middle[0] * away * 2 / (1 + np.sqrt(1 + 4 * self.bend * square))

    def straightened(self, pixels: np.ndarray) -> np.ndarray:
        """Where a straight lens would show what is seen at frame points (…, 2); the inverse of `bent`."""
        if not self.bend:
            return pixels
        middle = np.array((self.width_px / 2, self.height_px / 2))
        away = (pixels - middle) / middle[0]
        return middle + middle[0] * away / (1 - self.bend * (away**2).sum(axis=-1, keepdims=True))

    @cached_property
    def straight(self) -> "Viewpoint":
        """The view of a straight lens, its frame grown on all sides so that it holds all that this one shows."""
        if not self.bend:
            return self
        reach = -self.straightened(np.zeros(2)) + (4, 4)
        width, height = (
            size + 2 * ceil(more) for size, more in zip((self.width_px, self.height_px), reach, strict=True)
        )
        hfov_deg = 2 * degrees(atan2(width / 2, self.focal_px))
        return replace(self, hfov_deg=hfov_deg, width_px=width, height_px=height, bend=0.0)

    @cached_property
    def bending(self) -> tuple[np.ndarray, np.ndarray]:
        """Where in the frame of `straight` each pixel comes from, x and y (h, w) float32, as `cv2.remap` takes them."""
        across, down = np.meshgrid(np.arange(self.width_px) + 0.5, np.arange(self.height_px) + 0.5)
        grown = np.array((self.straight.width_px - self.width_px, self.straight.height_px - self.height_px)) / 2
        places = self.straightened(np.stack([across, down], axis=-1)) + grown - 0.5
        return places[..., 0].astype(np.float32), places[..., 1].astype(np.float32)

    def fractions(self, points: np.ndarray) -> np.ndarray:
        """World points (…, 3) as fractions (…, 2) of the frame; may lie outside 0..1."""
        return self.project(points) / (self.width_px, self.height_px)

    def ground(self, pixels: np.ndarray, z: float = 0.0) -> np.ndarray:
        """The world points (…, 2) at height `z` seen at frame points (…, 2); the inverse of `project`.

        Points above the horizon give points behind the camera.
        """
        pixels = self.straightened(np.asarray(pixels, float))
        right = (pixels[..., 0] - self.width_px / 2) / self.focal_px
        up = (self.height_px / 2 - pixels[..., 1]) / self.focal_px
        rays = np.stack([right, up, np.ones_like(right)], axis=-1) @ self.axes
        reach = (z - self.height) / rays[..., 2]
        return np.stack([self.x + rays[..., 0] * reach, self.y + rays[..., 1] * reach], axis=-1)

    def visible(self, z: float) -> np.ndarray:
        """Half planes (4, 3) of the points (x, y) at height `z` inside the frame: a·x + b·y + c ≥ 0 for each row.

        Raises:
            ValueError: the lens bends, and what it sees has no straight edges; see `shows`.
        """
        if self.bend:
            raise ValueError(f"a lens that bends by {self.bend:g} sees no straight edges; use shows")
        right, up, forward = self.axes
        across, down = self.width_px / 2 / self.focal_px, self.height_px / 2 / self.focal_px
        normals = np.stack(
            [forward * across - right, forward * across + right, forward * down - up, forward * down + up]
        )
        offset = normals @ (-self.x, -self.y, z - self.height)
        return np.column_stack([normals[:, :2], offset])

    def shows(self, points: np.ndarray) -> np.ndarray:
        """Whether world points (…, 3) are in the frame (…)."""
        ahead = (np.asarray(points, float) - (self.x, self.y, self.height)) @ self.axes[2] > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            places = self.fractions(points)
        return ahead & ((places > 0) & (places < 1)).all(axis=-1)

    def depth(self, x: float, y: float) -> float:
        """Metres along the floor in the direction of view; what lies deeper is drawn first."""
        return (x - self.x) * sin(radians(self.pan_deg)) + (y - self.y) * cos(radians(self.pan_deg))

    def azimuth(self, x: float, y: float) -> float:
        """Direction on the floor from the camera to a point, radians clockwise from the y axis."""
        return atan2(x - self.x, y - self.y)

    def depression(self, x: float, y: float, z: float) -> float:
        """Angle below the horizontal, radians, at which a point is seen."""
        return atan2(self.height - z, hypot(x - self.x, y - self.y))


def clip_to_frame(polygon: np.ndarray) -> np.ndarray:
    """The part of a convex polygon (n, 2), in fractions, that lies inside the frame (Sutherland and Hodgman, 1974).

    Raises:
        ValueError: nothing of it lies inside.
    """
    points = [tuple(point) for point in np.asarray(polygon, float)]
    for axis, limit, sign in ((0, 0.0, 1), (0, 1.0, -1), (1, 0.0, 1), (1, 1.0, -1)):
        kept = []
        for a, b in zip(points, points[1:] + points[:1], strict=True):
            inside_a, inside_b = (sign * (p[axis] - limit) >= 0 for p in (a, b))
            if inside_a:
                kept.append(a)
            if inside_a != inside_b:
                t = (limit - a[axis]) / (b[axis] - a[axis])
                crossing = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]
                crossing[axis] = limit
                kept.append(tuple(crossing))
        points = kept
    if len(points) < 3:
        raise ValueError("the polygon lies outside the frame; turn the camera or move the zone")
    return np.array(points)
