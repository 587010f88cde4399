"""When rounds end by themselves."""

from datetime import UTC, date, datetime

import pytest

from pantau.pipelines.watching import rounds
from pantau.pipelines.watching.rounds import keep_up
from pantau.pipelines.watching.watch import Round
from pantau.transforms.recordings.arriving.due_dates import DueDate

NOW, TODAY = datetime(2026, 11, 2, 5, tzinfo=UTC), date(2026, 11, 2)
OTHERS = (DueDate(date(2026, 11, 1), 1, False),)
NOTHING, RUN, RUN_WITH_OTHERS_DUE = Round((), (), ()), Round((TODAY,), (), (), 1), Round((TODAY,), OTHERS, (), 1)


@pytest.mark.parametrize(
    ("each", "most", "done"),
    [
        ([RUN, RUN], 1, 1),
        ([NOTHING, RUN, NOTHING, OSError("no drive"), RUN, RUN], 2, 5),
        # What is due goes first.
        ([RUN_WITH_OTHERS_DUE, RUN_WITH_OTHERS_DUE, RUN, NOTHING], 1, 3),
    ],
)
def test_they_end_after_the_most_runs_once_it_is_time_to_look_again(monkeypatch, each, most, done):
    left, told, failed, slept = list(each), [], [], []

    class Looks:
        def round(self, now):
            one = left.pop(0)
            if isinstance(one, Exception):
                raise one
            return one

    monkeypatch.setattr(rounds.time, "sleep", slept.append)
    assert keep_up(Looks(), lambda: NOW, 10.0, told.append, failed.append, most) is True
    assert [*told, *failed] == sorted(each[:done], key=lambda one: isinstance(one, Exception))
    assert len(slept) == sum(not (isinstance(one, Round) and one.run and one.more) for one in each[:done])


def test_they_end_when_they_are_interrupted_while_they_wait(monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    class Looks:
        def round(self, now):
            return RUN

    monkeypatch.setattr(rounds.time, "sleep", interrupted)
    assert keep_up(Looks(), lambda: NOW, 10.0, print, print, 1) is False
