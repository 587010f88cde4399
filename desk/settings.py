"""What one desk shows, and where."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo

from pantau.schemas.site import Site

ADDRESS = "127.0.0.1"
"""The usual address, which this machine alone reaches; at any other the desk asks who one is."""

PORT = 8080

USUAL_ZONE = "Asia/Jakarta"
"""Before a site file says it: that of most offices of Indonesia, as of the site file itself."""


@dataclass(frozen=True)
class Reach:
    """Where a desk listens, by which names browsers ask for it, and who may.

    `names`: as in a browser's address, `desk.example.id` or `10.1.2.3:8443`; none for the address itself. `accounts`:
    the file of accounts, `None` where everybody who reaches it may do everything. `certificate`, `key`: files by which
    it speaks TLS; `behind_proxy`: a proxy does so, and says at the end of `X-Forwarded-For` who asks.
    """

    address: str = ADDRESS
    names: tuple[str, ...] = ()
    accounts: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    @property
    def scheme(self) -> str:
        """As browsers speak to it."""
        return "https" if self.certificate or self.behind_proxy else "http"

    def hosts(self, port: int) -> frozenset[str]:
        """The names by which browsers may ask for it."""
        own = f"[{self.address}]" if ip_address(self.address).version == 6 else self.address
        local = {f"{name}:{port}" for name in (ADDRESS, "localhost")} if self.address == ADDRESS else set()
        return frozenset(self.names or (f"{own}:{port}",)) | local


@dataclass(frozen=True)
class DeskSettings:
    """A site, the archive of its recordings, its warehouse (folders or gs://…), the port to listen on, and who may.

    `site_path`: the file that says what `site` is; without it, or with `read_only`, nothing is changed. `site` is
    `None` until that file is there: the desk then begins by setting it up.
    """

    site: Site | None
    archive: str
    warehouse: str
    port: int = PORT
    site_path: Path | None = None
    read_only: bool = False
    reach: Reach = field(default_factory=Reach)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the desk writes times."""
        return self.site.zone if self.site else ZoneInfo(USUAL_ZONE)

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which browsers may ask for the desk."""
        return self.reach.hosts(self.port)
