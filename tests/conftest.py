"""How a run of the tests goes, and what it changes of a process that only tests: see `../conftest.py` for the rest."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings

# How long an example takes depends on what else the machine does. Each run has examples of its own, also where
# Hypothesis would repeat those of the last, as in CI; one that fails says how to repeat it.
settings.register_profile("any machine", deadline=None, derandomize=False, print_blob=True)
settings.load_profile("any machine")

# Tables are as wide and lines as colourful as the terminal of who runs the tests, unless this says otherwise; some
# consoles read it only once.
os.environ["COLUMNS"] = "80"
for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
    os.environ.pop(name, None)


SLOW_FIXTURES = {"changed_office", "desk_settings", "footage", "numbered", "_server"}
"""What is rendered, decoded or served takes long, whoever uses it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks as slow what runs nights from end to end, and what uses a slow fixture; whole files of these go first.

    Files are dealt out one after the other (`--dist loadfile`, since each worker makes what the tests of a file share):
    a long one at the end would have the other workers wait.
    """
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if (
            {"end_to_end", "hostile"} & set(item.path.parts)
            or names & SLOW_FIXTURES
            or ("office" in names and "sql" not in item.path.parts)
        ):
            item.add_marker(pytest.mark.slow)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    # One worker renders the office, which takes half a minute; the others have work meanwhile that needs none.
    office = [
        item.path for item in items if "office" in getattr(item, "fixturenames", ()) and "end_to_end" in item.path.parts
    ]
    items.sort(
        key=lambda item: (
            item.path not in office[:1],
            "end_to_end" not in item.path.parts,
            item.path not in slow,
            item.path in office,
        )
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says how to repeat a run: its order and its random numbers are of a seed, which `-q` keeps out of the header."""
    if (seed := config.getoption("randomly_seed", None)) is not None:
        terminalreporter.write_line(f"The same order again: --randomly-seed={seed}")


AFTER_ALL_RECORDINGS = datetime(2026, 11, 28, tzinfo=UTC)
"""No recording of a test begins later, but for those that shall not be believed."""


@pytest.fixture(scope="session", autouse=True)
def _clock() -> Iterator[None]:
    """Commands believe what tests record, also on a machine whose clock is late."""
    from pantau.pipelines.commands.arguments import clock

    now = clock.now
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: max(now(), AFTER_ALL_RECORDINGS))
        yield


@pytest.fixture(scope="session", autouse=True)
def _known_to_beam() -> Iterator[None]:
    """What Beam pickles here no process of a cluster could read."""
    from tests.known_to_beam import known_to_beam

    with pytest.MonkeyPatch.context() as patched:
        known_to_beam(patched)
        yield


@pytest.fixture(scope="session", autouse=True)
def _known_frames(known_frames: None) -> None:
    """What was seen of a frame is known to all tests of a run."""
