"""Who was where on a camera, and the zones that this proposes, for whoever draws them in the desk."""

from pantau.transforms.zone_setup.seen_stretch import SeenStretch, seen_stretch
from pantau.transforms.zone_setup.zone_proposals import ZoneProposal, zone_proposals

__all__ = ["SeenStretch", "ZoneProposal", "seen_stretch", "zone_proposals"]
