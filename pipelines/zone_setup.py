"""Who was where on a camera, and the zones that this proposes, for whoever draws them in the desk."""

from pantau.transforms.zone_setup.seen_stretch import SeenStretch, seen_stretch
from pantau.transforms.zone_setup.zone_proposals import ZoneProposal, zone_proposals
from pantau.transforms.zone_setup.zone_warnings import ZoneWarning, zone_warnings

__all__ = ["SeenStretch", "ZoneProposal", "ZoneWarning", "seen_stretch", "zone_proposals", "zone_warnings"]
