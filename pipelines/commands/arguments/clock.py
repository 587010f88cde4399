"""The clock of a command: asked once in each place, and put in another's place by tests."""

from datetime import UTC, datetime


def now() -> datetime:
    """Now, by the clock of this machine, UTC. No recording that begins later is believed, and no later date judged."""
    return datetime.now(UTC)
