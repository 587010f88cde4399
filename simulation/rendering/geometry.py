"""A fixed pinhole camera in a hall.

World axes in metres: x to the right along the row of counters, y from the public side towards the staff side, z up from
the floor. Angles in degrees. Frame coordinates in pixels from the top left corner, or as fractions of the frame.
"""

from dataclasses import dataclass
from functools import cached_property
from math import atan2, cos, hypot, radians, sin, tan

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
        right, up, forward = np.moveaxis(
            (np.asarray(points, float) - (self.x, self.y, self.height)) @ self.axes.T, -1, 0
        )
        scale = self.focal_px / forward
        return np.stack([self.width_px / 2 + right * scale, self.height_px / 2 - up * scale], axis=-1)

    def fractions(self, points: np.ndarray) -> np.ndarray:
        """World points (…, 3) as fractions (…, 2) of the frame; may lie outside 0..1."""
        return self.project(points) / (self.width_px, self.height_px)

    def ground(self, pixels: np.ndarray, z: float = 0.0) -> np.ndarray:
        """The world points (…, 2) at height `z` seen at frame points (…, 2); the inverse of `project`.

        Points above the horizon give points behind the camera.
        """
        pixels = np.asarray(pixels, float)
        right = (pixels[..., 0] - self.width_px / 2) / self.focal_px
        up = (self.height_px / 2 - pixels[..., 1]) / self.focal_px
        rays = np.stack([right, up, np.ones_like(right)], axis=-1) @ self.axes
        reach = (z - self.height) / rays[..., 2]
        return np.stack([self.x + rays[..., 0] * reach, self.y + rays[..., 1] * reach], axis=-1)

    def visible(self, z: float) -> np.ndarray:
        """Half planes (4, 3) of the points (x, y) at height `z` inside the frame: a·x + b·y + c ≥ 0 for each row."""
        right, up, forward = self.axes
        across, down = self.width_px / 2 / self.focal_px, self.height_px / 2 / self.focal_px
        normals = np.stack(
            [forward * across - right, forward * across + right, forward * down - up, forward * down + up]
        )
        offset = normals @ (-self.x, -self.y, z - self.height)
        return np.column_stack([normals[:, :2], offset])

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
