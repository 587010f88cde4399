"""The roles, and who asks for a page."""

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """What somebody may do; each may also do what those before may."""

    ANYONE = 0
    """Who has not signed in: only sign in."""
    VIEWER = 1
    """Sees figures."""
    REVIEWER = 2
    """Looks at footage, and at who was seen in it."""
    ADMINISTRATOR = 3
    """Sets up the site, draws zones, starts runs, reads who looked at what."""

    @property
    def word(self) -> str:
        """As in the accounts file, on the command line and in `custody`."""
        return self.name.lower()


LOCAL = "local"
"""Who uses a desk without accounts; no account has this name."""


@dataclass(frozen=True)
class Caller:
    """Who asks: the name of an account, `local`, or nothing for who has not signed in; what they may do.

    `token`: what their pages show when they change something, which no other site can read.
    """

    name: str
    role: Role
    token: str

    @property
    def looks(self) -> bool:
        """Whether footage may be looked at."""
        return self.role >= Role.REVIEWER

    @property
    def sets_up(self) -> bool:
        """Whether the site may be set up and runs be started."""
        return self.role >= Role.ADMINISTRATOR

    @property
    def signed_in(self) -> bool:
        """Whether there is a session, which can be ended."""
        return self.role > Role.ANYONE and self.name != LOCAL
