"""What a watch says on the terminal: each thing once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from pantau.pipelines.reporting.index_refresh import refresh_index
from pantau.pipelines.watching.watch import Round
from pantau.transforms.tables.delta.commits import Commit


@dataclass
class Teller:
    """Says each thing once: a line a run, and what cannot be run until that changes. `clock` gives aware times."""

    zone: ZoneInfo
    indexed: str | None
    clock: Callable[[], datetime]
    _said: set[str] = field(default_factory=set)

    def round(self, one: Round) -> None:
        """What a round led to."""
        lines = {
            f"{due.day} is left as it is, though {f'{_recordings(due.came)} came' if due.came else 'it is due'}: "
            + (
                f"{len(due.gone)} that the tables hold are no longer in the archive, such as {due.gone[0]}, and a run "
                "would lose them; bring them back, or run `pantau nightly` for that date"
                if due.gone
                else "what was seen of it was deleted (`pantau retain`)"
            )
            for due in one.left
        }
        for line in sorted(lines - self._said):
            self.say(line)
        self._said = lines
        if one.outcome is None:
            return
        came = sum(due.came for due in one.due if due.day in one.days)
        state = "complete" if one.final else "more may come"
        rejected = f", {len(one.outcome.rejects)} rejected" if one.outcome.rejects else ""
        self.say(
            f"run {one.run}: {_recordings(came)} came for {' and '.join(map(str, one.days))}{rejected}; "
            f"{one.outcome.took_s:.1f} s; {state}"
        )
        if self.indexed:
            refresh_index(self.indexed)

    def appeared(self, run: Commit) -> None:
        """A run that an engine has committed."""
        self.say(f"run {run.run}: {' and '.join(run.notes.get('service_dates', ()))}")
        if self.indexed:
            refresh_index(self.indexed)

    def failure(self, error: Exception) -> None:
        """What hindered a round."""
        if (line := str(error)) not in self._said:
            self.say(f"{line}; it is tried again")
        self._said = {line}

    def say(self, line: str) -> None:
        """A line, with the time by the clock of the site."""
        print(f"{self.clock().astimezone(self.zone):%H:%M:%S} {line}", flush=True)


def _recordings(count: int) -> str:
    return f"{count} recording{'' if count == 1 else 's'}"
