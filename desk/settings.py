"""What one desk shows, and where."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pantau.schemas.site import Site

ADDRESS = "127.0.0.1"
"""The only address: whoever reaches the desk sees people, and there are no accounts."""

PORT = 8080

USUAL_ZONE = "Asia/Jakarta"
"""Before a site file says it: that of most offices of Indonesia, as of the site file itself."""


@dataclass(frozen=True)
class DeskSettings:
    """A site, the archive of its recordings, its warehouse (folders or gs://…), and the port to listen on.

    `site_path`: the file that says what `site` is; without it, or with `read_only`, nothing is changed. `site` is
    `None` until that file is there: the desk then begins by setting it up.
    """

    site: Site | None
    archive: str
    warehouse: str
    port: int = PORT
    site_path: Path | None = None
    read_only: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the desk writes times."""
        return self.site.zone if self.site else ZoneInfo(USUAL_ZONE)

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which a browser of this machine may ask for the desk."""
        return frozenset(f"{name}:{self.port}" for name in (ADDRESS, "localhost"))
