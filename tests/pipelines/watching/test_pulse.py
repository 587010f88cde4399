"""What a watch says that it is doing, from its rounds."""

import time
from types import SimpleNamespace

import pytest

from pantau.pipelines.watching.pulse import PulsedWatch, WatchState
from tests.pipelines.watching import test_watch
from tests.pipelines.watching.test_watch import FRIDAY, MONDAY, SATURDAY, put

nights = test_watch.nights
watched = test_watch.watched


@pytest.fixture
def pulsed(watched):
    return PulsedWatch(watched.observer, watched.archive, watched.warehouse, settled_s=0.0)


def test_a_watch_says_how_many_recordings_wait_and_what_its_run_did(pulsed, nights, monkeypatch):
    assert (pulsed.state.doing, pulsed.state.waiting, pulsed.state.looked_at) == ("waiting", None, None)
    for day in (SATURDAY, MONDAY):
        put(pulsed, day)
    seen, inner = [], nights.night

    def night(*given, **more):
        seen.append((pulsed.state.doing, pulsed.state.waiting))
        inner(*given, **more)
        return SimpleNamespace(took_s=2.5, rejects=["one"])

    monkeypatch.setattr(test_watch.module, "run_night", night)
    began = time.time()
    pulsed.round(FRIDAY)
    state = pulsed.state
    assert seen == [("running", 2)] and (state.doing, state.waiting) == ("waiting", 1)
    assert (state.run, state.run_s, state.rejected, state.failures, state.failure) == (1, 2.5, 1, 0, "")
    assert began <= state.looked_at.timestamp() <= state.run_at.timestamp() <= time.time()
    pulsed.round(FRIDAY)
    pulsed.round(FRIDAY)
    # A look that finds nothing leaves what is known of the last run.
    assert (pulsed.state.waiting, pulsed.state.run, pulsed.state.run_s) == (0, 2, 2.5)


def test_what_hinders_a_round_is_told_until_one_goes_well(pulsed, nights):
    with pytest.raises(FileNotFoundError):
        pulsed.round(FRIDAY)
    assert pulsed.state.failures == 1 and "holds no finished recording" in pulsed.state.failure
    (wrong,) = pulsed.state.wrong(600.0, 3600.0, pulsed.state.since_s)
    assert wrong.startswith("the last look failed: --archive ")
    put(pulsed, MONDAY)
    pulsed.round(FRIDAY)
    assert (pulsed.state.failures, pulsed.state.failure) == (1, "")


@pytest.mark.parametrize(
    ("doing", "lasts_s", "hangs"),
    [
        ("waiting", 659, False),
        ("waiting", 661, True),
        ("looking", 899, False),
        ("looking", 901, True),
        ("running", 7199, False),
        ("running", 7201, True),
    ],
)
def test_a_watch_hangs_that_does_one_thing_for_longer_than_that_takes(doing, lasts_s, hangs):
    found = [*WatchState(doing=doing, since_s=1000.0).wrong(600.0, 7200.0, 1000.0 + lasts_s)]
    allowed = {"waiting": 660, "looking": 900, "running": 7200}[doing]
    assert found == [f"the watch hangs: {doing} for {lasts_s} s, of which {allowed} are allowed"] * hangs
