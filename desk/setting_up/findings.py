"""What was found in the archive, kept between the pages that show it."""

import threading
from collections.abc import Sequence

from pantau.pipelines.site_setup import SetupFindings, look


class KeptFindings:
    """The last look through an archive: it takes as long as listing it does, and three pages need it."""

    def __init__(self, archive: str) -> None:
        self._archive, self._turn = archive, threading.Lock()
        self._key: tuple[str, ...] = ()
        self._found: SetupFindings | None = None

    def found(self, timezone: str, regexes: Sequence[str], anew: bool = False) -> SetupFindings:
        """What the archive holds, looked through `anew` or as it was the last time; see `look`."""
        key = (timezone, *regexes)
        with self._turn:
            if anew or self._found is None or key != self._key:
                self._found, self._key = look(self._archive, timezone, regexes), key
            return self._found
