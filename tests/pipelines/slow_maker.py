"""What a process is given that shall be ended from outside; it imports nothing that takes long."""

import time


class SlowMaker:
    """Never ends by itself."""

    def __call__(self, request: object) -> None:
        """Waits."""
        time.sleep(600)
