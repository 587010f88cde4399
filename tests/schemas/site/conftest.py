"""A small site file, and the one line of error that a change of it gives."""

from collections.abc import Callable

import pytest

from pantau.schemas.site import SiteFileError, parse_site

SMALL = """\
id: hall
name: Service hall
agencies:
  - {id: permits, name: Permits office}
recorders:
  - id: nvr
cameras:
  - id: cam
    agency: permits
    recorder: nvr
    channel: 1
    purpose: security
    notice_date: 2018-12-06
    zone_type: service
    retention_days: 30
    views:
      - zones:
          - {id: desk, kind: customer, counters: [c1], polygon: [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9]]}
counters:
  - id: c1
    name: Counter 1
    tenures: [{agency: permits}]
calendar:
  periods:
    - hours: {mon: 07:30-16:00}
      source: decree
"""


@pytest.fixture
def small() -> str:
    """A site file that is right."""
    return SMALL


@pytest.fixture
def error_after() -> Callable[..., str]:
    """The message after pieces of the small site file were replaced; `(old, new)` pairs, or text to append."""

    def errors(*changes: tuple[str, str] | str) -> str:
        text = SMALL
        for change in changes:
            if isinstance(change, str):
                text += change
            else:
                assert text.count(change[0]) == 1, change[0]
                text = text.replace(*change)
        with pytest.raises(SiteFileError) as caught:
            parse_site(text, "hall.yaml")
        return str(caught.value)

    return errors
