"""The index of the questions, brought up to date after a run."""

import time

from rich.console import Console

from pantau.pipelines.reporting.summary import seconds
from pantau.sql import update_index

console = Console()


def refresh_index(warehouse: str) -> bool:
    """Brings the index up to date and says how long it took; where it cannot, says why, and the run is as good as ever.

    Readers never trust an index further than the files it was made from, so an old one costs time alone.
    """
    began = time.monotonic()
    try:
        update_index(warehouse)
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        console.print(
            f"The index was not brought up to date, so questions take longer: {reason}. See to the cause, then run "
            f"`pantau index --warehouse {warehouse}`.",
            style="bold",
            markup=False,
            soft_wrap=True,
        )
        return False
    console.print(f"Index of the questions: up to date, in {seconds(time.monotonic() - began)}", soft_wrap=True)
    return True
