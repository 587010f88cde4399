"""Who was where on a camera, for whoever draws its zones in the desk."""

from pantau.transforms.zone_setup.seen_stretch import SeenStretch, seen_stretch

__all__ = ["SeenStretch", "seen_stretch"]
